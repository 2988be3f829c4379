package dev.nodens.runtime.init;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.nodens.runtime.syscall.Errno;
import dev.nodens.runtime.syscall.ErrnoException;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Syscalls;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class InitProcessTest {

    private static final int O_WRONLY = 1;

    private final Syscalls syscalls = Syscalls.linux();

    @Test
    void cannotBeWrittenThroughItsOwnPath() {
        try (InitBinary binary = InitBinary.load(syscalls)) {
            ErrnoException thrown = assertThrows(ErrnoException.class, () -> {
                try (Fd program = syscalls.open(binary.path(), O_WRONLY, 0)) {
                    syscalls.write(program, ByteBuffer.wrap("#!".getBytes(UTF_8)));
                }
            });
            assertEquals(Errno.EPERM, thrown.errno());
        }
    }
}
