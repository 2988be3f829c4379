package dev.nodens.runtime.seccomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.spec.DefaultSeccompProfile;
import dev.nodens.runtime.syscall.Syscalls;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** x86-64 numbers. */
@EnabledIfSystemProperty(named = "os.arch", matches = "amd64")
class DefaultSeccompProfileTest {

    private static final int ALLOW = 0x7fff_0000;
    private static final int EPERM = 0x0005_0001;
    private static final int ENOSYS = 0x0005_0026;
    private static final int SOCKET = 41;
    private static final int CLONE = 56;
    private static final int EXECVE = 59;
    private static final int PERSONALITY = 135;
    private static final int MOUNT = 165;
    private static final int KEXEC_LOAD = 246;
    private static final int IO_URING_SETUP = 425;
    private static final int CLONE3 = 435;
    private static final int NOT_YET_INVENTED = 900;
    private static final long CLONE_NEWUSER = 0x1000_0000;

    @TempDir
    private Path folder;

    @Test
    void letsProgramsRun() {
        byte[] program = program(List.of());

        for (int call : new int[] {0, 1, 2, 9, EXECVE, 61, 231, 202, 257, 262, 302, 334}) {
            assertEquals(ALLOW, run(program, call), "system call " + call);
        }
        assertEquals(ALLOW, run(program, CLONE, 0x11));
        assertEquals(ALLOW, run(program, PERSONALITY, 0xffff_ffffL));
    }

    @Test
    void keepsNamespacesAndMountsFromThoseWithoutTheCapability() {
        byte[] program = program(List.of());

        assertEquals(EPERM, run(program, MOUNT));
        assertEquals(ENOSYS, run(program, CLONE, CLONE_NEWUSER));
        assertEquals(ENOSYS, run(program, CLONE3));
        assertEquals(ENOSYS, run(program, PERSONALITY, 0x40000));
    }

    @Test
    void givesThemToThoseWhoHaveIt() {
        byte[] program = program(List.of("CAP_SYS_ADMIN"));

        assertEquals(ALLOW, run(program, MOUNT));
        assertEquals(ALLOW, run(program, CLONE, CLONE_NEWUSER));
        assertEquals(ALLOW, run(program, CLONE3));
        assertEquals(EPERM, run(program, KEXEC_LOAD));
    }

    @Test
    void keepsSocketsOfTheKernelsInnerFamiliesBack() {
        byte[] program = program(List.of());

        for (int family : new int[] {1, 2, 10, 16, 17, 37, 39, 41}) {
            assertEquals(ALLOW, run(program, SOCKET, family), "family " + family);
        }
        assertEquals(ENOSYS, run(program, SOCKET, 38));
        assertEquals(ENOSYS, run(program, SOCKET, 40));
    }

    @Test
    void saysOfACallThatNobodyKnowsThatItDoesNotExist() {
        byte[] program = program(List.of());

        assertEquals(ENOSYS, run(program, NOT_YET_INVENTED));
        assertEquals(ENOSYS, run(program, IO_URING_SETUP));
    }

    @Test
    void isATreeAndNotAChain() {
        assertTrue(program(List.of()).length / 8 < 2000);
    }

    private byte[] program(List<String> capabilities) {
        return new SeccompCompiler(Syscalls.linux(), new SeccompCache(folder))
                .compile(DefaultSeccompProfile.of(capabilities))
                .program();
    }

    private static int run(byte[] program, int syscall, long... arguments) {
        return BpfInterpreter.run(program, BpfInterpreter.X86_64, syscall, arguments);
    }
}
