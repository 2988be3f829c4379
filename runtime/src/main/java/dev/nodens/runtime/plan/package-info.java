/**
 * From a Spec to a {@link dev.nodens.runtime.plan.LaunchPlan}: everything that native-init is going to do, decided. Pure:
 * nothing here reads a file or a clock; what the host looks like comes in as a value.
 */
@NullMarked
package dev.nodens.runtime.plan;

import org.jspecify.annotations.NullMarked;
