/** What a bundle would do, in plain words: a Spec in, sentences out. Pure. */
@NullMarked
package dev.nodens.runtime.explain;

import org.jspecify.annotations.NullMarked;
