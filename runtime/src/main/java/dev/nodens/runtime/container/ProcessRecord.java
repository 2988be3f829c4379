package dev.nodens.runtime.container;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * The file {@code process}: which process the container is, and who watches over it.
 *
 * @param monitor empty where nobody stays
 * @param time when it was written
 */
record ProcessRecord(ProcessIdentity process, Optional<ProcessIdentity> monitor, Instant time) {

    /** Empty until the container was created. */
    static Optional<ProcessRecord> read(Path directory) {
        return RecordFile.read(directory.resolve("process")).map(ProcessRecord::of);
    }

    private static ProcessRecord of(RecordFile file) {
        ProcessIdentity monitor = identity(file, "monitorPid", "monitorStartTime");
        return new ProcessRecord(
                identity(file, "pid", "startTime"),
                monitor.pid() == 0 ? Optional.empty() : Optional.of(monitor),
                file.time("time"));
    }

    private static ProcessIdentity identity(RecordFile file, String pid, String startTime) {
        return new ProcessIdentity((int) file.number(pid), file.number(startTime));
    }
}
