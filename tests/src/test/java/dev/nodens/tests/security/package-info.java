/** Known ways out of a container and into its runtime, tried on ours: {@code docs/security.md} has the table. */
@NullMarked
package dev.nodens.tests.security;

import org.jspecify.annotations.NullMarked;
