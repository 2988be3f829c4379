/** From {@code linux.seccomp} to a filter that the kernel loads. */
@NullMarked
package dev.nodens.runtime.seccomp;

import org.jspecify.annotations.NullMarked;
