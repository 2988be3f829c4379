/** What this build can do: the runtime-spec's features structure, computed from the tables that the other packages act by. */
@NullMarked
package dev.nodens.runtime.features;

import org.jspecify.annotations.NullMarked;
