package dev.nodens.runtime.container;

import dev.nodens.runtime.ExitStatus;
import dev.nodens.runtime.ExitStatus.Reason;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The file {@code exit}: how the container's process ended. A resident monitor writes it; for the other ends this module
 * does, with the reason why its figures may not be exact.
 */
record ExitRecord(int code, int signal, Instant startedAt, Instant finishedAt, Reason reason) {

    private static final int UNKNOWN_CODE = 255;

    static Optional<ExitRecord> read(Path directory) {
        return RecordFile.read(directory.resolve("exit")).map(ExitRecord::of);
    }

    /** Of a process whose end nobody saw. */
    static ExitRecord unknown(Instant startedAt, Instant finishedAt, Reason reason) {
        return new ExitRecord(UNKNOWN_CODE, 0, startedAt, finishedAt, reason);
    }

    void write(Path directory) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("code", Integer.toString(code));
        values.put("signal", Integer.toString(signal));
        values.put("startedAt", Long.toString(RecordFile.nanos(startedAt)));
        values.put("finishedAt", Long.toString(RecordFile.nanos(finishedAt)));
        values.put("reason", reason.name());
        new RecordFile(directory.resolve("exit"), values).writeIfAbsent();
    }

    ExitStatus status(boolean oomKilled) {
        return new ExitStatus(code, signal, oomKilled, startedAt, finishedAt, reason);
    }

    private static ExitRecord of(RecordFile file) {
        return new ExitRecord(
                (int) file.number("code"),
                (int) file.number("signal"),
                file.time("startedAt"),
                file.time("finishedAt"),
                reason(file));
    }

    /** A monitor's record has no reason: it saw the end itself. */
    private static Reason reason(RecordFile file) {
        String name = file.values().getOrDefault("reason", Reason.EXITED.name());
        return Arrays.stream(Reason.values())
                .filter(reason -> reason.name().equals(name))
                .findFirst()
                .orElseThrow(() -> file.damaged("reason \"" + name + "\" is unknown"));
    }
}
