@NullMarked
package dev.nodens.tests.architecture;

import org.jspecify.annotations.NullMarked;
