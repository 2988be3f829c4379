package dev.nodens.agent.desired;

import dev.nodens.agent.source.ContainerKey;
import dev.nodens.agent.status.ConditionReason;
import dev.nodens.crd.v1alpha1.ContainerSpec;
import dev.nodens.crd.v1alpha1.ContainerSpecSpec;
import dev.nodens.crd.v1alpha1.Dependency;
import dev.nodens.crd.v1alpha1.DependencyCondition;
import dev.nodens.crd.v1alpha1.DesiredState;
import dev.nodens.crd.v1alpha1.NamespaceKind;
import dev.nodens.crd.v1alpha1.NamespaceSource;
import dev.nodens.crd.v1alpha1.TargetExitPolicy;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From the API's spec to {@link Desired}: defaulting and validation. */
public final class DesiredContainers {

    private static final Duration GRACE = Duration.ofSeconds(30);

    private DesiredContainers() {}

    /** What is wanted by this spec; being deleted is as good as gone. */
    public static Desired from(ContainerSpec given) {
        ObjectMeta metadata = given.getMetadata();
        if (metadata.getDeletionTimestamp() != null) {
            return new Desired.Gone();
        }
        @Nullable ContainerSpecSpec spec = given.getSpec();
        if (spec == null) {
            return new Desired.Refused(ConditionReason.INVALID, "spec: must be given");
        }
        List<String> unsupported = UnsupportedFields.in(spec);
        if (!unsupported.isEmpty()) {
            return new Desired.Refused(
                    ConditionReason.NOT_SUPPORTED_YET,
                    "not supported yet: " + String.join(", ", unsupported) + "; remove it to have the container made");
        }
        List<String> violations = FieldRules.violations(spec);
        if (!violations.isEmpty()) {
            return new Desired.Refused(ConditionReason.INVALID, String.join("; ", violations));
        }
        return new Desired.Wanted(container(metadata, spec));
    }

    private static DesiredContainer container(ObjectMeta metadata, ContainerSpecSpec spec) {
        ContainerKey key = ContainerIds.keyOf(metadata);
        String uid = ContainerIds.uidOf(metadata);
        return new DesiredContainer(
                key,
                uid,
                ContainerIds.of(key, uid),
                orEmpty(metadata.getLabels()),
                orEmpty(metadata.getAnnotations()),
                spec,
                SpecHash.of(spec),
                Optional.ofNullable(spec.desiredState()).orElse(DesiredState.RUNNING),
                RestartStrategy.of(spec.restartPolicy(), spec.restartRules(), spec.backoff()),
                stopPlan(spec),
                namespaces(key, spec.namespaces()),
                dependencies(key, spec.dependsOn()));
    }

    private static Map<String, String> orEmpty(@Nullable Map<String, String> given) {
        return given == null ? Map.of() : given;
    }

    private static StopPlan stopPlan(ContainerSpecSpec spec) {
        int signal =
                Optional.ofNullable(spec.stopSignal()).flatMap(Signals::number).orElse(Signals.SIGTERM);
        Duration grace = Optional.ofNullable(spec.terminationGracePeriodSeconds())
                .map(Duration::ofSeconds)
                .orElse(GRACE);
        return new StopPlan(signal, grace);
    }

    private static List<DesiredNamespace> namespaces(ContainerKey key, List<NamespaceSource> given) {
        List<DesiredNamespace> all = new ArrayList<>();
        for (NamespaceKind kind : NamespaceKind.values()) {
            all.add(given.stream()
                    .filter(source -> source.type() == kind)
                    .findFirst()
                    .map(source -> namespace(key, source))
                    .orElseGet(() -> absent(kind)));
        }
        return all;
    }

    private static DesiredNamespace absent(NamespaceKind kind) {
        DesiredNamespace.Origin origin = switch (kind) {
            case USER, TIME -> new DesiredNamespace.OfHost();
            case PID, NETWORK, IPC, UTS, MOUNT, CGROUP -> new DesiredNamespace.New();
        };
        return new DesiredNamespace(kind, origin, TargetExitPolicy.RESTART);
    }

    private static DesiredNamespace namespace(ContainerKey key, NamespaceSource source) {
        return new DesiredNamespace(
                source.type(),
                origin(key, source),
                Optional.ofNullable(source.onTargetExit()).orElse(TargetExitPolicy.RESTART));
    }

    private static DesiredNamespace.Origin origin(ContainerKey key, NamespaceSource source) {
        if (source.path() != null) {
            return new DesiredNamespace.AtPath(source.path());
        }
        if (source.containerRef() != null) {
            return new DesiredNamespace.OfContainer(
                    new ContainerKey(key.namespace(), source.containerRef().name()));
        }
        return Boolean.TRUE.equals(source.host()) ? new DesiredNamespace.OfHost() : new DesiredNamespace.New();
    }

    private static List<DesiredDependency> dependencies(ContainerKey key, List<Dependency> given) {
        return given.stream()
                .map(dependency -> new DesiredDependency(
                        new ContainerKey(key.namespace(), dependency.name()),
                        Optional.ofNullable(dependency.condition()).orElse(DependencyCondition.STARTED)))
                .toList();
    }
}
