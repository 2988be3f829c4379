package dev.nodens.runtime.container;

import dev.nodens.runtime.LaunchOptions.Supervision;
import dev.nodens.runtime.criu.Criu;
import dev.nodens.runtime.criu.CriuListener;
import dev.nodens.runtime.criu.CriuRequest;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Syscalls;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The talk with a criu that restores a container, from the request to its last word, and what is to be done meanwhile.
 *
 * @param log where criu writes what it does
 */
record RestoreTalk(Syscalls syscalls, Criu criu, CriuRequest request, Path log, CallerSockets sockets) {

    private static final byte[] MASTER = "/dev/ptmx".getBytes(StandardCharsets.US_ASCII);

    /**
     * Waits until criu has restored all, or says why it can't.
     *
     * @param socket criu is at its other end; closed then
     * @param made told of the process as soon as it is there
     */
    void hold(Fd socket, Supervision supervision, Launcher.Attendant attendant, Launcher.Restoration.Made made) {
        List<Fd> terminal = new ArrayList<>();
        boolean served = supervision != Supervision.NONE;
        CriuListener listener = (script, pid, descriptors) -> {
            switch (script) {
                case "setup-namespaces" -> attendant.runHooks(pid);
                case "orphan-pts-master" -> terminal.addAll(descriptors);
                case "post-restore" -> made.accept(pid, served ? terminal : List.of());
                // criu tells of more moments than there is something to do at.
                default -> descriptors.forEach(Fd::close);
            }
        };
        try (socket) {
            criu.ask(socket, request, listener, log);
            if (!served && !terminal.isEmpty()) {
                sockets.console().ifPresent(console -> syscalls.sendmsg(console, ByteBuffer.wrap(MASTER), terminal));
            }
        } finally {
            terminal.forEach(Fd::close);
        }
    }
}
