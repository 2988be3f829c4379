/** Desired state from a folder of manifests. */
@NullMarked
package dev.nodens.agent.source.folder;

import org.jspecify.annotations.NullMarked;
