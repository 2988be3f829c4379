/** The API server's side: specs come from watches, status, events and the node's heartbeat go to it. */
@NullMarked
package dev.nodens.agent.kubernetes;

import org.jspecify.annotations.NullMarked;
