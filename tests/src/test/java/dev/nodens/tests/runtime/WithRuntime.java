package dev.nodens.tests.runtime;

import dev.nodens.runtime.container.LinuxContainerRuntime;
import dev.nodens.tests.harness.TestHost;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tests that each have a runtime with a state root of its own, and busybox to run. */
abstract class WithRuntime {

    TestHost host;
    LinuxContainerRuntime runtime;
    Path rootfs;

    @BeforeEach
    void open(TestHost given) {
        host = given;
        runtime = Containers.runtime(host);
        rootfs = host.rootfs("root").path();
    }

    @AfterEach
    void close() {
        runtime.list().forEach(container -> runtime.delete(container.id(), true));
        runtime.close();
    }
}
