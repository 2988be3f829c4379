package dev.nodens.runtime.cli;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import dev.nodens.runtime.container.NotifySocket;
import java.util.Optional;

/** Starting a container whose service manager waits to hear that it is ready ({@code $NOTIFY_SOCKET}, sd_notify(3)). */
final class Readiness {

    private Readiness() {}

    /**
     * Starts it, and passes its word on.
     *
     * @param wait whether to return only when that is done: a caller that leaves can't do it later
     */
    static void start(LinuxContainerRuntime runtime, ContainerId id, boolean wait) {
        String manager = System.getenv().getOrDefault("NOTIFY_SOCKET", "");
        Optional<NotifySocket> socket = manager.isEmpty() ? Optional.empty() : runtime.notifySocket(id);
        boolean passedOn = false;
        try {
            runtime.start(id);
            if (socket.isPresent() && !wait) {
                // It ends with the container, and so does this process.
                Thread.ofPlatform().daemon().name("nodens-readiness").start(() -> forward(socket.get(), manager));
                passedOn = true;
            } else if (socket.isPresent()) {
                socket.get().forward(manager);
            }
        } finally {
            if (!passedOn) {
                socket.ifPresent(NotifySocket::close);
            }
        }
    }

    private static void forward(NotifySocket socket, String manager) {
        try (socket) {
            socket.forward(manager);
        }
    }
}
