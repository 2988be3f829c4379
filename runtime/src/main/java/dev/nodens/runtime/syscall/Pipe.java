package dev.nodens.runtime.syscall;

/** The two ends of a pipe. */
public record Pipe(Fd reader, Fd writer) implements AutoCloseable {

    @Override
    public void close() {
        reader.close();
        writer.close();
    }
}
