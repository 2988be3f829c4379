package dev.nodens.tests.runtime;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.CheckpointOptions;
import dev.nodens.runtime.CheckpointOptions.Flag;
import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.ContainerState;
import dev.nodens.runtime.ExitStatus;
import dev.nodens.runtime.LaunchOptions;
import dev.nodens.runtime.RestoreOptions;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.spec.Hooks;
import dev.nodens.runtime.spec.Hooks.Hook;
import dev.nodens.runtime.spec.Mount;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.tests.harness.RequiresCriu;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Containers that are written to files by criu and made from them again. */
@RequiresRoot
@RequiresCriu
class CheckpointTest {

    /** Counts in its own memory, tells every number, and says the last one where the host can read it. */
    private static final String COUNTER =
            "i=0; while true; do i=$((i+1)); echo $i; echo $i > /tmp/n.new; mv /tmp/n.new /tmp/n; sleep 0.05; done";

    private TestHost host;
    private Scripts scripts;
    private Path images;

    @BeforeEach
    void open(TestHost host) {
        this.host = host;
        this.scripts = new Scripts(host);
        this.images = host.base().resolve("images");
    }

    @AfterEach
    void close() {
        scripts.close();
    }

    @Test
    void goesOnWhereItWasStopped() throws Exception {
        ContainerId id = run(counting(scripts.template()));
        scripts.runtime().checkpoint(id, CheckpointOptions.to(images));
        ExitStatus end = scripts.runtime().await(id);
        assertEquals(List.of(137, 9), List.of(end.code(), end.signal()));
        int stopped = number();
        scripts.runtime().delete(id, false);

        scripts.runtime().restore(id, counting(scripts.template()), scripts.monitored(id), RestoreOptions.from(images));
        awaitNumber(stopped + 5);
        assertInstanceOf(ContainerState.Running.class, state(id));
        List<Integer> told = told(id);
        assertEquals(told.stream().sorted().distinct().toList(), told, "each number once, also over the stop");
        scripts.runtime().kill(id, 9, false);
        assertEquals(137, scripts.runtime().await(id).code());
    }

    @Test
    void canBeToldToGoOnAndBeWrittenOnceMore() throws Exception {
        ContainerId id = run(counting(scripts.template()));
        scripts.runtime().checkpoint(id, CheckpointOptions.to(images).with(Set.of(Flag.LEAVE_RUNNING)));
        assertInstanceOf(ContainerState.Running.class, state(id));
        awaitNumber(number() + 2);
        scripts.runtime().checkpoint(id, CheckpointOptions.to(host.base().resolve("second")));
        assertInstanceOf(ContainerState.Stopped.class, state(id));
    }

    @Test
    void isAChildOfItsCallerAgainWhereNobodyStays() throws Exception {
        LaunchOptions options = LaunchOptions.unsupervised();
        ContainerId id = Containers.id("child");
        Spec spec = silent(scripts.template());
        scripts.runtime().run(id, spec, options);
        awaitNumber(2);
        scripts.runtime().checkpoint(id, CheckpointOptions.to(images));
        assertEquals(137, scripts.runtime().await(id).code());
        scripts.runtime().delete(id, false);

        int stopped = number();
        scripts.runtime().restore(id, spec, options, RestoreOptions.from(images));
        awaitNumber(stopped + 2);
        scripts.runtime().kill(id, 15, false);
        scripts.runtime().kill(id, 9, false);
        assertEquals(9, scripts.runtime().await(id).signal());
    }

    @Test
    void keepsWhatWasStartedInItAfterARestoreOverTheNextOne() throws Exception {
        Spec spec = counting(scripts.template());
        ContainerId id = again(run(spec), spec);
        String started = scripts.runtime()
                .exec(
                        id,
                        Scripts.script("sleep 1000 < /dev/null > /dev/null 2>&1 & echo $!"),
                        Scripts.PATIENCE,
                        1 << 12)
                .output()
                .strip();
        again(id, spec);
        assertEquals(
                "sleep\n",
                scripts.runtime()
                        .exec(id, Scripts.script("cat /proc/" + started + "/comm"), Scripts.PATIENCE, 1 << 12)
                        .output());
    }

    @Test
    void runsHooksAsAnyCreationDoes() throws Exception {
        Path trace = host.base().resolve("trace");
        Function<String, Hook> hook = point -> new Hook(
                "/bin/sh",
                List.of("sh", "-c", "echo " + point + " $(sed 's/.*\"pid\"[ :]*\\([0-9]*\\).*/\\1/') >> " + trace),
                null,
                null);
        Spec spec = counting(scripts.template())
                .with(draft -> draft.hooks = new Hooks(
                        List.of(hook.apply("prestart")),
                        List.of(hook.apply("createRuntime")),
                        List.of(),
                        List.of(),
                        List.of(hook.apply("poststart")),
                        List.of(hook.apply("poststop"))));
        ContainerId id = run(spec);
        scripts.runtime().checkpoint(id, CheckpointOptions.to(images));
        scripts.runtime().delete(id, false);
        Files.delete(trace);

        int pid = scripts.runtime()
                .restore(id, spec, scripts.monitored(id), RestoreOptions.from(images))
                .state()
                .livePid();
        assertEquals(List.of("prestart " + pid, "createRuntime " + pid, "poststart " + pid), Files.readAllLines(trace));
    }

    @Test
    void leavesNothingWhereAHookFails() throws Exception {
        Spec spec = counting(scripts.template());
        ContainerId id = run(spec);
        scripts.runtime().checkpoint(id, CheckpointOptions.to(images));
        scripts.runtime().delete(id, false);
        Hook failing = new Hook("/bin/false", List.of(), null, null);
        Spec hooked = spec.with(draft ->
                draft.hooks = new Hooks(List.of(), List.of(failing), List.of(), List.of(), List.of(), List.of()));

        ContainerException failed = assertThrows(
                ContainerException.class,
                () -> scripts.runtime().restore(id, hooked, scripts.monitored(id), RestoreOptions.from(images)));
        assertEquals(ErrorCode.HOOK_FAILED, failed.code());
        assertEquals(Optional.empty(), scripts.runtime().state(id));
    }

    @Test
    void hasItsMountsItsMasksAndItsLoopbackAgain() throws Exception {
        Path outer = Files.createDirectories(host.base().resolve("outer"));
        Path inner = Files.createDirectories(host.base().resolve("inner"));
        Files.writeString(inner.resolve("file"), "of the host");
        Spec spec = counting(scripts.mounts(bind(outer, "/data"), bind(inner, "/data/deep/inner")));
        ContainerId id = run(spec);
        scripts.runtime().checkpoint(id, CheckpointOptions.to(images));
        scripts.runtime().delete(id, false);
        Files.delete(outer.resolve("deep/inner"));
        Files.delete(outer.resolve("deep"));

        scripts.runtime().restore(id, spec, scripts.monitored(id), RestoreOptions.from(images));
        String found = scripts.runtime()
                .exec(
                        id,
                        Scripts.script("cat /data/deep/inner/file; cat /proc/keys | wc -c; cat /sys/class/net/lo/flags;"
                                + " echo x > /proc/sys/kernel/hostname || echo readonly"),
                        Scripts.PATIENCE,
                        1 << 12)
                .output();
        assertTrue(found.startsWith("of the host0\n0x9\n"), found);
        assertTrue(found.endsWith("readonly\n"), found);
    }

    @Test
    void leavesNothingWhereCriuFailsAndTellsItsReasons() throws Exception {
        ContainerId id = run(counting(scripts.template()));
        scripts.runtime().checkpoint(id, CheckpointOptions.to(images));
        scripts.runtime().delete(id, false);
        Files.writeString(images.resolve("core-1.img"), "nothing of criu's");

        ContainerException failed = assertThrows(
                ContainerException.class,
                () -> scripts.runtime()
                        .restore(id, counting(scripts.template()), scripts.monitored(id), RestoreOptions.from(images)));
        assertEquals(ErrorCode.UNSUPPORTED, failed.code());
        assertTrue(failed.getMessage().contains("core-1.img"), failed.getMessage());
        assertTrue(failed.getMessage().endsWith("\"" + images.resolve("restore.log") + "\""), failed.getMessage());
        assertEquals(Optional.empty(), scripts.runtime().state(id));
    }

    @Test
    void runsAsBeforeWhereItCantBeWritten() throws Exception {
        ContainerId id = run(counting(scripts.template()));
        ContainerException failed = assertThrows(
                ContainerException.class,
                () -> scripts.runtime()
                        .checkpoint(
                                id,
                                CheckpointOptions.to(
                                        host.write("taken", "a file").resolve("below"))));
        assertEquals(ErrorCode.INVALID_SPEC, failed.code());
        awaitNumber(number() + 2);
    }

    @Test
    void refusesWhatDoesNotRun() {
        ContainerId id = Containers.id("created");
        scripts.runtime().create(id, counting(scripts.template()), scripts.monitored(id));
        ContainerException failed = assertThrows(
                ContainerException.class, () -> scripts.runtime().checkpoint(id, CheckpointOptions.to(images)));
        assertEquals(ErrorCode.WRONG_STATE, failed.code());
    }

    private ContainerId run(Spec spec) throws IOException {
        ContainerId id = Containers.id("counter");
        scripts.runtime().run(id, spec, scripts.monitored(id));
        awaitNumber(3);
        return id;
    }

    /** Stops it and makes it anew from its files. */
    private ContainerId again(ContainerId id, Spec spec) throws IOException {
        scripts.runtime().checkpoint(id, CheckpointOptions.to(images));
        int stopped = number();
        scripts.runtime().delete(id, false);
        scripts.runtime().restore(id, spec, scripts.monitored(id), RestoreOptions.from(images));
        awaitNumber(stopped + 1);
        return id;
    }

    private static Spec counting(Spec spec) {
        return scripted(spec, COUNTER);
    }

    /** Streams of the JVM that tests are nothing that criu could write down. */
    private static Spec silent(Spec spec) {
        return scripted(spec, "exec < /dev/null > /dev/null 2>&1; " + COUNTER);
    }

    private static Spec scripted(Spec spec, String script) {
        return spec.with(draft ->
                draft.process = draft.process.with(process -> process.args = List.of("/bin/sh", "-c", script)));
    }

    private static Mount bind(Path source, String destination) {
        return new Mount(destination, "bind", source.toString(), List.of("bind"), List.of(), List.of());
    }

    private ContainerState state(ContainerId id) {
        return scripts.runtime().state(id).orElseThrow().state();
    }

    private List<Integer> told(ContainerId id) throws IOException {
        return Files.readAllLines(Containers.log(host, id)).stream()
                .map(line -> Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1)))
                .toList();
    }

    private int number() throws IOException {
        return Integer.parseInt(
                Files.readString(scripts.rootfs().resolve("tmp/n")).strip());
    }

    private void awaitNumber(int atLeast) {
        await().atMost(Scripts.PATIENCE)
                .until(() -> Files.exists(scripts.rootfs().resolve("tmp/n")) && number() >= atLeast);
    }
}
