/** The agent's command line and terminal. */
@NullMarked
package dev.nodens.agent.cli;

import org.jspecify.annotations.NullMarked;
