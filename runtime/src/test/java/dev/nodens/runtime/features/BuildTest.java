package dev.nodens.runtime.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.spec.Spec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BuildTest {

    private final Features features = Build.features("1.2.3", "2.5.4");

    @Test
    void tellsTheVersionsThatItReads() {
        assertEquals("0.4.0", features.ociVersionMin());
        assertEquals(Spec.NEWEST_VERSION, features.ociVersionMax());
        assertEquals(
                Map.of("dev.nodens.version", "1.2.3", "io.github.seccomp.libseccomp.version", "2.5.4"),
                features.annotations());
        assertEquals(
                Map.of("dev.nodens.version", "1.2.3"),
                Build.features("1.2.3", "").annotations());
    }

    @Test
    void namesTheAnnotationsThatReachTheHost() {
        assertTrue(features.potentiallyUnsafeConfigAnnotations().contains("run.oci.hooks.stdout"));
    }

    @Test
    void hasWhatThePlannerDoesNotRefuse() {
        assertEquals(
                List.of("prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"),
                features.hooks());
        assertTrue(features.linux().netDevices().enabled());
        assertFalse(features.linux().intelRdt().enabled());
    }

    @Test
    void takesItsWordsFromTheTablesThatAreActedBy() {
        assertEquals(
                List.of("cgroup", "ipc", "mount", "network", "pid", "time", "user", "uts"),
                features.linux().namespaces());
        assertEquals(41, features.linux().capabilities().size());
        assertTrue(features.mountOptions().containsAll(List.of("rro", "ridmap", "tmpcopyup", "rslave", "nosymfollow")));
        assertFalse(features.mountOptions().contains("size"), "is tmpfs' own");
        assertTrue(features.linux().seccomp().actions().contains("SCMP_ACT_KILL_PROCESS"));
        assertTrue(features.linux().seccomp().archs().contains("SCMP_ARCH_AARCH64"));
        assertTrue(features.linux().mountExtensions().idmap().enabled());
        assertTrue(features.linux().memoryPolicy().modes().contains("MPOL_INTERLEAVE"));
    }
}
