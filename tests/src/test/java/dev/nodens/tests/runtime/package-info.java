/** The runtime by its door and by its command line, on the real kernel. */
@NullMarked
package dev.nodens.tests.runtime;

import org.jspecify.annotations.NullMarked;
