package dev.nodens.tests.client;

import dev.nodens.tests.harness.Command;
import dev.nodens.tests.harness.NodensCli;
import dev.nodens.tests.harness.TestHost;
import java.time.Duration;
import java.util.List;

/** Podman and its conmon, with nodens as their runtime and all their state in a test's folders. */
record Podman(TestHost host, String rootfs) implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Limits that any root may have: Podman's defaults are above the hard limits of many a build machine. */
    private static final List<String> SMALL =
            List.of("--net", "none", "--ulimit", "nofile=512:512", "--ulimit", "nproc=512:512");

    static Podman in(TestHost host) {
        return new Podman(host, host.rootfs("rootfs").path().toString());
    }

    /** Its runroot may have 50 characters at most. */
    Command podman(String... arguments) {
        return Command.of("podman", "--runtime", NodensCli.program(), "--cgroup-manager", "cgroupfs")
                .with("--root", host.base() + "/podman", "--runroot", host.base() + "/r")
                .with("--tmpdir", host.base() + "/podman.tmp", "--storage-driver", "vfs", "--events-backend", "none")
                .with(arguments)
                .within(PATIENCE);
    }

    /** {@code podman run} of a command in busybox's root file system. */
    Command run(List<String> options, String... command) {
        return podman("run")
                .with(options.toArray(String[]::new))
                .with(SMALL.toArray(String[]::new))
                .with("--rootfs", rootfs)
                .with(command);
    }

    @Override
    public void close() {
        podman("rm", "--force", "--all", "--time", "0").run().succeeded();
    }
}
