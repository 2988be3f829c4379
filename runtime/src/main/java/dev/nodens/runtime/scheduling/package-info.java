/** How the kernel schedules a process and where its memory comes from: the words of the Spec as the kernel's figures. Pure. */
@NullMarked
package dev.nodens.runtime.scheduling;

import org.jspecify.annotations.NullMarked;
