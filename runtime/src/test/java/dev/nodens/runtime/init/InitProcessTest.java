package dev.nodens.runtime.init;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.nodens.protocol.Stage;
import dev.nodens.runtime.syscall.Errno;
import dev.nodens.runtime.syscall.ErrnoException;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Syscalls;
import java.nio.ByteBuffer;
import java.util.List;
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

    @Test
    void tellsWhyAMessageWasRefused() {
        ByteBuffer nonsense = ByteBuffer.wrap("this is no bootstrap message at all".getBytes(UTF_8));
        try (InitBinary binary = InitBinary.load(syscalls);
                InitProcess process = InitProcess.spawn(syscalls, binary, nonsense, List.of(), List.of())) {
            InitEvent.Failed failed =
                    assertInstanceOf(InitEvent.Failed.class, process.next().orElseThrow());
            assertEquals(Stage.READ_MESSAGE, failed.failure().stage());
            process.reap();
        }
    }
}
