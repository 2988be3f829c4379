package dev.nodens.runtime.syscall;

/**
 * How a child ended.
 *
 * @param code exit code; 128 + {@code signal} where a signal ended it, as shells count
 * @param signal 0 where it exited by itself
 */
public record WaitStatus(int code, int signal) {

    static WaitStatus exited(int code) {
        return new WaitStatus(code, 0);
    }

    static WaitStatus signalled(int signal) {
        return new WaitStatus(128 + signal, signal);
    }
}
