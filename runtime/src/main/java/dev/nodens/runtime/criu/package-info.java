/** Talks to criu, which writes processes to files and makes them again: its requests, its answers, its log. */
@NullMarked
package dev.nodens.runtime.criu;

import org.jspecify.annotations.NullMarked;
