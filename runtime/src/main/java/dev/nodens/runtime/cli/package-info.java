/** The command line {@code nodens}: an OCI runtime's verbs and flags over the door. One class a verb. */
@NullMarked
package dev.nodens.runtime.cli;

import org.jspecify.annotations.NullMarked;
