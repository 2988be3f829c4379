@NullMarked
package dev.nodens.tests.recovery;

import org.jspecify.annotations.NullMarked;
