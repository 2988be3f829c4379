/** How this module fails: one exception, whose code is of one list. */
@NullMarked
package dev.nodens.runtime.error;

import org.jspecify.annotations.NullMarked;
