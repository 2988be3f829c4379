package dev.nodens.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nodens.tests.harness.CommandResult;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What can be asked of a container and of a bundle besides their life. */
@RequiresRoot
final class VerbsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ID = "verbs-" + ProcessHandle.current().pid();

    private TestHost host;

    @BeforeEach
    void open(TestHost host) {
        this.host = host;
    }

    @AfterEach
    void delete() {
        host.cli().run("delete", "--force", ID).succeeded();
    }

    @Test
    void listsAContainerAndItsProcesses() throws IOException {
        int pid = start();

        JsonNode listed = json("list", "--format", "json").get(0);
        assertEquals(ID, listed.get("id").asText());
        assertEquals(pid, listed.get("pid").asInt());
        assertEquals("root", listed.get("owner").asText());

        assertEquals(pid, json("ps", "--format", "json", ID).get(0).asInt());
        List<String> table = host.cli().run("ps", ID).succeeded().out().lines().toList();
        assertTrue(table.getFirst().matches("UID +PID +PPID +C +STIME +TTY +TIME +CMD"), table::toString);
        assertTrue(table.get(1).matches("root +" + pid + " .*sleep 1000"), table::toString);

        List<String> chosen = host.cli()
                .run("ps", ID, "-e", "-o", "pid,comm")
                .succeeded()
                .out()
                .lines()
                .toList();
        assertEquals(2, chosen.size(), chosen::toString);
        assertTrue(chosen.get(1).strip().equals(pid + " sleep"), chosen::toString);
    }

    @Test
    void changesLimitsByFlagsAndFromStandardInput() throws IOException {
        start();

        host.cli().run("update", ID, "--memory", "50M", "--pids-limit", "20").succeeded();
        JsonNode stats = json("events", "--stats", ID).get("data");
        assertEquals(50 << 20, stats.get("memory").get("usage").get("limit").asLong());
        assertEquals(20, stats.get("pids").get("limit").asLong());

        host.cli()
                .command("update", "--resources", "-", ID)
                .withStdin("{\"pids\": {\"limit\": 30}}")
                .run()
                .succeeded();
        JsonNode after = json("events", "--stats", ID).get("data");
        assertEquals(30, after.get("pids").get("limit").asLong());
        assertEquals(50 << 20, after.get("memory").get("usage").get("limit").asLong(), "stays as it is");
    }

    @Test
    void tellsAnExecThatNeverBeganFromWhatItsProcessEndsWith() {
        start();

        CommandResult told =
                host.cli().run("--debug", "exec", ID, "sh", "-c", "exit 127").exited(127);
        assertTrue(told.err().contains("ended with 127"), told.err());
        CommandResult missing = host.cli().run("exec", ID, "no-such-program").exited(255);
        assertTrue(missing.err().contains("executable file not found in $PATH"), missing.err());
    }

    @Test
    void takesLimitsFromOnePlaceOnly() {
        start();

        String refused = host.cli()
                .command("update", "--pids-limit", "20", "--resources", "-", ID)
                .withStdin("{\"pids\": {\"limit\": 30}}")
                .run()
                .exited(1)
                .err();
        assertEquals("nodens: --resources must not be given beside limits of their own flags\n", refused);
    }

    @Test
    void tellsOfEveryProblemOfABundleAtOnce() throws IOException {
        Bundle wrong = Bundle.of(host)
                .with("\"cwd\": \"/\"", "\"cwd\": \"tmp\", \"argv\": []")
                .withNamespace("{\"type\": \"disk\"}");
        CommandResult refused = host.cli().run("validate", "--output", "json", wrong.written());
        assertEquals(1, refused.code());
        JsonNode verdict = JSON.readTree(refused.out());
        assertEquals(
                "$.process.cwd: must be an absolute path, found \"tmp\"",
                verdict.get("problems").get(0).asText());
        assertTrue(verdict.get("problems").get(1).asText().startsWith("$.linux.namespaces[2].type: "));
        assertTrue(verdict.get("warnings").get(0).asText().startsWith("$.process.argv: "));
    }

    @Test
    void acceptsAndExplainsWhatItWouldRun() throws IOException {
        Bundle bundle = Bundle.of(host);

        host.cli().run("validate", bundle.written()).succeeded();
        JsonNode risks = json("explain", "--output", "json", bundle.written()).get("risks");
        assertTrue(risks.findValuesAsText("text").contains("root inside is root on the host"));
    }

    @Test
    void hidesTheCgroupInItsTemplateOnlyWhereV2IsAlone() throws IOException {
        host.cli().run("spec", "--bundle", host.base().toString()).succeeded();

        List<String> types = JSON.readTree(host.base().resolve("config.json").toFile())
                .at("/linux/namespaces")
                .findValuesAsText("type");
        assertEquals(Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers")), types.contains("cgroup"));
    }

    private int start() {
        return (int) Bundle.of(host).withArgs("[\"sleep\", \"1000\"]").start(ID);
    }

    private JsonNode json(String... arguments) throws IOException {
        return JSON.readTree(host.cli().run(arguments).succeeded().out());
    }
}
