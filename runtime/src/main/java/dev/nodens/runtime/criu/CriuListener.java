package dev.nodens.runtime.criu;

import dev.nodens.runtime.syscall.Fd;
import java.util.List;

/** Told of what criu does, at the moments at which it waits for the answer. */
public interface CriuListener {

    /** For requests that nothing has to be done for. */
    CriuListener NONE = (script, pid, descriptors) -> descriptors.forEach(Fd::close);

    /**
     * Does what is due then; an exception makes criu fail.
     *
     * @param script criu's word for the moment, such as {@code post-restore}
     * @param pid of the process concerned, as criu's pid namespace counts; 0 = none
     * @param descriptors the listener's to close
     */
    void told(String script, int pid, List<Fd> descriptors);
}
