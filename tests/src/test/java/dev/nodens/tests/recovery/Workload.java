package dev.nodens.tests.recovery;

import dev.nodens.tests.harness.TestHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A container that only waits, known by its arguments. */
final class Workload {

    private Workload() {}

    /** Writes its manifest, and makes its root file system if there is none yet. */
    static Path write(TestHost host, String name) {
        Path rootfs = host.base().resolve("rootfs");
        if (!Files.exists(rootfs)) {
            host.rootfs("rootfs");
        }
        return host.write("manifests/" + name + ".yaml", """
                apiVersion: nodens.dev/v1alpha1
                kind: ContainerSpec
                metadata: {name: %s}
                spec:
                  nodeName: node-1
                  rootfs: {path: %s}
                  command: [sleep, infinity]
                  env:
                  - {name: TEST, value: %s}
                  terminationGracePeriodSeconds: 1
                """.formatted(name, rootfs, marker(host, name)));
    }

    /** How many processes on this machine run it. */
    static long processes(TestHost host, String name) {
        String marker = "TEST=" + marker(host, name);
        return ProcessHandle.allProcesses()
                .filter(process -> environment(process.pid()).contains(marker))
                .count();
    }

    private static String marker(TestHost host, String name) {
        return host.base() + "/" + name;
    }

    private static String environment(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }
}
