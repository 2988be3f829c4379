package dev.nodens.tests.speed;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.runtime.cgroup.CgroupPath;
import dev.nodens.runtime.spec.DefaultSeccompProfile;
import dev.nodens.runtime.spec.Linux;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.spec.SpecReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * What {@code runc spec} writes, without a terminal, for {@code /bin/true} of a static busybox: the same for all.
 *
 * @param path of the bundle
 * @param template the Spec of it, whose cgroup is still to be named
 * @param parent of each container's cgroup
 */
record Bundle(Path path, ObjectNode config, Spec template, CgroupPath parent) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Bundle make(Path folder, CgroupPath parent, boolean seccomp) throws IOException {
        Path rootfs = folder.resolve("rootfs");
        for (String directory : List.of("bin", "dev", "proc", "sys")) {
            Files.createDirectories(rootfs.resolve(directory));
        }
        if (!Files.exists(rootfs.resolve("bin/true"))) {
            Files.copy(Path.of("/bin/busybox"), rootfs.resolve("bin/true"));
        }
        ObjectNode config = (ObjectNode) JSON.readTree(Bundle.class.getResource("runc-spec.json"));
        config.withObject("/root").put("path", rootfs.toString());
        if (seccomp) {
            byte[] profile = JSON.writeValueAsBytes(DefaultSeccompProfile.of(List.of()));
            config.withObject("/linux").set("seccomp", JSON.readTree(profile));
        }
        return new Bundle(folder, config, SpecReader.parse("config.json", JSON.writeValueAsBytes(config)), parent);
    }

    Path rootfs() {
        return path.resolve("rootfs");
    }

    /** The Spec of one container. */
    Spec spec(String id) {
        Linux linux = Objects.requireNonNull(template.linux());
        return template.with(s -> s.linux =
                linux.with(l -> l.cgroupsPath = parent.child("nodens-" + id).value()));
    }

    /** The same for a command, on disk before the clock runs; its containers follow each other in one cgroup path. */
    Path forCommand(String command) throws IOException {
        ObjectNode own = config.deepCopy();
        own.withObject("/linux").put("cgroupsPath", parent.child(command).value());
        Path bundle = Files.createDirectories(path.resolve(command));
        Files.writeString(bundle.resolve("config.json"), JSON.writeValueAsString(own));
        return bundle;
    }
}
