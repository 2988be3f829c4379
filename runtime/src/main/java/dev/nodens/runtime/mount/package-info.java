/** Mounts: the one table of mount options, and a mount with its options told apart. Pure. */
@NullMarked
package dev.nodens.runtime.mount;

import org.jspecify.annotations.NullMarked;
