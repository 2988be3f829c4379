package dev.nodens.tests.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.nodens.tests.harness.AgentProcess;
import dev.nodens.tests.harness.ContainerProcess;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** An agent that lives in a pod: mounts, cgroups and their end are the pod's, the containers are the host's. */
@RequiresRoot
final class PodEndTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void containersOutliveThePodOfTheirAgent(TestHost host) throws Exception {
        Workload.write(host, "web");
        PodCgroup pod = PodCgroup.create();
        List<ContainerProcess> before;
        try (AgentProcess agent = inPod(host, pod).awaitReady()) {
            before = awaitContainers(host, 1);
            assertBelongsToTheHost(before.getFirst(), pod);
            pod.killAll();
            agent.awaitEnd();
        } finally {
            pod.remove();
        }
        assertEquals(before, host.containers());

        PodCgroup nextPod = PodCgroup.create();
        try (AgentProcess next = inPod(host, nextPod).awaitReady()) {
            assertEquals(before, awaitContainers(host, 1));
            Files.delete(host.manifests().resolve("web.yaml"));
            awaitContainers(host, 0);
            next.stop();
        } finally {
            nextPod.remove();
        }
    }

    /**
     * Mount and cgroup namespaces of its own, and a mount that only it has, as a pod's secret would be. This JVM stands for
     * the host's process 1, which not everywhere may be looked at.
     */
    private static AgentProcess inPod(TestHost host, PodCgroup pod) {
        host.write("pod/.keep", "");
        String inNamespaces = "mount -t tmpfs pod-only " + host.base().resolve("pod") + " && exec \"$@\"";
        String inCgroup = pod.joinCommands() + " exec unshare --mount --propagation private --cgroup sh -c '"
                + inNamespaces + "' sh \"$@\"";
        return AgentProcess.Options.standalone(host)
                .under("sh", "-c", inCgroup, "sh")
                .with("NODENS_HOST_PID", Long.toString(ProcessHandle.current().pid()))
                .start();
    }

    private static void assertBelongsToTheHost(ContainerProcess container, PodCgroup pod) {
        assertFalse(
                container.cgroups().stream().anyMatch(line -> line.contains(pod.name())),
                () -> container.cgroups().toString());
        assertFalse(
                container.mounts().stream().anyMatch(line -> line.contains("pod-only")),
                () -> container.mounts().toString());
    }

    private static List<ContainerProcess> awaitContainers(TestHost host, int count) {
        return Awaitility.await(count + " containers")
                .atMost(PATIENCE)
                .until(host::containers, found -> found.size() == count);
    }
}
