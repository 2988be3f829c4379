@NullMarked
package dev.nodens.tests.cluster;

import org.jspecify.annotations.NullMarked;
