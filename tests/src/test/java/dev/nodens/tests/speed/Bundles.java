package dev.nodens.tests.speed;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.runtime.spec.DefaultSeccompProfile;
import dev.nodens.runtime.spec.LinuxSeccomp;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.spec.SpecReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What {@code runc spec} writes, without a terminal, for programs of a static busybox: the same for all.
 *
 * @param rootfs their root file system
 * @param folder where bundles are made
 */
record Bundles(Path rootfs, Path folder) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Bundles make(Path rootfs, Path folder) throws IOException {
        for (String directory : List.of("bin", "dev", "proc", "sys")) {
            Files.createDirectories(rootfs.resolve(directory));
        }
        for (String program : List.of("bin/true", "bin/sleep")) {
            if (!Files.exists(rootfs.resolve(program))) {
                Files.copy(Path.of("/bin/busybox"), rootfs.resolve(program));
            }
        }
        return new Bundles(rootfs, folder);
    }

    static LinuxSeccomp profile() {
        return DefaultSeccompProfile.of(List.of());
    }

    /** For a runtime that is given it in memory. */
    Spec spec(Workload workload, String cgroup) {
        return SpecReader.parse("config.json", config(workload, cgroup));
    }

    /** For a runtime that is given a bundle on disk. */
    Path bundle(String name, Workload workload, String cgroup) {
        try {
            Path bundle = Files.createDirectories(folder.resolve(name));
            Files.write(bundle.resolve("config.json"), config(workload, cgroup));
            return bundle;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] config(Workload workload, String cgroup) {
        try {
            ObjectNode config = (ObjectNode) JSON.readTree(Bundles.class.getResource("runc-spec.json"));
            config.withObject("/root").put("path", rootfs.toString());
            ArrayNode args = config.withObject("/process").putArray("args");
            workload.args().forEach(args::add);
            ObjectNode linux = config.withObject("/linux").put("cgroupsPath", cgroup);
            if (workload.seccomp()) {
                linux.set("seccomp", JSON.readTree(JSON.writeValueAsBytes(profile())));
            }
            if (!workload.network()) {
                linux.withArray("namespaces")
                        .removeIf(namespace -> namespace.path("type").asText().equals("network"));
            }
            return JSON.writeValueAsBytes(config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
