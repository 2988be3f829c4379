package dev.nodens.tests.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nodens.runtime.container.Step;
import dev.nodens.runtime.spec.Hooks;
import dev.nodens.runtime.spec.Hooks.Hook;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.spec.SpecWriter;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The command line killed after each step of a creation and of a deletion: "delete --force" removes whatever is left, of
 * which the leak check sees that it was all.
 */
@RequiresRoot
class FailpointTest {

    private static final int KILLED = 137;

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"RECORDED", "CGROUP_MADE", "SPAWNED", "PROCESS_STARTED", "HOOKS_RUN", "CREATED"})
    void leavesNothingOfACreationThatWasCutOff(Step step, TestHost host) {
        String id = Containers.id("cut").value();
        Path bundle = bundle(host);
        host.cli()
                .command("create", "--bundle", bundle.toString(), id)
                .withEnvironment(at(step))
                .run()
                .exited(KILLED);
        host.cli().run("delete", "--force", id).succeeded();
        assertEquals("", host.cli().run("list", "--quiet").succeeded().out());
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"LEFTOVERS_KILLED", "CGROUP_REMOVED", "FORGOTTEN"})
    void endsADeletionThatWasCutOff(Step step, TestHost host) {
        String id = Containers.id("cut").value();
        host.cli()
                .run("run", "--detach", "--bundle", bundle(host).toString(), id)
                .succeeded();
        host.cli()
                .command("delete", "--force", id)
                .withEnvironment(at(step))
                .run()
                .exited(KILLED);
        host.cli().run("delete", "--force", id).succeeded();
        assertEquals("", host.cli().run("list", "--quiet").succeeded().out());
    }

    private static Map<String, String> at(Step step) {
        return Map.of("NODENS_JAVA_OPTS", "-Dnodens.failpoint=" + step);
    }

    private static Path bundle(TestHost host) {
        Hook hook = new Hook("/bin/true", List.of(), null, null);
        Spec spec = Containers.command(host.rootfs("bundle/rootfs").path(), "/bin/sleep", "1000")
                .with(s -> s.hooks =
                        new Hooks(List.of(), List.of(hook), List.of(), List.of(), List.of(hook), List.of(hook)));
        return host.write("bundle/config.json", new String(SpecWriter.indented(spec), UTF_8))
                .getParent();
    }
}
