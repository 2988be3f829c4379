package dev.nodens.agent.desired;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.agent.Specs;
import dev.nodens.agent.source.ContainerKey;
import dev.nodens.agent.status.ConditionReason;
import dev.nodens.crd.v1alpha1.NamespaceKind;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DesiredContainersTest {

    private static Desired.Refused refused(String fields) {
        return (Desired.Refused) DesiredContainers.from(Specs.spec("web", fields));
    }

    @Test
    void whatIsNotListedIsNewButUserAndTime() {
        DesiredContainer web = Specs.desired("web", "namespaces: [{type: pid, host: true}]");

        assertEquals(
                new DesiredNamespace.OfHost(), web.namespace(NamespaceKind.PID).origin());
        assertEquals(
                new DesiredNamespace.New(), web.namespace(NamespaceKind.NETWORK).origin());
        assertEquals(
                new DesiredNamespace.OfHost(), web.namespace(NamespaceKind.USER).origin());
        assertEquals(
                new DesiredNamespace.OfHost(), web.namespace(NamespaceKind.TIME).origin());
    }

    @Test
    void hostFalseIsANewOne() {
        DesiredContainer web = Specs.desired("web", "namespaces: [{type: pid, host: false}]");

        assertEquals(
                new DesiredNamespace.New(), web.namespace(NamespaceKind.PID).origin());
    }

    @Test
    void aReferenceIsOfTheSameNamespace() {
        DesiredContainer web = Specs.desired("web", "namespaces: [{type: ipc, containerRef: {name: api}}]");

        assertEquals(
                new DesiredNamespace.OfContainer(new ContainerKey("default", "api")),
                web.namespace(NamespaceKind.IPC).origin());
    }

    @Test
    void stopsWithTheSignalAndGraceThatArePodDefaults() {
        assertEquals(
                new StopPlan(15, Duration.ofSeconds(30)),
                Specs.desired("web", "").stop());
        assertEquals(
                new StopPlan(37, Duration.ofSeconds(3)),
                Specs.desired("web", "stopSignal: SIGRTMIN+3\nterminationGracePeriodSeconds: 3")
                        .stop());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    tty: true                                                      | spec.tty
                    network: {cni: bridge}                                         | spec.network
                    envFrom: [{configMapRef: {name: x}}]                           | spec.envFrom
                    livenessProbe: {tcpSocket: {port: 80}}                         | spec.livenessProbe
                    namespaces: [{type: pid, podRef: {name: x}}]                   | spec.namespaces[pid].podRef
                    volumes: [{name: x, secret: {secretName: y}}]                  | spec.volumes[x].secret
                    scheduler: {policy: SCHED_IDLE}                                | spec.scheduler
                    ociOverride: {hostname: x}                                     | spec.ociOverride
                    securityContext: {privileged: true}                            | spec.securityContext.privileged
                    ports: [{containerPort: 80, hostPort: 8080}]                   | spec.ports[80].hostPort
                    """)
    void refusesByNameWhatItDoesNotActOn(String fields, String path) {
        Desired.Refused refused = refused(fields);

        assertEquals(ConditionReason.NOT_SUPPORTED_YET, refused.reason());
        assertTrue(refused.message().contains(path), refused.message());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    stopSignal: SIGWRONG                       | spec.stopSignal: "SIGWRONG" must be a signal of signal(7), such as SIGTERM
                    workingDir: /a/../..                       | spec.workingDir: "/a/../.." must be an absolute path without ..
                    namespaces: [{type: user}]                 | spec.uidMappings and spec.gidMappings: must both be given for a new user namespace
                    securityContext: {runAsNonRoot: true}      | spec.securityContext.runAsUser: must be given with runAsNonRoot where no image gives one
                    """)
    void refusesWhatTheSchemaCannotSay(String fields, String message) {
        Desired.Refused refused = refused(fields);

        assertEquals(ConditionReason.INVALID, refused.reason());
        assertEquals(message, refused.message());
    }

    @Test
    void refusesMappingsThatOverlap() {
        Desired.Refused refused = refused("""
                namespaces: [{type: user}]
                uidMappings: [{containerID: 0, hostID: 1000, size: 10}, {containerID: 5, hostID: 3000, size: 10}]
                gidMappings: [{containerID: 0, hostID: 1000, size: 10}]
                """);

        assertEquals("spec.uidMappings: entries 0 and 1 must not overlap", refused.message());
    }

    @Test
    void theHashIsOfWhatOnlyARestartChanges() {
        String hash = Specs.desired("web", "").hash();

        assertEquals(hash, Specs.desired("web", "restartPolicy: Never").hash());
        assertEquals(hash, Specs.desired("web", "resources: {pids: 5}").hash());
        assertEquals(hash, Specs.desired("web", "desiredState: Paused").hash());
        assertNotEquals(hash, Specs.desired("web", "args: [x]").hash());
        assertNotEquals(hash, Specs.desired("web", "hostname: x").hash());
    }

    @Test
    void idsAreReadableAndOfOneObject() {
        String id = Specs.id("web").value();

        assertTrue(id.matches("default_web_[0-9a-f]{12}"), id);
        ContainerKey longest = new ContainerKey("n".repeat(63), "x".repeat(253));
        assertTrue(ContainerIds.of(longest, "1").value().length() < 255);
        assertNotEquals(ContainerIds.of(longest, "1"), ContainerIds.of(longest, "2"));
    }
}
