/**
 * A {@link dev.nodens.runtime.plan.LaunchPlan} as the bytes that native-init reads, and back. The tables in {@code
 * native-init/protocol} say what they are; this is the only package that knows. Pure.
 */
@NullMarked
package dev.nodens.runtime.bootstrap;

import org.jspecify.annotations.NullMarked;
