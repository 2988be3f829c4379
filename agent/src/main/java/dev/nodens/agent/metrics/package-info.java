/** What is counted. */
@NullMarked
package dev.nodens.agent.metrics;

import org.jspecify.annotations.NullMarked;
