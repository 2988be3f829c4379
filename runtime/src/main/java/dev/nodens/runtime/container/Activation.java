package dev.nodens.runtime.container;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.spec.Mount;
import dev.nodens.runtime.spec.Process;
import dev.nodens.runtime.spec.Spec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a service manager hands over to the container: sockets that it listens at (sd_listen_fds(3)), and a place to tell
 * that the service is ready (sd_notify(3)). It is part of one launch, and not of the Spec: who execs later gets none of it.
 *
 * @param listenFds how many descriptors from 3 on are such sockets
 * @param notifies whether there is a notify socket
 */
public record Activation(int listenFds, boolean notifies) {

    public static final Activation NONE = new Activation(0, false);

    static final String NOTIFY_SOCKET = "NOTIFY_SOCKET";

    private static final String LISTEN_FDS = "LISTEN_FDS";
    private static final String LISTEN_PID = "LISTEN_PID";
    private static final String MOUNTED_AT = "/run/notify";
    private static final int LISTEN_FDS_MAX = 1024;

    /**
     * What an environment hands over.
     *
     * @param pid of the process that it is the environment of: sockets are meant for one process only
     */
    public static Activation of(Map<String, String> environment, long pid) {
        boolean ours = Long.toString(pid).equals(environment.get(LISTEN_PID));
        return new Activation(
                ours ? count(environment.getOrDefault(LISTEN_FDS, "0")) : 0,
                !environment.getOrDefault(NOTIFY_SOCKET, "").isEmpty());
    }

    /** The directory of the notify socket, which is mounted as a whole: the socket may be made later. */
    static Path directory(Path stateDirectory) {
        return stateDirectory.resolve("notify");
    }

    /** The Spec with what the container's process has to know of this. */
    Spec in(Spec spec, Path stateDirectory) {
        Process process = spec.process();
        if (process == null || equals(NONE)) {
            return spec;
        }
        List<String> env = new ArrayList<>(process.env());
        List<Mount> mounts = new ArrayList<>(spec.mounts());
        if (listenFds > 0) {
            env.add(LISTEN_FDS + "=" + listenFds);
            env.add(LISTEN_PID + "=1");
        }
        if (notifies) {
            env.add(NOTIFY_SOCKET + "=" + MOUNTED_AT + "/" + NotifySocket.NAME);
            mounts.add(new Mount(
                    MOUNTED_AT,
                    "bind",
                    directory(stateDirectory).toString(),
                    List.of("bind", "nosuid", "noexec", "nodev", "ro")));
        }
        return spec.with(s -> {
            s.process = process.with(p -> p.env = env);
            s.mounts = mounts;
        });
    }

    private static int count(String text) {
        try {
            int count = Integer.parseInt(text);
            if (count >= 0 && count <= LISTEN_FDS_MAX) {
                return count;
            }
        } catch (NumberFormatException notANumber) {
            // Said below, together with what is allowed.
        }
        throw new ContainerException(
                ErrorCode.INVALID_SPEC, LISTEN_FDS + " \"" + text + "\" must be a number from 0 to " + LISTEN_FDS_MAX);
    }
}
