/** The runtime as a user without any right over the host has it, and systemd as the keeper of cgroups. */
@NullMarked
package dev.nodens.tests.rootless;

import org.jspecify.annotations.NullMarked;
