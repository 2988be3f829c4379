/** The eight kinds of namespaces: which there are, which a container gets, and how that is said to the kernel. Pure. */
@NullMarked
package dev.nodens.runtime.namespace;

import org.jspecify.annotations.NullMarked;
