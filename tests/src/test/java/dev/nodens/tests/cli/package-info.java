@NullMarked
package dev.nodens.tests.cli;

import org.jspecify.annotations.NullMarked;
