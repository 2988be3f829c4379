/** Hooks that run beside this process: in the namespaces of the runtime, or of the host where this process lives in a pod. */
@NullMarked
package dev.nodens.runtime.hook;

import org.jspecify.annotations.NullMarked;
