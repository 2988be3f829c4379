@NullMarked
package dev.nodens.runtime;

import org.jspecify.annotations.NullMarked;
