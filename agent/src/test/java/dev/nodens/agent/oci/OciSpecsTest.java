package dev.nodens.agent.oci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.agent.Specs;
import dev.nodens.agent.observe.Links;
import dev.nodens.agent.rootfs.Rootfs;
import dev.nodens.agent.source.ContainerKey;
import dev.nodens.runtime.spec.Capabilities;
import dev.nodens.runtime.spec.DefaultSeccompProfile;
import dev.nodens.runtime.spec.Linux;
import dev.nodens.runtime.spec.LinuxNamespace;
import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.spec.Mount;
import dev.nodens.runtime.spec.Process;
import dev.nodens.runtime.spec.Spec;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OciSpecsTest {

    private static final Prepared PREPARED =
            new Prepared(new Rootfs(Path.of("/srv/web"), true, Optional.empty()), List.of());

    private static Spec spec(String fields) {
        return OciSpecs.from(Specs.desired("web", fields), PREPARED, Links.NONE, Specs.NODE);
    }

    private static Linux linux(String fields) {
        return Objects.requireNonNull(spec(fields).linux());
    }

    private static Process process(String fields) {
        return Objects.requireNonNull(spec(fields).process());
    }

    private static List<String> bounding(String fields) {
        return Objects.requireNonNull(process(fields).capabilities()).bounding();
    }

    private static LinuxResources resources(String fields) {
        return Objects.requireNonNull(linux(fields).resources());
    }

    @Test
    void theHostsNamespacesAreNotListed() {
        List<String> types = linux("namespaces: [{type: network, host: true}]").namespaces().stream()
                .map(LinuxNamespace::type)
                .toList();

        assertEquals(List.of("pid", "ipc", "uts", "mount", "cgroup"), types);
    }

    @Test
    void aPathIsPassedOn() {
        assertTrue(linux("namespaces: [{type: ipc, path: /proc/1/ns/ipc}]")
                .namespaces()
                .contains(new LinuxNamespace("ipc", "/proc/1/ns/ipc")));
    }

    @Test
    void aReferenceIsTheProcessOfTheLiveInstance() {
        Links links = new Links(
                Map.of(new ContainerKey("default", "api"), new Links.Target(Instant.EPOCH, 42)), Optional.empty());
        Spec spec = OciSpecs.from(
                Specs.desired("web", "namespaces: [{type: network, containerRef: {name: api}}]"),
                PREPARED,
                links,
                Specs.NODE);

        assertTrue(Objects.requireNonNull(spec.linux())
                .namespaces()
                .contains(new LinuxNamespace("network", "/proc/42/ns/net")));
        assertEquals("1970-01-01T00:00:00Z", spec.annotations().get("nodens.dev/target.api"));
    }

    @Test
    void theEnvironmentHasFieldsAndExpandsWhatCameBefore() {
        Process process = process("""
                command: [echo, $(GREETING), $$(HOME), $(UNKNOWN)]
                env:
                - {name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
                - {name: GREETING, value: hello $(NODE)}
                """);

        assertEquals(List.of("echo", "hello node-1", "$(HOME)", "$(UNKNOWN)"), process.args());
        assertTrue(process.env().contains("NODE=node-1"));
        assertTrue(process.env().contains("GREETING=hello node-1"));
        assertTrue(process.env().contains("HOSTNAME=web"));
    }

    @Test
    void dropsBeforeItAddsAndInheritsNothing() {
        Capabilities capabilities =
                Objects.requireNonNull(process("securityContext: {capabilities: {drop: [ALL], add: [NET_ADMIN]}}")
                        .capabilities());

        assertEquals(List.of("CAP_NET_ADMIN"), capabilities.bounding());
        assertEquals(List.of("CAP_NET_ADMIN"), capabilities.effective());
        assertEquals(List.of(), capabilities.inheritable());
    }

    @Test
    void withoutASecurityContextTheCapabilitiesAreDockers() {
        Capabilities capabilities = Objects.requireNonNull(process("").capabilities());

        assertEquals(14, capabilities.bounding().size());
        assertFalse(capabilities.bounding().contains("CAP_SYS_ADMIN"));
    }

    @Test
    void limitsAreTheKernels() {
        LinuxResources resources = resources(
                "resources: {limits: {cpu: 500m, memory: 64Mi, hugepages-2Mi: 4Mi}, requests: {cpu: 250m, memory: 32Mi}, pids: 10, swap: 16Mi}");

        LinuxResources.Cpu cpu = Objects.requireNonNull(resources.cpu());
        assertEquals(50_000, cpu.quota());
        assertEquals(256, cpu.shares());
        LinuxResources.Memory memory = Objects.requireNonNull(resources.memory());
        assertEquals(64L << 20, memory.limit());
        assertEquals(32L << 20, memory.reservation());
        assertEquals(80L << 20, memory.swap());
        assertEquals(10, Objects.requireNonNull(resources.pids()).limit());
        assertEquals(List.of(new LinuxResources.HugepageLimit("2MB", 4L << 20)), resources.hugepageLimits());
    }

    @Test
    void outOfMemoryKillsTheWholeContainerUnlessAsked() {
        assertEquals("1", resources("").unified().get("memory.oom.group"));
        assertEquals("0", resources("oomPolicy: Process").unified().get("memory.oom.group"));
    }

    @Test
    void everyDeviceIsForbiddenButThoseGiven() {
        List<LinuxResources.DeviceRule> rules = resources(
                        "devices: [{path: /dev/fuse, type: c, major: 10, minor: 229}]")
                .devices();

        assertFalse(rules.getFirst().allow());
        assertEquals(new LinuxResources.DeviceRule(true, "c", 10L, 229L, "rwm"), rules.getLast());
    }

    @Test
    void theFilterIsTheDefaultUnlessUnconfined() {
        assertEquals(DefaultSeccompProfile.of(bounding("")), linux("").seccomp());
        assertEquals(
                DefaultSeccompProfile.of(List.of("CAP_SYS_ADMIN")),
                linux("securityContext: {capabilities: {drop: [ALL], add: [SYS_ADMIN]}}")
                        .seccomp());
        assertNull(
                linux("securityContext: {seccompProfile: {type: Unconfined}}").seccomp());
    }

    @Test
    void hidesTheAgentsOwnFolders() {
        assertTrue(linux("").maskedPaths().contains("/var/lib/nodens"));
        assertTrue(linux("securityContext: {procMount: Unmasked}").maskedPaths().contains("/var/lib/nodens"));
    }

    @Test
    void aMountThatPropagatesMakesTheRootDoSo() {
        Mount slave = new Mount("/mnt", "bind", "/mnt", List.of("rbind", "rslave"));
        Prepared prepared = new Prepared(PREPARED.rootfs(), List.of(slave));
        Spec spec = OciSpecs.from(Specs.desired("web", ""), prepared, Links.NONE, Specs.NODE);

        assertEquals("rslave", Objects.requireNonNull(spec.linux()).rootfsPropagation());
        assertEquals("rprivate", linux("").rootfsPropagation());
    }
}
