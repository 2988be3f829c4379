/**
 * The kernel as libc names it. This is the only package that calls native code: {@code waitpid} and
 * {@code socketpair} by jnr-posix, everything else by the JDK's own foreign function interface.
 *
 * <p>A JVM has many threads, so nothing here changes what belongs to a single one: {@code setns}, {@code unshare} and
 * {@code pivot_root} exist only in native-init.
 */
@NullMarked
package dev.nodens.runtime.syscall;

import org.jspecify.annotations.NullMarked;
