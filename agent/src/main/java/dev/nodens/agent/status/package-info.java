@NullMarked
package dev.nodens.agent.status;

import org.jspecify.annotations.NullMarked;
