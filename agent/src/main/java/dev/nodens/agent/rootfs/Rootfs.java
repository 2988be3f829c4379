package dev.nodens.agent.rootfs;

import dev.nodens.runtime.LaunchOptions.OverlayRoot;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A container's root.
 *
 * @param path a directory of the host
 * @param overlay makes it the lower layer of an overlay, instead of binding it
 */
public record Rootfs(Path path, boolean readonly, Optional<OverlayRoot> overlay) {}
