package dev.nodens.tests.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.marcnuri.helm.LintResult;
import dev.nodens.agent.config.AgentConfig;
import dev.nodens.tests.harness.Chart;
import dev.nodens.tests.harness.Tree;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.smallrye.config.ConfigMapping;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChartTest {

    private static final Chart CHART = Chart.release("nodens", "nodens-system");

    @Test
    void helmHasNothingToSayAgainstIt() {
        LintResult result = Chart.lint();
        assertFalse(result.isFailed(), () -> result.getMessages().toString());
    }

    @Test
    void probesAskForTheAgentsHealth() {
        Container agent = agent();
        assertEquals("http", agent.getPorts().getFirst().getName());
        assertEquals("/q/health/started", get(agent, c -> c.getStartupProbe().getHttpGet()));
        assertEquals("/q/health/live", get(agent, c -> c.getLivenessProbe().getHttpGet()));
        assertEquals("/q/health/ready", get(agent, c -> c.getReadinessProbe().getHttpGet()));
    }

    @Test
    void portIsTheOneThatTheAgentListensOn() {
        Container agent = agent(CHART.with("agent.port", 9090));
        assertEquals(9090, agent.getPorts().getFirst().getContainerPort());
        assertEquals("9090", environment(agent, "QUARKUS_HTTP_PORT").getValue());
    }

    @Test
    void everySettingIsOneOfTheAgents() {
        Set<String> known = settings(
                        AgentConfig.class,
                        AgentConfig.class.getAnnotation(ConfigMapping.class).prefix())
                .collect(Collectors.toSet());
        List<String> unknown = agent().getEnv().stream()
                .map(EnvVar::getName)
                .filter(name -> name.startsWith("NODENS_") && !known.contains(name))
                .toList();
        assertEquals(List.of(), unknown);
        assertTrue(known.contains("NODENS_KUBERNETES_LEASE_NAMESPACE"), known::toString);
    }

    @Test
    void agentServesTheNodeItIsOnAndKeepsItsLeasesInTheRelease() {
        assertEquals(
                "spec.nodeName",
                environment(agent(), "NODENS_NODE_NAME")
                        .getValueFrom()
                        .getFieldRef()
                        .getFieldPath());
        assertEquals(
                "nodens-system",
                environment(agent(), "NODENS_KUBERNETES_LEASE_NAMESPACE").getValue());
        assertEquals("nodens-system", CHART.object(Role.class).getMetadata().getNamespace());
    }

    @Test
    void foldersOfTheNodeAreSeenAtTheSamePath() {
        PodSpec pod = pod(CHART.with("paths.state", "/run/other"));
        assertTrue(pod.getHostPID());
        assertTrue(agent().getSecurityContext().getPrivileged());
        List<String> mounted = pod.getContainers().getFirst().getVolumeMounts().stream()
                .map(mount -> mount.getMountPath() + " from " + hostPath(pod, mount))
                .toList();
        assertEquals(
                List.of(
                        "/run/other from /run/other",
                        "/var/lib/nodens from /var/lib/nodens",
                        "/var/log/nodens from /var/log/nodens",
                        "/sys/fs/cgroup from /sys/fs/cgroup"),
                mounted);
        assertEquals(
                "/run/other",
                environment(pod.getContainers().getFirst(), "NODENS_STATE_ROOT").getValue());
    }

    @Test
    void rightsAreBoundToTheAccountThatThePodHas() {
        String account = CHART.object(ServiceAccount.class).getMetadata().getName();
        assertEquals(account, pod(CHART).getServiceAccountName());
        ClusterRoleBinding everywhere = CHART.object(ClusterRoleBinding.class);
        assertEquals(account, everywhere.getSubjects().getFirst().getName());
        assertEquals(
                CHART.object(ClusterRole.class).getMetadata().getName(),
                everywhere.getRoleRef().getName());
        RoleBinding here = CHART.object(RoleBinding.class);
        assertEquals(account, here.getSubjects().getFirst().getName());
        assertEquals(
                CHART.object(Role.class).getMetadata().getName(),
                here.getRoleRef().getName());
    }

    @Test
    void selectorSelectsThePods() {
        DaemonSet daemonSet = CHART.object(DaemonSet.class);
        assertTrue(daemonSet
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getLabels()
                .entrySet()
                .containsAll(daemonSet.getSpec().getSelector().getMatchLabels().entrySet()));
    }

    @Test
    void refusesAValueThatItDoesNotHave() {
        Chart misspelt = CHART.with("paths.stat", "/run/other");
        String refusal =
                assertThrows(IllegalStateException.class, misspelt::objects).toString();
        assertTrue(refusal.contains("stat"), refusal);
        Chart relative = CHART.with("paths.state", "run/other");
        assertThrows(IllegalStateException.class, relative::objects);
    }

    @Test
    void hasTheVersionOfTheBuild() throws IOException {
        String pom = Files.readString(Tree.root().resolve("pom.xml"));
        String version = pom.substring(pom.indexOf("<version>") + "<version>".length(), pom.indexOf("</version>"));
        List<String> chart = Files.readAllLines(Tree.root().resolve("helm/nodens/Chart.yaml"));
        assertTrue(chart.containsAll(List.of("version: " + version, "appVersion: " + version)), version);
    }

    private static Container agent() {
        return agent(CHART);
    }

    private static Container agent(Chart chart) {
        return pod(chart).getContainers().getFirst();
    }

    private static PodSpec pod(Chart chart) {
        return chart.object(DaemonSet.class).getSpec().getTemplate().getSpec();
    }

    private static String get(Container agent, Function<Container, HTTPGetAction> probe) {
        HTTPGetAction action = probe.apply(agent);
        assertEquals("http", action.getPort().getStrVal());
        return action.getPath();
    }

    private static EnvVar environment(Container agent, String name) {
        return agent.getEnv().stream()
                .filter(variable -> variable.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String hostPath(PodSpec pod, VolumeMount mount) {
        return pod.getVolumes().stream()
                .filter(volume -> volume.getName().equals(mount.getName()))
                .map(Volume::getHostPath)
                .findFirst()
                .orElseThrow()
                .getPath();
    }

    /** The environment variables of a configuration mapping, by the rule of MicroProfile Config. */
    private static Stream<String> settings(Class<?> mapping, String prefix) {
        return Arrays.stream(mapping.getMethods()).flatMap(method -> {
            String name = prefix + "_" + words(method);
            return method.getReturnType().getEnclosingClass() == AgentConfig.class
                    ? settings(method.getReturnType(), name)
                    : Stream.of(name.toUpperCase(Locale.ROOT));
        });
    }

    private static String words(Method method) {
        return method.getName().replaceAll("([A-Z])", "_$1");
    }
}
