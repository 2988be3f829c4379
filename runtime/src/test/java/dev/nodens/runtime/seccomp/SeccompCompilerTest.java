package dev.nodens.runtime.seccomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.spec.LinuxSeccomp;
import dev.nodens.runtime.spec.LinuxSeccomp.Arg;
import dev.nodens.runtime.spec.LinuxSeccomp.Syscall;
import dev.nodens.runtime.syscall.Syscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Compiles with the host's libseccomp and asks an interpreter what the kernel would answer. x86-64 numbers. */
@EnabledIfSystemProperty(named = "os.arch", matches = "amd64")
class SeccompCompilerTest {

    private static final int ALLOW = 0x7fff_0000;
    private static final int ERRNO = 0x0005_0000;
    private static final int KILL_PROCESS = 0x8000_0000;
    private static final int READ = 0;
    private static final int GETPID = 39;
    private static final int SENDFILE = 40;
    private static final int SOCKET = 41;
    private static final int CLONE = 56;
    private static final int X32_BIT = 0x4000_0000;

    @TempDir
    private Path folder;

    @Test
    void answersWhatNoRuleNamesWithTheDefault() {
        byte[] program = compile(profile("SCMP_ACT_ERRNO", 38L, rule("SCMP_ACT_ALLOW", null, "read")));

        assertEquals(ALLOW, run(program, READ));
        assertEquals(ERRNO | 38, run(program, GETPID));
    }

    @Test
    void answersEnosysToCallsThatAreNewerThanTheProfile() {
        byte[] program = compile(deniedBut("read", "sendfile"));

        assertEquals(ALLOW, run(program, SENDFILE));
        assertEquals(ERRNO | 1, run(program, GETPID), "older than sendfile");
        assertEquals(ERRNO | 38, run(program, SENDFILE + 1));
        assertEquals(ERRNO | 38, run(program, 1000));
        assertEquals(ALLOW, run(program, X32_BIT | SENDFILE));
        assertEquals(ERRNO | 1, run(program, X32_BIT | GETPID));
        assertEquals(ERRNO | 38, run(program, X32_BIT | 1000));
        assertEquals(ALLOW, BpfInterpreter.run(program, BpfInterpreter.I386, 3), "read");
        assertEquals(ERRNO | 1, BpfInterpreter.run(program, BpfInterpreter.I386, 20), "getpid");
        assertEquals(ERRNO | 38, BpfInterpreter.run(program, BpfInterpreter.I386, 1000));
    }

    @Test
    void hidesNoCallThatAMachineHasInAnotherWay() {
        byte[] program = compile(deniedBut("read", "socket", "recv"));

        assertEquals(ERRNO | 38, run(program, 1000));
        assertEquals(ALLOW, BpfInterpreter.run(program, BpfInterpreter.I386, 102, 1), "socketcall with SYS_SOCKET");
        assertEquals(ALLOW, BpfInterpreter.run(program, BpfInterpreter.I386, 359), "socket");
    }

    private static LinuxSeccomp deniedBut(String... names) {
        return new LinuxSeccomp(
                "SCMP_ACT_ERRNO",
                null,
                List.of("SCMP_ARCH_X86", "SCMP_ARCH_X32", "SCMP_ARCH_AARCH64"),
                List.of(),
                null,
                null,
                List.of(rule("SCMP_ACT_ALLOW", null, names)));
    }

    @Test
    void leavesNewerCallsToADefaultThatIsGivenOrAllows() {
        assertEquals(
                ERRNO | 6, run(compile(profile("SCMP_ACT_ERRNO", 6L, rule("SCMP_ACT_ALLOW", null, "read"))), 1000));
        assertEquals(ALLOW, run(compile(profile("SCMP_ACT_ALLOW", null, rule("SCMP_ACT_ERRNO", null, "read"))), 1000));
        assertEquals(
                ERRNO | 38,
                run(compile(profile("SCMP_ACT_KILL_PROCESS", null, rule("SCMP_ACT_ALLOW", null, "read"))), 1000));
    }

    @Test
    void answersEpermWhereNoErrnoIsGiven() {
        byte[] program = compile(profile("SCMP_ACT_ALLOW", null, rule("SCMP_ACT_ERRNO", null, "getpid")));

        assertEquals(ERRNO | 1, run(program, GETPID));
        assertEquals(ALLOW, run(program, READ));
    }

    @Test
    void givesEachRuleItsOwnErrnoAndAction() {
        byte[] program = compile(profile(
                "SCMP_ACT_ALLOW",
                null,
                rule("SCMP_ACT_ERRNO", 13L, "getpid"),
                rule("SCMP_ACT_KILL_PROCESS", null, "socket")));

        assertEquals(ERRNO | 13, run(program, GETPID));
        assertEquals(KILL_PROCESS, run(program, SOCKET));
    }

    @Test
    void wantsAllComparisonsOfDifferentArguments() {
        byte[] program = compile(profile(
                "SCMP_ACT_ERRNO",
                null,
                new Syscall(
                        List.of("socket"),
                        "SCMP_ACT_ALLOW",
                        null,
                        List.of(new Arg(0, 2, 0, "SCMP_CMP_EQ"), new Arg(1, 3, 0, "SCMP_CMP_LE")))));

        assertEquals(ALLOW, run(program, SOCKET, 2, 3));
        assertEquals(ERRNO | 1, run(program, SOCKET, 2, 4));
        assertEquals(ERRNO | 1, run(program, SOCKET, 1, 3));
    }

    @Test
    void takesComparisonsOfTheSameArgumentAsAlternatives() {
        byte[] program = compile(profile(
                "SCMP_ACT_ERRNO",
                null,
                new Syscall(
                        List.of("socket"),
                        "SCMP_ACT_ALLOW",
                        null,
                        List.of(new Arg(0, 1, 0, "SCMP_CMP_EQ"), new Arg(0, 2, 0, "SCMP_CMP_EQ")))));

        assertEquals(ALLOW, run(program, SOCKET, 1));
        assertEquals(ALLOW, run(program, SOCKET, 2));
        assertEquals(ERRNO | 1, run(program, SOCKET, 3));
    }

    @Test
    void comparesMaskedBits() {
        byte[] program = compile(profile(
                "SCMP_ACT_ERRNO",
                null,
                new Syscall(
                        List.of("clone"),
                        "SCMP_ACT_ALLOW",
                        null,
                        List.of(new Arg(0, 0x7e02_0000L, 0, "SCMP_CMP_MASKED_EQ")))));

        assertEquals(ALLOW, run(program, CLONE, 0x11));
        assertEquals(ERRNO | 1, run(program, CLONE, 0x1000_0011));
    }

    @Test
    void filtersTheOtherArchitecturesThatAreNamed() {
        LinuxSeccomp profile = new LinuxSeccomp(
                "SCMP_ACT_ALLOW",
                null,
                List.of("SCMP_ARCH_X86_64", "SCMP_ARCH_X86"),
                List.of(),
                null,
                null,
                List.of(rule("SCMP_ACT_ERRNO", 5L, "getpid")));

        byte[] program = compile(profile);

        assertEquals(ERRNO | 5, BpfInterpreter.run(program, BpfInterpreter.I386, 20));
        assertEquals(ERRNO | 5, run(program, GETPID));
        assertNotEquals(ALLOW, BpfInterpreter.run(program, 0xdead, GETPID));
    }

    @Test
    void passesOverNamesThatNobodyKnows() {
        byte[] program = compile(profile("SCMP_ACT_ERRNO", null, rule("SCMP_ACT_ALLOW", null, "no_such_call", "read")));

        assertEquals(ALLOW, run(program, READ));
    }

    @Test
    void carriesFlagsAsBits() {
        LinuxSeccomp profile = new LinuxSeccomp(
                "SCMP_ACT_ALLOW",
                null,
                List.of(),
                List.of("SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_SPEC_ALLOW"),
                null,
                null,
                List.of(rule("SCMP_ACT_ERRNO", 5L, "getpid")));

        assertEquals(6, compiler().compile(profile).flags());
    }

    @Test
    void refusesWordsThatItDoesNotKnow() {
        assertRefused(
                "$.linux.seccomp.defaultAction: \"SCMP_ACT_MAYBE\" must be one of [SCMP_ACT_KILL,",
                profile("SCMP_ACT_MAYBE", null));
        assertRefused(
                "$.linux.seccomp.syscalls[1].action: \"allow\" must be one of",
                profile("SCMP_ACT_ALLOW", null, rule("SCMP_ACT_LOG", null, "read"), rule("allow", null, "read")));
        assertRefused(
                "$.linux.seccomp.syscalls[0].args[0].op: \"EQ\" must be one of [SCMP_CMP_NE,",
                profile(
                        "SCMP_ACT_ALLOW",
                        null,
                        new Syscall(List.of("read"), "SCMP_ACT_LOG", null, List.of(new Arg(0, 1, 0, "EQ")))));
        assertRefused(
                "$.linux.seccomp.syscalls[0].args[0].index: \"6\" must be 0 to 5",
                profile(
                        "SCMP_ACT_ALLOW",
                        null,
                        new Syscall(List.of("read"), "SCMP_ACT_LOG", null, List.of(new Arg(6, 1, 0, "SCMP_CMP_EQ")))));
        assertRefused(
                "$.linux.seccomp.defaultErrnoRet: \"1\" must not be given with SCMP_ACT_ALLOW",
                profile("SCMP_ACT_ALLOW", 1L));
        assertRefused(
                "$.linux.seccomp.architectures[0]: \"SCMP_ARCH_PDP11\" must be an architecture that libseccomp knows",
                new LinuxSeccomp("SCMP_ACT_ALLOW", null, List.of("SCMP_ARCH_PDP11"), List.of(), null, null, List.of()));
    }

    @Test
    void asksForAListenerWhereItIsToNotify() {
        Syscall notify = rule("SCMP_ACT_NOTIFY", null, "getpid");
        List<String> flags = List.of("SECCOMP_FILTER_FLAG_TSYNC", "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV");
        SeccompProgram listening = compiler().compile(listened("SCMP_ACT_ALLOW", flags, "/run/agent", notify));
        SeccompProgram silent = compiler().compile(listened("SCMP_ACT_ALLOW", flags, "/run/agent"));

        assertEquals(0x7fc0_0000, run(listening.program(), GETPID));
        assertEquals(8 | 32, listening.flags());
        assertEquals(1, silent.flags());
    }

    @Test
    void refusesToNotifyWhereNobodyCouldAnswer() {
        Syscall notify = rule("SCMP_ACT_NOTIFY", null, "getpid");

        assertRefused(
                "$.linux.seccomp.defaultAction: \"SCMP_ACT_NOTIFY\" must not be the default",
                listened("SCMP_ACT_NOTIFY", List.of(), "/run/agent"));
        assertRefused(
                "$.linux.seccomp.syscalls[0].action: \"SCMP_ACT_NOTIFY\" must not be for write",
                listened("SCMP_ACT_ALLOW", List.of(), "/run/agent", rule("SCMP_ACT_NOTIFY", null, "read", "write")));
        assertRefused(
                "$.linux.seccomp.listenerPath: must be given beside SCMP_ACT_NOTIFY",
                listened("SCMP_ACT_ALLOW", List.of(), null, notify));
        assertRefused(
                "$.linux.seccomp.listenerPath: \"run/agent\" must be an absolute path",
                listened("SCMP_ACT_ALLOW", List.of(), "run/agent", notify));
    }

    private static LinuxSeccomp listened(
            String defaultAction, List<String> flags, @Nullable String path, Syscall... rules) {
        return new LinuxSeccomp(defaultAction, null, List.of(), flags, path, null, List.of(rules));
    }

    @Test
    void compilesAProfileOnce() {
        SeccompCompiler compiler = compiler();
        LinuxSeccomp profile = profile("SCMP_ACT_ERRNO", null, rule("SCMP_ACT_ALLOW", null, "read"));

        assertSame(
                compiler.compile(profile),
                compiler.compile(profile("SCMP_ACT_ERRNO", null, rule("SCMP_ACT_ALLOW", null, "read"))));
        assertEquals(compiler.compile(profile), compiler().compile(profile));
    }

    @Test
    void compilesAnewWhatIsDamagedOnDisk() throws IOException {
        LinuxSeccomp profile = profile("SCMP_ACT_ERRNO", null, rule("SCMP_ACT_ALLOW", null, "read"));
        SeccompProgram program = compiler().compile(profile);
        Path kept = only(folder.resolve("seccomp"));
        byte[] good = Files.readAllBytes(kept);

        for (int length : new int[] {0, 20, 36, good.length - 1}) {
            Files.write(kept, Arrays.copyOf(good, length));
            assertEquals(program, compiler().compile(profile));
            assertEquals(good.length, Files.size(kept));
        }
        byte[] flipped = good.clone();
        flipped[40] ^= 1;
        Files.write(kept, flipped);
        assertEquals(program, compiler().compile(profile));
    }

    @Test
    void worksWhereNothingCanBeKept() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        SeccompCompiler compiler = new SeccompCompiler(Syscalls.linux(), new SeccompCache(file.resolve("below")));

        SeccompProgram program =
                compiler.compile(profile("SCMP_ACT_ERRNO", null, rule("SCMP_ACT_ALLOW", null, "read")));

        assertEquals(ALLOW, run(program.program(), READ));
    }

    @Test
    void leavesNothingOnceItIsCleared() {
        SeccompCache cache = new SeccompCache(folder.resolve("cleared"));
        cache.clear();
        new SeccompCompiler(Syscalls.linux(), cache)
                .compile(profile("SCMP_ACT_ERRNO", null, rule("SCMP_ACT_ALLOW", null, "read")));
        assertTrue(Files.exists(folder.resolve("cleared")));

        cache.clear();

        assertFalse(Files.exists(folder.resolve("cleared")));
    }

    private static Path only(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> all = files.toList();
            assertEquals(1, all.size());
            return all.getFirst();
        }
    }

    private void assertRefused(String start, LinuxSeccomp profile) {
        ContainerException refused =
                assertThrows(ContainerException.class, () -> compiler().compile(profile));

        assertEquals(ErrorCode.INVALID_SPEC, refused.code());
        assertTrue(String.valueOf(refused.getMessage()).startsWith(start), refused::getMessage);
    }

    private static LinuxSeccomp profile(String defaultAction, @Nullable Long errno, Syscall... rules) {
        return new LinuxSeccomp(defaultAction, errno, List.of(), List.of(), null, null, List.of(rules));
    }

    private static Syscall rule(String action, @Nullable Long errno, String... names) {
        return new Syscall(List.of(names), action, errno, List.of());
    }

    private SeccompCompiler compiler() {
        return new SeccompCompiler(Syscalls.linux(), new SeccompCache(folder.resolve("seccomp")));
    }

    private byte[] compile(LinuxSeccomp profile) {
        return compiler().compile(profile).program();
    }

    private static int run(byte[] program, int syscall, long... arguments) {
        return BpfInterpreter.run(program, BpfInterpreter.X86_64, syscall, arguments);
    }
}
