package dev.nodens.agent.source.folder;

import dev.nodens.crd.v1alpha1.ContainerSpec;
import dev.nodens.crd.v1alpha1.ContainerSpecSpec;
import java.util.Map;

/** Which specs are this node's. Without an API server a node has the labels that every node has. */
record NodeSelection(String nodeName, Map<String, String> labels) {

    static NodeSelection ofHost(String nodeName) {
        String architecture = switch (System.getProperty("os.arch")) {
            case "aarch64" -> "arm64";
            case String other -> other;
        };
        return new NodeSelection(
                nodeName,
                Map.of(
                        "kubernetes.io/hostname", nodeName,
                        "kubernetes.io/os", "linux",
                        "kubernetes.io/arch", architecture));
    }

    boolean matches(ContainerSpec spec) {
        ContainerSpecSpec wanted = spec.getSpec();
        return wanted.nodeSelector() == null
                ? nodeName.equals(wanted.nodeName())
                : labels.entrySet().containsAll(wanted.nodeSelector().entrySet());
    }
}
