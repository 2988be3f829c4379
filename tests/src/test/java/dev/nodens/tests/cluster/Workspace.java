package dev.nodens.tests.cluster;

import dev.nodens.crd.v1alpha1.ContainerSpec;
import dev.nodens.tests.harness.ApiServer;
import dev.nodens.tests.harness.CommandResult;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A namespace of its own on the API server, seen through the real kubectl and through a client. */
record Workspace(ApiServer server, String namespace) {

    static Workspace on(ApiServer server) {
        return new Workspace(server, server.newNamespace());
    }

    CommandResult kubectl(String... words) {
        return server.kubectl(Stream.concat(Stream.of("--namespace", namespace), Stream.of(words))
                .toArray(String[]::new));
    }

    /** Applies a ContainerSpec of that name; the spec is YAML in one line. */
    CommandResult apply(String name, String spec, String... options) {
        return applyAll(
                "{apiVersion: nodens.dev/v1alpha1, kind: ContainerSpec, metadata: {name: " + name + "}, spec: " + spec
                        + "}",
                options);
    }

    CommandResult applyAll(String manifest, String... options) {
        try {
            Path file = Files.createTempFile("nodens-tests-", ".yaml");
            try {
                Files.writeString(file, manifest);
                return kubectl(Stream.concat(Stream.of("apply", "-f", file.toString()), Stream.of(options))
                        .toArray(String[]::new));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Resource<ContainerSpec> spec(String name) {
        return specs().withName(name);
    }

    NonNamespaceOperation<ContainerSpec, KubernetesResourceList<ContainerSpec>, Resource<ContainerSpec>> specs() {
        return server.client().resources(ContainerSpec.class).inNamespace(namespace);
    }

    /** What a column of {@code kubectl get cspec} shows for that name. */
    String column(String name, String column) {
        List<String> lines = kubectl("get", "cspec", name, "-o", "wide")
                .succeeded()
                .out()
                .lines()
                .toList();
        int begin = lines.getFirst().indexOf(column);
        String rest = lines.get(1).length() > begin ? lines.get(1).substring(begin) : "";
        return rest.isEmpty() || rest.startsWith(" ") ? "" : rest.split(" {2,}", 2)[0].strip();
    }
}
