package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HostAlias;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodDNSConfig;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the user wants: one container, on one node or on each node of a selector.
 *
 * <p>A null scalar was not given; the defaults that the CRD declares are filled in by the API server, and for a manifest by
 * {@code SchemaDefaults}.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ContainerSpecSpec(
        @Size(min = 1, max = 253)
        @JsonPropertyDescription("The node that runs the container; exactly one of nodeName and nodeSelector is given.")
        @Nullable
        String nodeName,

        @JsonInclude(JsonInclude.Include.NON_NULL)
        @JsonPropertyDescription("Labels of the nodes that each run one; {} is every node.")
        @Nullable
        Map<String, String> nodeSelector,

        @Size(min = 1, max = 1024)
        @JsonPropertyDescription(
                "The image, such as docker.io/library/redis:7; exactly one of image and rootfs is given.")
        @Nullable
        String image,

        @JsonPropertyDescription("When the image is pulled; Always for :latest and no tag, else IfNotPresent.")
        @Nullable
        ImagePullPolicy imagePullPolicy,

        @JsonPropertyDescription("Secrets in this namespace with the credentials of registries.")
        List<LocalObjectReference> imagePullSecrets,

        @JsonPropertyDescription("The root filesystem when it is no registry's image.") @Nullable
        RootfsSource rootfs,

        @JsonPropertyDescription("The program and its first arguments, instead of the image's entrypoint.")
        List<String> command,

        @JsonPropertyDescription("Arguments, instead of the image's.")
        List<String> args,

        @Size(min = 1, max = 4096)
        @JsonPropertyDescription("The working directory; that of the image, else /.")
        @Nullable
        String workingDir,

        @JsonPropertyDescription("Environment variables.") List<EnvVar> env,

        @JsonPropertyDescription("ConfigMaps and Secrets whose entries become environment variables.")
        List<EnvFromSource> envFrom,

        @JsonPropertyDescription("True: keep standard input open.") @Nullable
        Boolean stdin,

        @JsonPropertyDescription("True: give the process a terminal.") @Nullable
        Boolean tty,

        @JsonPropertyDescription(
                "The container's namespaces; those not listed are new, except user and time, which are the host's.")
        List<NamespaceSource> namespaces,

        @JsonPropertyDescription("User ids of a new user namespace; an unused range of 65536 when absent.")
        List<IdMapping> uidMappings,

        @JsonPropertyDescription("Group ids of a new user namespace; an unused range of 65536 when absent.")
        List<IdMapping> gidMappings,

        @JsonPropertyDescription("Clock offsets of a new time namespace.") @Nullable
        TimeOffsets timeOffsets,

        @Size(min = 1, max = 64)
        @JsonPropertyDescription("The host name in a new UTS namespace; the object's name when absent.")
        @Nullable
        String hostname,

        @Size(min = 1, max = 64) @JsonPropertyDescription("The NIS domain name in a new UTS namespace.") @Nullable
        String domainname,

        @JsonPropertyDescription("Further lines of /etc/hosts.")
        List<HostAlias> hostAliases,

        @Default("ClusterFirst") @JsonPropertyDescription("How /etc/resolv.conf is made.") @Nullable
        DnsPolicy dnsPolicy,

        @JsonPropertyDescription("Added to what dnsPolicy makes.") @Nullable
        PodDNSConfig dnsConfig,

        @JsonPropertyDescription("What the container may use and is given.") @Nullable
        ContainerResources resources,

        @Default("Group")
        @JsonPropertyDescription("What is killed when the memory limit is hit: the whole container or one process.")
        @Nullable
        OomPolicy oomPolicy,

        @Min(-1000)
        @Max(1000)
        @JsonPropertyDescription("How readily the kernel kills it when the node is out of memory; -1000 is never.")
        @Nullable
        Integer oomScoreAdj,

        @JsonPropertyDescription("What the process is and may do.") @Nullable
        ContainerSecurityContext securityContext,

        @JsonPropertyDescription("Limits of setrlimit(2).") List<Rlimit> rlimits,

        @JsonPropertyDescription("How the process is scheduled.") @Nullable
        Scheduler scheduler,

        @JsonPropertyDescription("The I/O priority of the process.") @Nullable
        IoPriority ioPriority,

        @JsonPropertyDescription("The CPUs of processes started by exec.") @Nullable
        ExecCpuAffinity execCPUAffinity,

        @JsonPropertyDescription("The execution domain of the process.") @Nullable
        Personality personality,

        @JsonPropertyDescription("The NUMA memory policy of the process.") @Nullable
        MemoryPolicy memoryPolicy,

        @JsonPropertyDescription("Device nodes beyond the usual ones.")
        List<ContainerDevice> devices,

        @JsonPropertyDescription("Network devices of the host that are moved into the container.")
        List<NetDevice> netDevices,

        @JsonPropertyDescription("What volumeMounts may mount.")
        List<ContainerVolume> volumes,

        @JsonPropertyDescription("Which volumes are seen where.")
        List<VolumeMount> volumeMounts,

        @JsonPropertyDescription("What connects a new network namespace.") @Nullable
        NetworkSource network,

        @JsonPropertyDescription("Ports the container listens on; a hostPort is forwarded from the node.")
        List<ContainerPort> ports,

        @Default("Always") @JsonPropertyDescription("When the container is started again after it ended.") @Nullable
        RestartPolicy restartPolicy,

        @JsonPropertyDescription("Exit codes that decide before restartPolicy does.")
        List<RestartRule> restartRules,

        @JsonPropertyDescription("How long restarts wait.") @Nullable
        Backoff backoff,

        @Default("Running") @JsonPropertyDescription("What the container is to be.") @Nullable
        DesiredState desiredState,

        @JsonPropertyDescription("Restarts the container when it fails.") @Nullable
        ContainerProbe livenessProbe,

        @JsonPropertyDescription("Says whether the container is Ready.") @Nullable
        ContainerProbe readinessProbe,

        @JsonPropertyDescription("Holds the other probes back until it succeeds.") @Nullable
        ContainerProbe startupProbe,

        @JsonPropertyDescription("What is done right after the start and before the stop.") @Nullable
        Lifecycle lifecycle,

        @Default("30") @Min(0) @JsonPropertyDescription("Seconds between the stop signal and SIGKILL.") @Nullable
        Long terminationGracePeriodSeconds,

        @Size(min = 4, max = 16)
        @Pattern("^SIG[A-Z0-9+-]+$")
        @JsonPropertyDescription("The signal that asks the process to end; that of the image, else SIGTERM.")
        @Nullable
        String stopSignal,

        @JsonPropertyDescription("Other ContainerSpecs that must have come so far first.")
        List<Dependency> dependsOn,

        @JsonPropertyDescription("What is done when a referenced ConfigMap or Secret changes.") @Nullable
        OnConfigChange onConfigChange,

        @JsonPropertyDescription("When the container is run, for restartPolicy Never or OnFailure.") @Nullable
        Schedule schedule,

        @JsonPropertyDescription("How the output is kept.") @Nullable
        Logging logging,

        @PreserveUnknownFields
        @JsonPropertyDescription("Merged into the OCI config.json last, where the node's policy allows it.")
        Map<String, Object> ociOverride) {

    public ContainerSpecSpec {
        imagePullSecrets = Defaults.list(imagePullSecrets);
        command = Defaults.list(command);
        args = Defaults.list(args);
        env = Defaults.list(env);
        envFrom = Defaults.list(envFrom);
        namespaces = Defaults.list(namespaces);
        uidMappings = Defaults.list(uidMappings);
        gidMappings = Defaults.list(gidMappings);
        hostAliases = Defaults.list(hostAliases);
        rlimits = Defaults.list(rlimits);
        devices = Defaults.list(devices);
        netDevices = Defaults.list(netDevices);
        volumes = Defaults.list(volumes);
        volumeMounts = Defaults.list(volumeMounts);
        ports = Defaults.list(ports);
        restartRules = Defaults.list(restartRules);
        dependsOn = Defaults.list(dependsOn);
        ociOverride = Defaults.map(ociOverride);
    }
}
