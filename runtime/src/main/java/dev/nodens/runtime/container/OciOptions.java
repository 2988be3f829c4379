package dev.nodens.runtime.container;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What an OCI runtime's command line can ask for besides the bundle.
 *
 * @param consoleSocket gets the pty's master side
 * @param pidfdSocket gets the process's pidfd
 * @param preserveFds how many descriptors from 3 on stay open in the container, after those of {@code activation}
 * @param pivot false = the root is moved over / and entered by chroot, where pivot_root can't be used (initramfs)
 * @param newKeyring whether a session keyring of its own is joined
 * @param activation what a service manager hands over
 * @param systemdCgroup whether systemd makes the cgroup, and {@code linux.cgroupsPath} is {@code slice:prefix:name}
 */
public record OciOptions(
        Optional<Path> consoleSocket,
        Optional<Path> pidfdSocket,
        int preserveFds,
        boolean pivot,
        boolean newKeyring,
        Activation activation,
        boolean systemdCgroup) {

    public static final OciOptions NONE =
            new OciOptions(Optional.empty(), Optional.empty(), 0, true, true, Activation.NONE, false);

    /** These, with somebody at that socket who gets the pty's master side. */
    public OciOptions withConsoleSocket(Path socket) {
        return new OciOptions(
                Optional.of(socket), pidfdSocket, preserveFds, pivot, newKeyring, activation, systemdCgroup);
    }

    /** The descriptors from 3 on that stay open in all. */
    int keptFds() {
        return activation.listenFds() + preserveFds;
    }
}
