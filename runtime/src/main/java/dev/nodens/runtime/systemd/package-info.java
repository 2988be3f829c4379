/** systemd as the keeper of cgroups, over D-Bus: nothing of it is loaded unless it is asked for. */
@NullMarked
package dev.nodens.runtime.systemd;

import org.jspecify.annotations.NullMarked;
