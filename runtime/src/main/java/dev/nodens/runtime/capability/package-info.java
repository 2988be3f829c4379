/** Capabilities by name and as the bit masks of capset(2). Pure. */
@NullMarked
package dev.nodens.runtime.capability;

import org.jspecify.annotations.NullMarked;
