package dev.nodens.crd.generation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.AppArmorProfile;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConfigMapKeySelector;
import io.fabric8.kubernetes.api.model.ConfigMapVolumeSource;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeSource;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.ExecAction;
import io.fabric8.kubernetes.api.model.GRPCAction;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HTTPHeader;
import io.fabric8.kubernetes.api.model.HostAlias;
import io.fabric8.kubernetes.api.model.HostPathVolumeSource;
import io.fabric8.kubernetes.api.model.ImageVolumeSource;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ObjectFieldSelector;
import io.fabric8.kubernetes.api.model.PodDNSConfigOption;
import io.fabric8.kubernetes.api.model.ProjectedVolumeSource;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjection;
import io.fabric8.kubernetes.api.model.SleepAction;
import io.fabric8.kubernetes.api.model.Sysctl;
import io.fabric8.kubernetes.api.model.TCPSocketAction;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import org.jspecify.annotations.NullUnmarked;

/**
 * What core/v1 demands of the Pod types that ContainerSpec reuses: fabric8's classes have the fields but not their rules.
 * Each class here lends its fields' annotations to the class it is registered for.
 */
@NullUnmarked
final class PodTypes {

    private static final String PORT_NAME = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";

    private PodTypes() {}

    static ObjectMapper describeTo(ObjectMapper mapper) {
        return mapper.addMixIn(EnvVar.class, Env.class)
                .addMixIn(EnvVarSource.class, EnvSource.class)
                .addMixIn(ConfigMapKeySelector.class, Keyed.class)
                .addMixIn(SecretKeySelector.class, Keyed.class)
                .addMixIn(ObjectFieldSelector.class, FieldOfObject.class)
                .addMixIn(ResourceFieldSelector.class, FieldOfResources.class)
                .addMixIn(LocalObjectReference.class, Named.class)
                .addMixIn(HostAlias.class, Alias.class)
                .addMixIn(PodDNSConfigOption.class, Named.class)
                .addMixIn(ContainerPort.class, Port.class)
                .addMixIn(VolumeMount.class, MountOfVolume.class)
                .addMixIn(HostPathVolumeSource.class, HostPath.class)
                .addMixIn(EmptyDirVolumeSource.class, EmptyDir.class)
                .addMixIn(ImageVolumeSource.class, Image.class)
                .addMixIn(ConfigMapVolumeSource.class, Modes.class)
                .addMixIn(SecretVolumeSource.class, Modes.class)
                .addMixIn(ProjectedVolumeSource.class, Modes.class)
                .addMixIn(DownwardAPIVolumeSource.class, Modes.class)
                .addMixIn(KeyToPath.class, KeyAtPath.class)
                .addMixIn(DownwardAPIVolumeFile.class, FileAtPath.class)
                .addMixIn(VolumeProjection.class, Projection.class)
                .addMixIn(ServiceAccountTokenProjection.class, FileAtPath.class)
                .addMixIn(Lifecycle.class, Hooks.class)
                .addMixIn(ExecAction.class, Exec.class)
                .addMixIn(HTTPGetAction.class, HttpGet.class)
                .addMixIn(HTTPHeader.class, NameAndValue.class)
                .addMixIn(TCPSocketAction.class, TcpSocket.class)
                .addMixIn(GRPCAction.class, Grpc.class)
                .addMixIn(SleepAction.class, Sleep.class)
                .addMixIn(SeccompProfile.class, Profile.class)
                .addMixIn(AppArmorProfile.class, Profile.class)
                .addMixIn(Sysctl.class, NameAndValue.class)
                .addMixIn(Condition.class, StatusCondition.class);
    }

    abstract static class Env {
        @Required
        @Size(min = 1, max = 253)
        @Pattern("^[ -<>-~]+$")
        String name;

        @Size(max = 131071)
        String value;
    }

    /** A key of a file in a volume is not served. */
    @JsonIgnoreProperties("fileKeyRef")
    abstract static class EnvSource {}

    abstract static class Keyed {
        @Required
        @Size(min = 1, max = 253)
        String key;

        @Required
        @Size(min = 1, max = 253)
        String name;
    }

    abstract static class FieldOfObject {
        @Required
        @Size(min = 1, max = 512)
        String fieldPath;
    }

    abstract static class FieldOfResources {
        @Required
        @Size(min = 1, max = 253)
        String resource;
    }

    abstract static class Named {
        @Required
        @Size(min = 1, max = 253)
        String name;
    }

    abstract static class NameAndValue {
        @Required
        @Size(min = 1, max = 253)
        String name;

        @Required
        String value;
    }

    abstract static class Alias {
        @Required
        @Size(min = 2, max = 45)
        String ip;
    }

    abstract static class Port {
        @Required
        @Min(1)
        @Max(65535)
        Integer containerPort;

        @Min(1)
        @Max(65535)
        Integer hostPort;

        @Size(min = 1, max = 15)
        @Pattern(PORT_NAME)
        String name;

        @Default("TCP")
        @SchemaFrom(type = Protocol.class)
        String protocol;

        @Size(max = 45)
        String hostIP;
    }

    abstract static class MountOfVolume {
        @Required
        @Size(min = 1, max = 63)
        String name;

        @Required
        @Size(min = 1, max = 4096)
        @Pattern("^/[^:]*$")
        String mountPath;

        @SchemaFrom(type = MountPropagation.class)
        String mountPropagation;

        @SchemaFrom(type = RecursiveReadOnly.class)
        String recursiveReadOnly;
    }

    abstract static class HostPath {
        @Required
        @Size(min = 1, max = 4096)
        @Pattern("^/.*$")
        String path;

        @SchemaFrom(type = HostPathType.class)
        String type;
    }

    abstract static class EmptyDir {
        @Size(max = 63)
        @Pattern("^(Memory|HugePages(-[0-9]+[KMGTPE]i)?)?$")
        String medium;
    }

    abstract static class Image {
        @Required
        @Size(min = 1, max = 1024)
        String reference;

        @SchemaFrom(type = dev.nodens.crd.v1alpha1.ImagePullPolicy.class)
        String pullPolicy;
    }

    abstract static class Modes {
        @Min(0)
        @Max(511)
        Integer defaultMode;
    }

    abstract static class KeyAtPath {
        @Required
        @Size(min = 1, max = 253)
        String key;

        @Required
        @Size(min = 1, max = 4096)
        String path;

        @Min(0)
        @Max(511)
        Integer mode;
    }

    abstract static class FileAtPath {
        @Required
        @Size(min = 1, max = 4096)
        String path;

        @Min(0)
        @Max(511)
        Integer mode;
    }

    /** What only a cluster's signers can make is not served. */
    @JsonIgnoreProperties({"clusterTrustBundle", "podCertificate"})
    abstract static class Projection {}

    /** The stop signal has one place, beside the grace period. */
    @JsonIgnoreProperties("stopSignal")
    abstract static class Hooks {}

    abstract static class Exec {
        @Required
        @Size(min = 1, max = 1024)
        String[] command;
    }

    abstract static class HttpGet {
        @Required
        Object port;

        @Default("HTTP")
        @SchemaFrom(type = Scheme.class)
        String scheme;
    }

    abstract static class TcpSocket {
        @Required
        Object port;
    }

    abstract static class Grpc {
        @Required
        @Min(1)
        @Max(65535)
        Integer port;
    }

    abstract static class Sleep {
        @Required
        @Min(0)
        @Max(86400)
        Long seconds;
    }

    abstract static class Profile {
        @Required
        @SchemaFrom(type = ProfileType.class)
        String type;
    }

    abstract static class StatusCondition {
        @Required
        @Size(min = 1, max = 316)
        String type;

        @Required
        @SchemaFrom(type = ConditionStatus.class)
        String status;

        @Required
        @Size(min = 1, max = 1024)
        String reason;

        @Required
        String lastTransitionTime;

        @Required
        String message;

        @Min(0)
        @Max(9007199254740991L)
        Long observedGeneration;
    }

    enum Protocol {
        TCP,
        UDP,
        SCTP
    }

    enum MountPropagation {
        @JsonProperty("None")
        NONE,
        @JsonProperty("HostToContainer")
        HOST_TO_CONTAINER,
        @JsonProperty("Bidirectional")
        BIDIRECTIONAL
    }

    enum RecursiveReadOnly {
        @JsonProperty("Disabled")
        DISABLED,
        @JsonProperty("IfPossible")
        IF_POSSIBLE,
        @JsonProperty("Enabled")
        ENABLED
    }

    enum HostPathType {
        @JsonProperty("")
        UNCHECKED,
        @JsonProperty("DirectoryOrCreate")
        DIRECTORY_OR_CREATE,
        @JsonProperty("Directory")
        DIRECTORY,
        @JsonProperty("FileOrCreate")
        FILE_OR_CREATE,
        @JsonProperty("File")
        FILE,
        @JsonProperty("Socket")
        SOCKET,
        @JsonProperty("CharDevice")
        CHARACTER_DEVICE,
        @JsonProperty("BlockDevice")
        BLOCK_DEVICE
    }

    enum Scheme {
        HTTP,
        HTTPS
    }

    enum ProfileType {
        @JsonProperty("RuntimeDefault")
        RUNTIME_DEFAULT,
        @JsonProperty("Unconfined")
        UNCONFINED,
        @JsonProperty("Localhost")
        LOCALHOST
    }

    enum ConditionStatus {
        @JsonProperty("True")
        TRUE,
        @JsonProperty("False")
        FALSE,
        @JsonProperty("Unknown")
        UNKNOWN
    }
}
