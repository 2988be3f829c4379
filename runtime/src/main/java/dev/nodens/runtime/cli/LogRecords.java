package dev.nodens.runtime.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Sends the runtime's own warnings to {@code --log}. Without it they go to standard error, which a caller that gives a log
 * has made the container's.
 *
 * <p>{@code java.util.logging} makes it when the first warning is written (its {@code config.class}), so that a command
 * that has none to tell does not wait for any of this.
 */
public final class LogRecords {

    private static final String FILE = "nodens.log";
    private static final String FORMAT = "nodens.log.format";

    /** For {@code java.util.logging}. */
    public LogRecords() {
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        LogLines lines = new LogLines(
                Optional.of(Path.of(System.getProperty(FILE))),
                LogLines.Format.valueOf(System.getProperty(FORMAT)),
                err);
        Logger.getLogger("").addHandler(new Lines(lines));
    }

    /** Before anything is logged. */
    static void sendTo(Path file, LogLines.Format format) {
        System.setProperty(FILE, file.toString());
        System.setProperty(FORMAT, format.name());
        System.setProperty("java.util.logging.config.class", LogRecords.class.getName());
    }

    private static final class Lines extends Handler {

        private final LogLines lines;

        private Lines(LogLines lines) {
            this.lines = lines;
            setFormatter(new SimpleFormatter());
        }

        @Override
        public void publish(LogRecord event) {
            boolean grave = event.getLevel().intValue() > Level.WARNING.intValue();
            if (isLoggable(event)) {
                lines.write(
                        grave ? LogLines.Level.ERROR : LogLines.Level.WARNING,
                        getFormatter().formatMessage(event));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
