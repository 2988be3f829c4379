package dev.nodens.tests.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nodens.runtime.spec.Mount;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Options longer than the 255 bytes that fsconfig(2) takes of one: a few layers are a page for mount(2), and many are not. */
@RequiresRoot
class LongOptionsTest {

    private TestHost host;
    private Scripts scripts;

    @BeforeEach
    void open(TestHost host) {
        this.host = host;
        this.scripts = new Scripts(host);
    }

    @AfterEach
    void close() {
        scripts.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 60})
    void mountsAnOverlayOfManyLayers(int layers) throws Exception {
        assertEquals(layers + "\n", scripts.output(overlay(layers), "ls /tmp/all | wc -l"));
    }

    /** A file system of the container's user namespace, whose root makes it. */
    @Test
    void mountsOneInAUserNamespaceToo() throws Exception {
        Files.setPosixFilePermissions(host.base(), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectory(scripts.rootfs().resolve("tmp/all")); // whose root is nobody in there
        Spec spec = overlay(4)
                .with(s -> s.mounts = s.mounts.stream()
                        .filter(mount -> List.of("/proc", "/dev", "/tmp/all").contains(mount.destination()))
                        .toList());

        assertEquals(
                "4\n",
                scripts.output(
                        Containers.mapped(Containers.withNamespaces(spec, "user", "pid", "mount", "uts")),
                        "ls /tmp/all | wc -l"));
    }

    private Spec overlay(int layers) {
        String lower = IntStream.range(0, layers)
                .mapToObj(i -> host.write("x".repeat(100) + i + "/file" + i, "")
                        .getParent()
                        .toString())
                .collect(Collectors.joining(":"));
        return scripts.mounts(new Mount("/tmp/all", "overlay", "overlay", List.of("lowerdir=" + lower)));
    }
}
