/** Where a container's root comes from. */
@NullMarked
package dev.nodens.agent.rootfs;

import org.jspecify.annotations.NullMarked;
