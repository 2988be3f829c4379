/** How long a container takes, beside other runtimes and beside what the kernel alone needs. Run by {@code make bench}. */
@NullMarked
package dev.nodens.tests.speed;

import org.jspecify.annotations.NullMarked;
