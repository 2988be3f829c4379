package dev.nodens.runtime.container;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What an OCI runtime's command line can ask for besides the bundle.
 *
 * @param consoleSocket gets the pty's master side
 * @param preserveFds how many descriptors from 3 on stay open in the container
 * @param pivot false = the root is moved over / and entered by chroot, where pivot_root can't be used (initramfs)
 * @param newKeyring whether a session keyring of its own is joined
 */
public record OciOptions(Optional<Path> consoleSocket, int preserveFds, boolean pivot, boolean newKeyring) {

    public static final OciOptions NONE = new OciOptions(Optional.empty(), 0, true, true);
}
