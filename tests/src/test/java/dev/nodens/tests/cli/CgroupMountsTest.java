package dev.nodens.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nodens.tests.harness.Command;
import dev.nodens.tests.harness.NodensCli;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a mount of type {@code cgroup} is where the host has one version alone; a mount namespace shows the other no more. */
@RequiresRoot
class CgroupMountsTest {

    private static final Path V2_OF_BOTH = Path.of("/sys/fs/cgroup/unified");

    private TestHost host;

    @BeforeEach
    void open(TestHost host) {
        this.host = host;
    }

    @Test
    void isTheContainersOwnPartOfVersion2() {
        String v2 = Files.isDirectory(V2_OF_BOTH) ? "mount -t cgroup2 cgroup2 /sys/fs/cgroup" : "true";

        for (String namespace : new String[] {"", "{\"type\": \"cgroup\"}"}) {
            assertEquals("1\nread-only\n", run(v2, namespace, "/sys/fs/cgroup/cgroup.procs"));
        }
    }

    @Test
    void isADirectoryForEachHierarchyOfVersion1() {
        Assumptions.assumeTrue(Files.isDirectory(V2_OF_BOTH), "this host has no cgroups of version 1");

        for (String namespace : new String[] {"", "{\"type\": \"cgroup\"}"}) {
            assertEquals(
                    "1\nread-only\n", run("umount " + V2_OF_BOTH, namespace, "/sys/fs/cgroup/memory/cgroup.procs"));
        }
    }

    /** The first process that the container sees in its cgroup, and whether it may add one. */
    private String run(String prepare, String namespace, String processes) {
        Bundle bundle = Bundle.of(host)
                .with(
                        "\"source\": \"proc\"}",
                        "\"source\": \"proc\"}, {\"destination\": \"/sys/fs/cgroup\", \"type\": \"cgroup\","
                                + " \"source\": \"cgroup\", \"options\": [\"ro\"]}")
                .withArgs("[\"sh\", \"-c\", \"head -n 1 $0; (echo 0 > $0) 2>/dev/null || echo read-only\", \""
                        + processes + "\"]");
        Bundle asked = namespace.isEmpty() ? bundle : bundle.withNamespace(namespace);
        return Command.of("unshare", "--mount", "sh", "-c", prepare + " && exec \"$@\"", "sh")
                .with(
                        NodensCli.program(),
                        "--root",
                        host.cli().stateRoot().toString(),
                        "run",
                        "--bundle",
                        asked.written(),
                        "view")
                .run()
                .succeeded()
                .out();
    }
}
