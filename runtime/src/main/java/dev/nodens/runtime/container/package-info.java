/**
 * Containers from creation to deletion: what is remembered of them, how their state is derived from facts, and the steps
 * that make and remove them. {@link dev.nodens.runtime.container.LinuxContainerRuntime} is the door's implementation.
 */
@NullMarked
package dev.nodens.runtime.container;

import org.jspecify.annotations.NullMarked;
