/** Folders and files of the host that a container is given. */
@NullMarked
package dev.nodens.agent.volume;

import org.jspecify.annotations.NullMarked;
