/** Starting native-init and speaking with it: frames in, frames out, failures into errors. What the message says is not known here. */
@NullMarked
package dev.nodens.runtime.init;

import org.jspecify.annotations.NullMarked;
