@NullMarked
package dev.nodens.runtime.error;

import org.jspecify.annotations.NullMarked;
