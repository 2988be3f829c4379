package dev.nodens.runtime.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NamespaceTypeTest {

    /** The figures of linux/sched.h. */
    @ParameterizedTest
    @CsvSource({
        "user,    user,   0x10000000",
        "ipc,     ipc,    0x08000000",
        "uts,     uts,    0x04000000",
        "network, net,    0x40000000",
        "pid,     pid,    0x20000000",
        "mount,   mnt,    0x00020000",
        "cgroup,  cgroup, 0x02000000",
        "time,    time,   0x00000080"
    })
    void translatesItsThreeNames(String ociName, String procFile, String cloneFlag) {
        NamespaceType type = NamespaceType.ofOciName(ociName).orElseThrow();

        assertEquals(procFile, type.procFile());
        assertEquals(Integer.decode(cloneFlag), type.cloneFlag());
        assertEquals("/proc/42/ns/" + procFile, type.pathOf(42));
    }

    @Test
    void knowsNoOtherName() {
        for (String name : Set.of("", "net", "mnt", "PID", "pid ", "NEWPID")) {
            assertEquals(Optional.empty(), NamespaceType.ofOciName(name), name);
        }
    }

    @ParameterizedTest
    @EnumSource
    void isSupportedWhereItsFileCanBeRead(NamespaceType type) {
        assertEquals(Files.isReadable(Path.of("/proc/self/ns", type.procFile())), type.isSupported());
    }

    @Test
    void isNotSupportedWithoutItsFile(@TempDir Path folder) throws IOException {
        Files.createFile(folder.resolve("net"));

        assertEquals(Set.of(NamespaceType.NETWORK), NamespaceType.supported(folder));
        assertTrue(NamespaceType.supported(folder.resolve("missing")).isEmpty());
    }
}
