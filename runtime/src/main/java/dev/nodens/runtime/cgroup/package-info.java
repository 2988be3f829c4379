/**
 * Control groups, v1, v2 and both at once: where they are mounted, what a Spec's resources mean to them, and what can be
 * done to the processes in one. Nothing that was not made for a container or for the monitors is ever changed.
 */
@NullMarked
package dev.nodens.runtime.cgroup;

import org.jspecify.annotations.NullMarked;
