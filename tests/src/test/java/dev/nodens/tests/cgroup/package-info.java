/** Cgroups of the real kernel, whichever versions this machine has. */
@NullMarked
package dev.nodens.tests.cgroup;

import org.jspecify.annotations.NullMarked;
