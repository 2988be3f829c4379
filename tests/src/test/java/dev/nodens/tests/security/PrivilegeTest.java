package dev.nodens.tests.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.container.Activation;
import dev.nodens.runtime.container.OciOptions;
import dev.nodens.runtime.spec.Capabilities;
import dev.nodens.runtime.spec.Mount;
import dev.nodens.runtime.spec.Process;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.runtime.Containers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rights that a container has without having been given them. */
@RequiresRoot
class PrivilegeTest extends InCell {

    private static final List<String> GIVEN = List.of("CAP_KILL", "CAP_CHOWN");
    private static final String INHERITED = "grep -E 'CapInh|CapAmb' /proc/self/status | tr -d '\\t'";
    private static final String NONE = "CapInh:0000000000000000\nCapAmb:0000000000000000\n";

    /**
     * CVE-2022-29162 (runc), CVE-2022-27650 (crun): capabilities that are inheritable though nobody said so let a file's
     * inheritable capabilities raise them. Defence: {@code ProcessPlanner.capabilities} takes what the Spec says, {@code
     * set_capabilities} in native-init/src/credentials.c sets exactly that, in exec too.
     */
    @Test
    void hasNoInheritableCapabilitiesButThoseThatItSays() {
        Capabilities capabilities = new Capabilities(GIVEN, GIVEN, List.of(), GIVEN, List.of());
        Spec spec = cell.shell(INHERITED).with(s -> s.process = s.process.with(p -> p.capabilities = capabilities));
        assertEquals(NONE, cell.output(spec));

        ContainerId id = cell.start(cell.sleeper());
        ContainerId alone = cell.startAlone(cell.sleeper());
        Process process = Cell.command("/bin/sh", "-c", INHERITED).with(p -> p.capabilities = capabilities);
        assertEquals(NONE, cell.exec(id, process).output());
        assertEquals(NONE, cell.exec(alone, process).output());
        assertEquals(
                NONE, cell.exec(id, process.with(p -> p.capabilities = null)).output());
    }

    /**
     * CVE-2023-25809: without a cgroup namespace the host's hierarchy is in the container, and can be written. Defence:
     * {@code CgroupMounts} binds the container's own directory there, read-only where the Spec says so.
     */
    @Test
    void reachesNoCgroupButItsOwn() {
        cell.start(cell.sleeper());
        Spec spec = cell.shell("find /sys/fs/cgroup -name 'cgroup.procs' | xargs cat | sort -u | grep -c .;"
                        + " find /sys/fs/cgroup -name release_agent | grep -c .;"
                        + " for d in /sys/fs/cgroup /sys/fs/cgroup/*; do mkdir $d/escaped 2>&- && echo made; done;"
                        + " find /sys/fs/cgroup -name 'nodens*' | grep -c .")
                .with(s -> {
                    s.mounts = new ArrayList<>(s.mounts);
                    s.mounts.add(new Mount("/sys", "sysfs", "sysfs", List.of("ro")));
                    s.mounts.add(new Mount("/sys/fs/cgroup", "cgroup", "cgroup", List.of("ro")));
                });
        for (Spec each : List.of(spec, Containers.mapped(withUser(spec)))) {
            String found = cell.output(each);
            assertTrue(found.matches("[1-9]\\n0\\n0\\n"), found);
        }
    }

    /**
     * runc's "--no-pivot must not expose bare /proc": while the host's proc stays mounted below the root, a user namespace may
     * mount one of its own, without the masks. Defence: {@code take_bare_mounts} in native-init/src/rootfs.c.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void mountsNoBareProc(boolean pivot) {
        OciOptions oci = new OciOptions(Optional.empty(), Optional.empty(), 0, pivot, true, Activation.NONE, false);
        Spec spec = cell.shell("exec 2>&1; unshare -mrpf sh -c 'mount -t proc none /proc && cat /proc/cmdline'")
                .with(s -> {
                    s.linux = s.linux.with(linux -> linux.maskedPaths = List.of("/proc/cmdline"));
                    s.process = s.process.with(p -> p.capabilities = Cell.everyCapability());
                });
        for (Spec each : List.of(spec, Containers.mapped(withUser(spec)))) {
            String said = cell.output(each, oci);
            assertTrue(said.contains("permission denied"), said);
        }
    }

    private static Spec withUser(Spec spec) {
        return Containers.withNamespaces(spec, "pid", "mount", "ipc", "uts", "network", "user");
    }
}
