package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.crd.generator.annotation.SelectableField;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
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
@ValidationRule(
        value = "has(self.nodeName) != has(self.nodeSelector)",
        message = "exactly one of nodeName and nodeSelector must be set")
@ValidationRule(
        value = "has(self.nodeName) == has(oldSelf.nodeName)",
        message = "a spec must keep to nodeName or to nodeSelector; make a new object to switch")
@ValidationRule(value = "has(self.image) != has(self.rootfs)", message = "exactly one of image and rootfs must be set")
@ValidationRule(
        value =
                "!has(self.rootfs) || has(self.rootfs.ociLayout) || has(self.command) && size(self.command) > 0 || has(self.args) && size(self.args) > 0",
        message = "rootfs.path and rootfs.tar must come with command or args: no image says what to run")
@ValidationRule(
        value = "!has(self.schedule) || self.restartPolicy != 'Always'",
        message = "schedule must come with restartPolicy Never or OnFailure")
@ValidationRule(
        value =
                "self.dnsPolicy != 'None' || (has(self.dnsConfig) && has(self.dnsConfig.nameservers) && size(self.dnsConfig.nameservers) > 0)",
        message = "dnsPolicy None must come with at least one of dnsConfig.nameservers")
@ValidationRule(
        value =
                "!has(self.uidMappings) && !has(self.gidMappings) || has(self.namespaces) && self.namespaces.exists(n, n.type == 'user' && !has(n.path) && !(has(n.host) && n.host) && !has(n.containerRef) && !has(n.podRef))",
        message = "uidMappings and gidMappings must come with a new user namespace: add {type: user} to namespaces")
@ValidationRule(
        value =
                "!has(self.timeOffsets) || has(self.namespaces) && self.namespaces.exists(n, n.type == 'time' && !has(n.path) && !(has(n.host) && n.host) && !has(n.containerRef) && !has(n.podRef))",
        message = "timeOffsets must come with a new time namespace: add {type: time} to namespaces")
@ValidationRule(
        value =
                "!has(self.hostname) && !has(self.domainname) || !has(self.namespaces) || !self.namespaces.exists(n, n.type == 'uts' && (has(n.path) || has(n.host) && n.host || has(n.containerRef) || has(n.podRef)))",
        message = "hostname and domainname must come with a new uts namespace, not with one that is joined")
@ValidationRule(
        value =
                "!has(self.network) || !has(self.namespaces) || !self.namespaces.exists(n, n.type == 'network' && (has(n.path) || has(n.host) && n.host || has(n.containerRef) || has(n.podRef)))",
        message = "network must come with a new network namespace, not with one that is joined")
@ValidationRule(
        value =
                "!has(self.volumeMounts) || self.volumeMounts.all(m, has(self.volumes) && self.volumes.exists(v, v.name == m.name))",
        message = "each of volumeMounts must name one of volumes")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ContainerSpecSpec(
        @ValidationRule(
                value = "self == oldSelf",
                message = "nodeName must stay as it is; make a new object for another node")
        @SelectableField
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

        @Size(max = 1024)
        @JsonPropertyDescription("The program and its first arguments, instead of the image's entrypoint.")
        List<@Size(max = 131071) String> command,

        @Size(max = 4096) @JsonPropertyDescription("Arguments, instead of the image's.")
        List<@Size(max = 131071) String> args,

        @Size(min = 1, max = 4096)
        @Pattern("^/.*$")
        @JsonPropertyDescription("The working directory; that of the image, else /.")
        @Nullable
        String workingDir,

        @Size(max = 1024)
        @ValidationRule(
                value = "self.all(e, !(has(e.value) && has(e.valueFrom)))",
                message = "each of env must have at most one of value and valueFrom")
        @JsonPropertyDescription("Environment variables.")
        List<EnvVar> env,

        @ValidationRule(
                value = "self.all(e, has(e.configMapRef) != has(e.secretRef))",
                message = "each of envFrom must have exactly one of configMapRef and secretRef")
        @JsonPropertyDescription("ConfigMaps and Secrets whose entries become environment variables.")
        List<EnvFromSource> envFrom,

        @JsonPropertyDescription("True: keep standard input open.") @Nullable
        Boolean stdin,

        @JsonPropertyDescription("True: give the process a terminal.") @Nullable
        Boolean tty,

        @Size(max = 8)
        @JsonPropertyDescription(
                "The container's namespaces; those not listed are new, except user and time, which are the host's.")
        List<NamespaceSource> namespaces,

        @Size(max = 340)
        @JsonPropertyDescription("User ids of a new user namespace; an unused range of 65536 when absent.")
        List<IdMapping> uidMappings,

        @Size(max = 340)
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

        @Size(max = 64) @JsonPropertyDescription("What volumeMounts may mount.")
        List<ContainerVolume> volumes,

        @Size(max = 64) @JsonPropertyDescription("Which volumes are seen where.")
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

        @ValidationRule(
                value = "!has(self.successThreshold) || self.successThreshold == 1",
                message = "successThreshold must be 1 for livenessProbe and startupProbe")
        @JsonPropertyDescription("Restarts the container when it fails.")
        @Nullable
        ContainerProbe livenessProbe,

        @JsonPropertyDescription("Says whether the container is Ready.") @Nullable
        ContainerProbe readinessProbe,

        @ValidationRule(
                value = "!has(self.successThreshold) || self.successThreshold == 1",
                message = "successThreshold must be 1 for livenessProbe and startupProbe")
        @JsonPropertyDescription("Holds the other probes back until it succeeds.")
        @Nullable
        ContainerProbe startupProbe,

        @ValidationRule(
                value = "[has(self.postStart), has(self.preStop)].exists(h, h)",
                message = "lifecycle must have at least one of postStart and preStop")
        @ValidationRule(
                value =
                        "!has(self.postStart) || [has(self.postStart.exec), has(self.postStart.httpGet), has(self.postStart.tcpSocket), has(self.postStart.sleep)].exists_one(h, h)",
                message = "postStart must have exactly one of exec, httpGet, tcpSocket and sleep")
        @ValidationRule(
                value =
                        "!has(self.preStop) || [has(self.preStop.exec), has(self.preStop.httpGet), has(self.preStop.tcpSocket), has(self.preStop.sleep)].exists_one(h, h)",
                message = "preStop must have exactly one of exec, httpGet, tcpSocket and sleep")
        @JsonPropertyDescription("What is done right after the start and before the stop.")
        @Nullable
        Lifecycle lifecycle,

        @Default("30")
        @Min(0)
        @Max(2147483647)
        @JsonPropertyDescription("Seconds between the stop signal and SIGKILL.")
        @Nullable
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
