package dev.nodens.runtime.syscall;

/** Two connected ends, each of them the other's peer. */
public record SocketPair(Fd ours, Fd theirs) implements AutoCloseable {

    @Override
    public void close() {
        ours.close();
        theirs.close();
    }
}
