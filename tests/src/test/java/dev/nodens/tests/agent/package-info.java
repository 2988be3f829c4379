/** The agent as a person at a terminal has it: a folder of manifests, and what comes of it on this machine. */
@NullMarked
package dev.nodens.tests.agent;

import org.jspecify.annotations.NullMarked;
