package dev.nodens.agent;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.nodens.agent.desired.ContainerIds;
import dev.nodens.agent.desired.Desired;
import dev.nodens.agent.desired.DesiredContainer;
import dev.nodens.agent.desired.DesiredContainers;
import dev.nodens.agent.oci.NodeFacts;
import dev.nodens.agent.schema.SpecSchema;
import dev.nodens.agent.schema.Verdict;
import dev.nodens.crd.v1alpha1.ContainerSpec;
import dev.nodens.runtime.ContainerId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** Specs as the API server would store them, from YAML. */
public final class Specs {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final SpecSchema SCHEMA = SpecSchema.load();

    public static final NodeFacts NODE =
            new NodeFacts("node-1", "192.0.2.7", Path.of("/"), true, List.of(Path.of("/var/lib/nodens")));

    private Specs() {}

    /** @param fields lines of the spec, but for nodeName and rootfs; {@code command} is a shell unless it is given */
    public static ContainerSpec spec(String name, String fields) {
        String command = fields.contains("command:") || fields.contains("args:") ? "" : "  command: [sh]\n";
        String yaml = "apiVersion: nodens.dev/v1alpha1\nkind: ContainerSpec\nmetadata: {name: " + name + "}\n"
                + "spec:\n  nodeName: node-1\n  rootfs: {path: /}\n" + command + fields.indent(2);
        return switch (verdict(yaml)) {
            case Verdict.Accepted(ContainerSpec spec) -> identified(spec);
            case Verdict.Refused refused -> throw new IllegalArgumentException(refused.toString());
        };
    }

    public static Verdict verdict(String yaml) {
        try {
            return SCHEMA.check(YAML.readTree(yaml));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ContainerSpec identified(ContainerSpec spec) {
        spec.getMetadata().setUid("uid-" + spec.getMetadata().getName());
        spec.getMetadata().setGeneration(1L);
        return spec;
    }

    public static DesiredContainer desired(String name, String fields) {
        return switch (DesiredContainers.from(spec(name, fields))) {
            case Desired.Wanted(DesiredContainer container) -> container;
            case Desired other -> throw new IllegalArgumentException(other.toString());
        };
    }

    public static ContainerId id(String name) {
        return ContainerIds.of(spec(name, "").getMetadata());
    }
}
