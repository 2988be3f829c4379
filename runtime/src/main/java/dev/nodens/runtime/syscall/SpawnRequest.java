package dev.nodens.runtime.syscall;

import java.util.List;
import java.util.Map;

/**
 * A program to run and the descriptors it gets. Those of {@code inherited} keep their numbers; {@code streams} become 0,
 * 1, 2 … in order, and without any it has this process's own. Descriptors that the JVM itself left open across exec are
 * the program's to close. Its signals are all unblocked and at their defaults.
 *
 * @param path the program; no search
 * @param environment whole, nothing is added from this process's
 */
public record SpawnRequest(
        String path, List<String> argv, Map<String, String> environment, List<Fd> streams, List<Fd> inherited) {

    public SpawnRequest {
        argv = List.copyOf(argv);
        environment = Map.copyOf(environment);
        streams = List.copyOf(streams);
        inherited = List.copyOf(inherited);
    }
}
