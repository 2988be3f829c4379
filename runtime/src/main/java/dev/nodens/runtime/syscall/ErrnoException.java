package dev.nodens.runtime.syscall;

/**
 * A system call failed. It never leaves this module: the door's callers see a ContainerException instead. It has no stack
 * trace, which would cost more than most calls: absent files are asked for all the time, and the call and its object tell
 * what was tried.
 */
public final class ErrnoException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String call;
    private final Errno errno;

    /**
     * @param call its name in the man pages
     * @param object the path or descriptor concerned, as people would name it
     */
    public ErrnoException(String call, Errno errno, String object) {
        super(call + " \"" + object + "\": " + errno.text(), null, true, false);
        this.call = call;
        this.errno = errno;
    }

    public String call() {
        return call;
    }

    public Errno errno() {
        return errno;
    }
}
