package dev.nodens.tests.security;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.spec.Hooks;
import dev.nodens.runtime.spec.LinuxSeccomp;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A filter that kills whoever makes any system call hits native-init before its program: {@code runc run} waits for ever then.
 * Defence: the end of init's words is an event ({@code ended} in native-init/src/launch_event.c), whoever ended them.
 */
@RequiresRoot
class KillingFilterTest {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isAnErrorAndNotWaitedFor(boolean noNewPrivileges, TestHost host) {
        try (Cell cell = Cell.open(host)) {
            LinuxSeccomp killAll =
                    new LinuxSeccomp("SCMP_ACT_KILL_PROCESS", null, List.of(), List.of(), null, null, List.of());
            Spec spec = cell.sleeper().with(s -> {
                s.linux = s.linux.with(l -> l.seccomp = killAll);
                s.process = s.process.with(p -> p.noNewPrivileges = noNewPrivileges);
            });
            for (Runnable launch : List.<Runnable>of(() -> cell.start(spec), () -> cell.startAlone(spec))) {
                assertTimeoutPreemptively(Cell.PATIENCE, () -> {
                    ContainerException killed = assertThrows(ContainerException.class, launch::run);
                    assertTrue(killed.getMessage().contains("killed before"), killed.getMessage());
                });
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void holdsForStartContainerHooksToo(boolean noNewPrivileges, TestHost host) {
        try (Cell cell = Cell.open(host)) {
            LinuxSeccomp noDirectories = new LinuxSeccomp(
                    "SCMP_ACT_ALLOW",
                    null,
                    List.of(),
                    List.of(),
                    null,
                    null,
                    List.of(new LinuxSeccomp.Syscall(
                            List.of("mkdir", "mkdirat"), "SCMP_ACT_KILL_PROCESS", null, List.of())));
            Hooks.Hook makesDirectory = new Hooks.Hook("/bin/mkdir", List.of("mkdir", "/dev/made"), List.of(), null);
            Hooks hooks = new Hooks(List.of(), List.of(), List.of(), List.of(makesDirectory), List.of(), List.of());
            Spec spec = cell.sleeper().with(s -> {
                s.hooks = hooks;
                s.linux = s.linux.with(l -> l.seccomp = noDirectories);
                s.process = s.process.with(p -> p.noNewPrivileges = noNewPrivileges);
            });

            ContainerException killed = assertThrows(ContainerException.class, () -> cell.start(spec));
            assertTrue(killed.getMessage().contains("was killed by signal 31"), killed.getMessage());
        }
    }
}
