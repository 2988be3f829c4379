/**
 * The door to the runtime: {@link dev.nodens.runtime.ContainerRuntime} and its values. {@link
 * dev.nodens.runtime.container.LinuxContainerRuntime#open} opens it, {@link dev.nodens.runtime.spec.SpecReader} and {@link
 * dev.nodens.runtime.spec.SpecTemplate} make what it takes.
 */
@NullMarked
package dev.nodens.runtime;

import org.jspecify.annotations.NullMarked;
