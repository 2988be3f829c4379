package dev.nodens.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.tests.harness.Command;
import dev.nodens.tests.harness.CommandResult;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code nodens run} says to a configuration that can't work: one line, and nothing is left behind. */
@RequiresRoot
final class BadInputTest {

    @Test
    void unknownNamespaceType(TestHost host) {
        refused(
                Bundle.of(host).withNamespace("{\"type\": \"pidd\"}"),
                1,
                "$.linux.namespaces[2].type: must be one of cgroup, ipc, mount, network, pid, time, user, uts, found \"pidd\"");
    }

    @Test
    void namespacePathOfAFileThatIsNone(TestHost host) {
        refused(
                Bundle.of(host).withNamespace("{\"type\": \"network\", \"path\": \"/etc/passwd\"}"),
                1,
                "namespace path /etc/passwd: is no namespace file, must be a network namespace");
    }

    @Test
    void namespacePathOfAnotherType(TestHost host) {
        refused(
                Bundle.of(host).withNamespace("{\"type\": \"network\", \"path\": \"/proc/self/ns/uts\"}"),
                1,
                "namespace path /proc/self/ns/uts: is a uts namespace, must be a network namespace");
    }

    @Test
    void namespacePathOfAVanishedProcess(TestHost host) {
        refused(
                Bundle.of(host).withNamespace("{\"type\": \"network\", \"path\": \"/proc/4194305/ns/net\"}"),
                1,
                "namespace path \"/proc/4194305/ns/net\": no such file or directory; has the process that it belonged to ended?");
    }

    @Test
    void overlappingIdMappings(TestHost host) {
        String user = "{\"type\": \"user\"}";
        String mappings = """
                "uidMappings": [{"containerID": 0, "hostID": 100000, "size": 10}, {"containerID": 5, "hostID": 200000, "size": 10}],
                "gidMappings": [{"containerID": 0, "hostID": 100000, "size": 10}],
                "namespaces":""";
        refused(
                Bundle.of(host).withNamespace(user).with("\"namespaces\":", mappings),
                1,
                "$.linux.uidMappings[1].containerID: must not overlap the ids of $.linux.uidMappings[0], found 5 to 14");
    }

    @Test
    void missingRootFileSystem(TestHost host) {
        refused(
                Bundle.of(host).with("\"path\": \"rootfs\"", "\"path\": \"nowhere\""),
                1,
                "$.root.path: must be a directory, found nothing at \"" + host.base() + "/bundle/nowhere\"");
    }

    @Test
    void noArguments(TestHost host) {
        refused(Bundle.of(host).withArgs("[]"), 1, "$.process.args: must not be empty");
    }

    @Test
    void aProgramThatIsNotThere(TestHost host) {
        refused(
                Bundle.of(host).withArgs("[\"no-such-program\"]"),
                127,
                "exec: \"no-such-program\": executable file not found in $PATH");
    }

    @Test
    void aFileThatIsNoProgram(TestHost host) {
        refused(Bundle.of(host).withArgs("[\"/etc/passwd\"]"), 126, "exec: \"/etc/passwd\": permission denied");
    }

    @Test
    void anArgumentThatIsTooLongForTheKernel(TestHost host) {
        refused(
                Bundle.of(host).withArgs("[\"echo\", \"" + "x".repeat(300 << 10) + "\"]"),
                1,
                "$.process.args[1]: must have at most 131071 bytes, found 307200");
    }

    @Test
    void aConfigurationOfAnotherForm(TestHost host) {
        refused(
                Bundle.of(host).with("\"uid\": 0", "\"uid\": \"0\""),
                1,
                "$.process.user.uid: must be a whole number, found \"0\"");
    }

    @Test
    void aConfigurationThatEndsTooEarly(TestHost host) {
        Bundle whole = Bundle.of(host);
        CommandResult result =
                new Bundle(host, whole.config().substring(0, 60)).run("bad").exited(1);
        assertTrue(result.err().startsWith("nodens: " + whole.path() + "/config.json: "), result::err);
    }

    @Test
    void aConfigurationThatIsAFifo(TestHost host) throws IOException {
        Bundle bundle = Bundle.of(host);
        Path config = bundle.path().resolve("config.json");
        Command.of("mkfifo", config.toString()).run().succeeded();
        CommandResult result = host.cli()
                .run("run", "--bundle", bundle.path().toString(), "bad")
                .exited(1);
        assertEquals("nodens: " + config + ": must be a regular file\n", result.err());
        Files.delete(config);
    }

    @Test
    void anIdThatIsNoName(TestHost host) {
        CommandResult result = Bundle.of(host).run("../web").exited(1);
        assertEquals(
                "nodens: container id \"../web\" must be 1 to 1024 characters of letters, digits and _+-. and not . or ..\n",
                result.err());
    }

    private static void refused(Bundle bundle, int code, String message) {
        CommandResult result =
                bundle.run("bad-" + ProcessHandle.current().pid()).exited(code);
        String file = message.startsWith("$.") ? bundle.path() + "/config.json: " : "";
        assertEquals("nodens: " + file + message + "\n", result.err());
        assertEquals("", result.out());
        assertEquals(List.of(), bundle.host().containers());
    }
}
