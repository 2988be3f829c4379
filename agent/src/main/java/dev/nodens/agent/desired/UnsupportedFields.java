package dev.nodens.agent.desired;

import dev.nodens.crd.v1alpha1.ConfigChangeAction;
import dev.nodens.crd.v1alpha1.ContainerDevice;
import dev.nodens.crd.v1alpha1.ContainerResources;
import dev.nodens.crd.v1alpha1.ContainerSecurityContext;
import dev.nodens.crd.v1alpha1.ContainerSpecSpec;
import dev.nodens.crd.v1alpha1.ContainerVolume;
import dev.nodens.crd.v1alpha1.NamespaceKind;
import dev.nodens.crd.v1alpha1.NamespaceSource;
import dev.nodens.crd.v1alpha1.OnConfigChange;
import dev.nodens.crd.v1alpha1.RootfsSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the API has and this agent does not act on yet. It is refused by name: a field is never silently ignored. */
final class UnsupportedFields {

    private final List<String> found = new ArrayList<>();

    private UnsupportedFields() {}

    /** The JSON paths below {@code spec} of all such fields that are given. */
    static List<String> in(ContainerSpecSpec spec) {
        UnsupportedFields fields = new UnsupportedFields();
        fields.root(spec);
        fields.process(spec);
        fields.lifecycle(spec);
        fields.namespaces(spec);
        fields.security(spec.securityContext());
        fields.resources(spec.resources());
        fields.volumes(spec);
        return List.copyOf(fields.found);
    }

    private void root(ContainerSpecSpec spec) {
        given("image", spec.image());
        given("imagePullPolicy", spec.imagePullPolicy());
        given("imagePullSecrets", spec.imagePullSecrets());
        @Nullable RootfsSource rootfs = spec.rootfs();
        if (rootfs != null) {
            given("rootfs.ociLayout", rootfs.ociLayout());
            given("rootfs.tar", rootfs.tar());
        }
        given("ociOverride", spec.ociOverride());
    }

    private void process(ContainerSpecSpec spec) {
        given("envFrom", spec.envFrom());
        given("stdin", Boolean.TRUE.equals(spec.stdin()) ? spec.stdin() : null);
        given("tty", Boolean.TRUE.equals(spec.tty()) ? spec.tty() : null);
        given("scheduler", spec.scheduler());
        given("ioPriority", spec.ioPriority());
        given("execCPUAffinity", spec.execCPUAffinity());
        given("personality", spec.personality());
        given("memoryPolicy", spec.memoryPolicy());
        for (EnvVar variable : spec.env()) {
            if (variable.getValueFrom() != null) {
                String path = "env[" + variable.getName() + "].valueFrom.";
                given(path + "configMapKeyRef", variable.getValueFrom().getConfigMapKeyRef());
                given(path + "secretKeyRef", variable.getValueFrom().getSecretKeyRef());
                given(path + "resourceFieldRef", variable.getValueFrom().getResourceFieldRef());
                given(path + "fileKeyRef", variable.getValueFrom().getFileKeyRef());
            }
        }
    }

    private void lifecycle(ContainerSpecSpec spec) {
        given("livenessProbe", spec.livenessProbe());
        given("readinessProbe", spec.readinessProbe());
        given("startupProbe", spec.startupProbe());
        given("lifecycle", spec.lifecycle());
        given("schedule", spec.schedule());
        @Nullable OnConfigChange change = spec.onConfigChange();
        if (change != null && change.action() != null && change.action() != ConfigChangeAction.IGNORE) {
            given("onConfigChange.action", change.action());
        }
    }

    private void namespaces(ContainerSpecSpec spec) {
        for (NamespaceSource namespace : spec.namespaces()) {
            String path = "namespaces[" + NamespaceNames.of(namespace.type()) + "].";
            given(path + "podRef", namespace.podRef());
            if (namespace.type() == NamespaceKind.MOUNT) {
                given(path + "path", namespace.path());
                given(path + "host", Boolean.TRUE.equals(namespace.host()) ? namespace.host() : null);
                given(path + "containerRef", namespace.containerRef());
            }
        }
        given("network", spec.network());
        given("netDevices", spec.netDevices());
        spec.ports().forEach(port -> given("ports[" + port.getContainerPort() + "].hostPort", port.getHostPort()));
        for (ContainerDevice device : spec.devices()) {
            boolean complete = device.type() != null && device.major() != null && device.minor() != null;
            given("devices[" + device.path() + "] without type, major and minor", complete ? null : device);
        }
    }

    private void security(@Nullable ContainerSecurityContext context) {
        if (context == null) {
            return;
        }
        given("securityContext.privileged", Boolean.TRUE.equals(context.privileged()) ? context.privileged() : null);
        given("securityContext.seLinuxOptions", context.seLinuxOptions());
        if (context.appArmorProfile() != null
                && !"Unconfined".equals(context.appArmorProfile().getType())) {
            given(
                    "securityContext.appArmorProfile.type",
                    context.appArmorProfile().getType());
        }
        if (context.seccompProfile() != null
                && "Localhost".equals(context.seccompProfile().getType())) {
            given("securityContext.seccompProfile.type Localhost", context.seccompProfile());
        }
    }

    private void resources(@Nullable ContainerResources resources) {
        if (resources != null) {
            given("resources.io", resources.io());
        }
    }

    private void volumes(ContainerSpecSpec spec) {
        for (ContainerVolume volume : spec.volumes()) {
            String path = "volumes[" + volume.name() + "].";
            given(path + "configMap", volume.configMap());
            given(path + "secret", volume.secret());
            given(path + "projected", volume.projected());
            given(path + "downwardAPI", volume.downwardAPI());
            given(path + "image", volume.image());
            if (volume.emptyDir() != null) {
                given(path + "emptyDir.medium", volume.emptyDir().getMedium());
                given(path + "emptyDir.sizeLimit", volume.emptyDir().getSizeLimit());
            }
        }
        for (VolumeMount mount : spec.volumeMounts()) {
            String path = "volumeMounts[" + mount.getMountPath() + "].";
            given(path + "subPath", mount.getSubPath());
            given(path + "subPathExpr", mount.getSubPathExpr());
        }
    }

    private void given(String path, @Nullable Object value) {
        boolean absent = value == null
                || value instanceof Collection<?> list && list.isEmpty()
                || value instanceof Map<?, ?> map && map.isEmpty()
                || value instanceof String text && text.isEmpty();
        if (!absent) {
            found.add("spec." + path);
        }
    }
}
