package dev.nodens.agent.health;

import dev.nodens.agent.config.AgentConfig;
import dev.nodens.agent.desired.NamespaceNames;
import dev.nodens.agent.reconcile.Node;
import dev.nodens.crd.v1alpha1.NamespaceKind;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** What containers are made with is there: the kernel's namespaces, a cgroup tree and folders that can be written. */
@Readiness
@Singleton
public final class RuntimeHealth implements HealthCheck {

    private static final Path NAMESPACES = Path.of("/proc/self/ns");

    private final AgentConfig config;
    private final Node node;

    RuntimeHealth(AgentConfig config, Node node) {
        this.config = config;
        this.node = node;
    }

    @Override
    public HealthCheckResponse call() {
        Map<String, String> faults = faults();
        HealthCheckResponseBuilder row = HealthCheckResponse.named("runtime").status(faults.isEmpty());
        faults.forEach(row::withData);
        return row.build();
    }

    private Map<String, String> faults() {
        Map<String, String> faults = new LinkedHashMap<>();
        for (NamespaceKind kind : NamespaceKind.values()) {
            // Time namespaces are the youngest (Linux 5.6), and a node without them runs everything else.
            boolean there = Files.isReadable(NAMESPACES.resolve(NamespaceNames.file(kind)));
            if (!there && kind != NamespaceKind.TIME) {
                faults.put("namespace " + NamespaceNames.of(kind), "this kernel has none");
            }
        }
        writable(faults, "cgroup", node.facts().hostRoot().resolve("sys/fs/cgroup"));
        writable(faults, "stateRoot", config.stateRoot());
        writable(faults, "dataRoot", config.dataRoot());
        writable(faults, "logRoot", config.logRoot());
        return faults;
    }

    /** One that does not exist yet is made when it is needed, where that can be done. */
    private static void writable(Map<String, String> faults, String name, Path folder) {
        Path existing = folder;
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        if (!Files.isDirectory(existing) || !Files.isWritable(existing)) {
            faults.put(name, "\"" + existing + "\" must be a directory that can be written");
        }
    }
}
