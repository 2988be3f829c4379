package dev.nodens.agent.desired;

import dev.nodens.crd.v1alpha1.ContainerSecurityContext;
import dev.nodens.crd.v1alpha1.ContainerSpecSpec;
import dev.nodens.crd.v1alpha1.IdMapping;
import dev.nodens.crd.v1alpha1.NamespaceKind;
import dev.nodens.crd.v1alpha1.NamespaceSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What must hold and the CRD's schema and CEL rules do not say; everything that they say was checked before. */
final class FieldRules {

    private static final Pattern FIELD = Pattern.compile(
            "metadata\\.(name|namespace|uid|(labels|annotations)\\['[^']+'\\])" + "|spec\\.nodeName|status\\.hostIP");

    private final List<String> violations = new ArrayList<>();

    private FieldRules() {}

    /** Every rule that is broken: field, what was found, what is allowed. */
    static List<String> violations(ContainerSpecSpec spec) {
        FieldRules rules = new FieldRules();
        rules.paths(spec);
        rules.process(spec);
        rules.environment(spec.env());
        rules.user(spec.securityContext());
        rules.idMappings(spec);
        rules.volumeMounts(spec.volumeMounts());
        return List.copyOf(rules.violations);
    }

    private void paths(ContainerSpecSpec spec) {
        if (spec.rootfs() != null) {
            absolute("spec.rootfs.path", spec.rootfs().path());
        }
        if (spec.workingDir() != null) {
            absolute("spec.workingDir", spec.workingDir());
        }
        for (NamespaceSource source : spec.namespaces()) {
            if (source.path() != null) {
                absolute("spec.namespaces[" + NamespaceNames.of(source.type()) + "].path", source.path());
            }
        }
        spec.volumes().forEach(volume -> {
            if (volume.hostPath() != null) {
                absolute(
                        "spec.volumes[" + volume.name() + "].hostPath.path",
                        volume.hostPath().getPath());
            }
        });
    }

    private void process(ContainerSpecSpec spec) {
        must(
                !spec.command().isEmpty() || !spec.args().isEmpty(),
                "spec.command: must not be empty where no image gives one");
        if (spec.stopSignal() != null) {
            must(
                    Signals.number(spec.stopSignal()).isPresent(),
                    "spec.stopSignal: \"" + spec.stopSignal() + "\" must be a signal of signal(7), such as SIGTERM");
        }
    }

    private void environment(List<EnvVar> env) {
        for (EnvVar variable : env) {
            String path = "spec.env[" + variable.getName() + "]";
            must(
                    !variable.getName().isEmpty() && !variable.getName().contains("="),
                    path + ".name: must not be empty or hold =");
            if (variable.getValueFrom() != null && variable.getValueFrom().getFieldRef() != null) {
                String field = variable.getValueFrom().getFieldRef().getFieldPath();
                must(
                        FIELD.matcher(field).matches(),
                        path + ".valueFrom.fieldRef.fieldPath: \"" + field + "\" must be one of metadata.name,"
                                + " metadata.namespace, metadata.uid, metadata.labels['KEY'],"
                                + " metadata.annotations['KEY'], spec.nodeName, status.hostIP");
            }
        }
    }

    private void user(@Nullable ContainerSecurityContext context) {
        if (context != null && Boolean.TRUE.equals(context.runAsNonRoot())) {
            must(
                    context.runAsUser() != null,
                    "spec.securityContext.runAsUser: must be given with runAsNonRoot where no image gives one");
        }
    }

    private void idMappings(ContainerSpecSpec spec) {
        boolean newUser = spec.namespaces().stream().anyMatch(FieldRules::isNewUser);
        must(
                !newUser
                        || (!spec.uidMappings().isEmpty() && !spec.gidMappings().isEmpty()),
                "spec.uidMappings and spec.gidMappings: must both be given for a new user namespace");
        overlaps("spec.uidMappings", spec.uidMappings());
        overlaps("spec.gidMappings", spec.gidMappings());
    }

    private static boolean isNewUser(NamespaceSource source) {
        return source.type() == NamespaceKind.USER
                && source.path() == null
                && source.containerRef() == null
                && !Boolean.TRUE.equals(source.host());
    }

    private void overlaps(String path, List<IdMapping> mappings) {
        for (int i = 0; i < mappings.size(); i++) {
            for (int j = i + 1; j < mappings.size(); j++) {
                IdMapping one = mappings.get(i);
                IdMapping other = mappings.get(j);
                boolean inside = meet(one.containerID(), one.size(), other.containerID(), other.size());
                boolean outside = meet(one.hostID(), one.size(), other.hostID(), other.size());
                must(!inside && !outside, path + ": entries " + i + " and " + j + " must not overlap");
            }
        }
    }

    private static boolean meet(long first, long firstSize, long second, long secondSize) {
        return first < second + secondSize && second < first + firstSize;
    }

    private void volumeMounts(List<VolumeMount> mounts) {
        Set<String> targets = new HashSet<>();
        for (VolumeMount mount : mounts) {
            String path = "spec.volumeMounts[" + mount.getMountPath() + "].mountPath";
            absolute(path, mount.getMountPath());
            must(targets.add(mount.getMountPath()), path + ": must be listed once");
        }
    }

    private void absolute(String field, @Nullable String path) {
        String given = Objects.requireNonNullElse(path, "");
        must(
                given.startsWith("/") && !(given + "/").contains("/../"),
                field + ": \"" + given + "\" must be an absolute path without ..");
    }

    private void must(boolean holds, String otherwise) {
        if (!holds) {
            violations.add(otherwise);
        }
    }
}
