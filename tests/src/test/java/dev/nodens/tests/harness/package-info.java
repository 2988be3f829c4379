@NullMarked
package dev.nodens.tests.harness;

import org.jspecify.annotations.NullMarked;
