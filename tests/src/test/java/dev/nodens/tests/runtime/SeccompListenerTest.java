package dev.nodens.tests.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.spec.LinuxSeccomp;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import dev.nodens.tests.harness.UnixListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An agent that answers for system calls gets the filter's listener, and says so by letting go of it: then they fail. */
@RequiresRoot
class SeccompListenerTest {

    private static final String MAKE = "mkdir /tmp/made 2>&1 | sed 's/.*: //'";

    private Scripts scripts;
    private Path socket;

    @BeforeEach
    void open(TestHost host) throws Exception {
        scripts = new Scripts(host);
        // the name of a socket has 107 bytes
        socket = Files.createTempDirectory("nds").resolve("agent");
    }

    @AfterEach
    void close() throws Exception {
        scripts.close();
        Files.deleteIfExists(socket);
        Files.delete(socket.getParent());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tellsTheAgentOfTheContainersProcess(boolean noNewPrivileges) throws Exception {
        try (UnixListener agent = new UnixListener(socket)) {
            CompletableFuture<JsonNode> told = CompletableFuture.supplyAsync(() -> take(agent));
            String output = scripts.output(
                    filtered()
                            .with(spec -> spec.process =
                                    spec.process.with(process -> process.noNewPrivileges = noNewPrivileges)),
                    MAKE);

            assertEquals("Function not implemented\n", output);
            JsonNode state = told.get(20, TimeUnit.SECONDS);
            assertEquals("seccompFd", state.at("/fds/0").asText());
            assertEquals("for the agent", state.at("/metadata").asText());
            assertEquals("creating", state.at("/state/status").asText());
            assertTrue(state.at("/pid").asInt() > 1);
            assertEquals(state.at("/pid"), state.at("/state/pid"));
            assertTrue(state.at("/state/bundle").asText().startsWith("/"));
        }
    }

    @Test
    void tellsTheAgentBeforeACreatedContainerIsStarted() throws Exception {
        ContainerId id = Containers.id("listener");
        Spec spec = filtered()
                .with(draft -> draft.process = draft.process.with(process -> {
                    process.noNewPrivileges = true;
                    process.args = List.of("sh", "-c", MAKE);
                }));
        try (UnixListener agent = new UnixListener(socket)) {
            CompletableFuture<JsonNode> told = CompletableFuture.supplyAsync(() -> take(agent));
            scripts.runtime().create(id, spec, scripts.monitored(id));

            assertEquals(
                    id.value(), told.get(20, TimeUnit.SECONDS).at("/state/id").asText());
            scripts.runtime().start(id);
            scripts.runtime().await(id);
            assertTrue(
                    Files.readString(scripts.monitored(id).log().orElseThrow().file())
                            .contains("Function not implemented"));
        }
    }

    @Test
    void tellsTheAgentOfEachExec() throws Exception {
        ContainerId id = Containers.id("listener");
        Spec spec = filtered()
                .with(draft -> draft.process = draft.process.with(process -> process.args = List.of("sleep", "1000")));
        try (UnixListener agent = new UnixListener(socket)) {
            CompletableFuture<JsonNode> first = CompletableFuture.supplyAsync(() -> take(agent));
            scripts.runtime().run(id, spec, scripts.monitored(id));
            int pid = first.get(20, TimeUnit.SECONDS).at("/pid").asInt();
            CompletableFuture<JsonNode> second = CompletableFuture.supplyAsync(() -> take(agent));

            assertEquals(
                    "Function not implemented\n",
                    scripts.runtime()
                            .exec(id, Scripts.script(MAKE), Scripts.PATIENCE, 1 << 16)
                            .output());
            JsonNode state = second.get(20, TimeUnit.SECONDS);
            assertEquals("running", state.at("/state/status").asText());
            assertEquals(pid, state.at("/state/pid").asInt());
            assertTrue(state.at("/pid").asInt() != pid);
        }
    }

    @Test
    void makesNoContainerWhereNobodyListens() {
        ContainerException refused = assertThrows(ContainerException.class, () -> scripts.output(filtered(), "true"));

        assertEquals(
                "$.linux.seccomp.listenerPath: \"" + socket + "\": no such file or directory", refused.getMessage());
        assertEquals(List.of(), scripts.runtime().list());
    }

    private Spec filtered() {
        LinuxSeccomp.Syscall stopped =
                new LinuxSeccomp.Syscall(List.of("mkdir", "mkdirat"), "SCMP_ACT_NOTIFY", null, List.of());
        return scripts.linux(linux -> linux.seccomp = new LinuxSeccomp(
                "SCMP_ACT_ALLOW", null, List.of(), List.of(), socket.toString(), "for the agent", List.of(stopped)));
    }

    /** The kernel answers for an agent that is gone: ENOSYS. */
    private static JsonNode take(UnixListener agent) {
        UnixListener.Message message = agent.receive();
        assertEquals(1, message.descriptors().size());
        message.descriptors().forEach(Fd::close);
        try {
            return new ObjectMapper().readTree(message.text());
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(message.text(), e);
        }
    }
}
