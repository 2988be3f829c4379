package dev.nodens.runtime.init;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Syscalls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * The native-init program, in memory that nobody can write to any more: what a container could reach through {@code
 * /proc/PID/exe} is not a file of the host (CVE-2019-5736), and it needs no place on any file system.
 */
public final class InitBinary implements AutoCloseable {

    private static final int MFD_ALLOW_SEALING = 2;
    private static final int F_ADD_SEALS = 1033;
    private static final int EVERY_SEAL = 1 | 2 | 4 | 8; // F_SEAL_SEAL SHRINK GROW WRITE

    private final Fd memory;

    private InitBinary(Fd memory) {
        this.memory = memory;
    }

    /** Loads the one for this machine. */
    public static InitBinary load(Syscalls syscalls) {
        Fd memory = syscalls.memfdCreate("nodens-init", MFD_ALLOW_SEALING);
        syscalls.write(memory, ByteBuffer.wrap(bytes()));
        syscalls.fcntl(memory, F_ADD_SEALS, EVERY_SEAL);
        return new InitBinary(memory);
    }

    /** A path that leads to it in every process that inherits this one's descriptors. */
    String path() {
        return "/proc/self/fd/" + memory.number();
    }

    @Override
    public void close() {
        memory.close();
    }

    private static byte[] bytes() {
        String machine = System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch");
        String resource = "/dev/nodens/native-init/nodens-init-" + machine;
        try (InputStream stream = InitBinary.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new ContainerException(
                        ErrorCode.UNSUPPORTED, "no native-init for machine \"" + machine + "\" in this build");
            }
            return stream.readAllBytes();
        } catch (IOException unreadable) {
            throw new ContainerException(ErrorCode.INTERNAL, "resource \"" + resource + "\" can't be read", unreadable);
        }
    }
}
