package dev.nodens.runtime.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.spec.SpecReader;
import dev.nodens.runtime.spec.SpecValidator;
import dev.nodens.runtime.spec.User;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MainTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void saysWhatIsWrongWithACommandInOneLine() {
        assertEquals(2, execute("start"));
        assertEquals("nodens: Missing required parameter: 'ID'; see \"nodens start --help\"\n", err.toString());
        assertEquals("", out.toString());
    }

    @Test
    void wantsACommand() {
        assertEquals(2, execute());
        assertEquals("nodens: a command is missing; see \"nodens --help\"\n", err.toString());
    }

    @Test
    void knowsNoHelpForACommandThatIsNone() {
        assertEquals(2, execute("no-such-command", "--help"));
        assertTrue(err.toString().contains("no-such-command"), err.toString());
        assertEquals(0, execute("start", "--help"));
    }

    @Test
    void refusesAnIdBeforeItBecomesAPath() {
        assertEquals(1, execute("delete", "--force", ".."));
        assertTrue(err.toString().startsWith("nodens: container id \"..\" must be"), err.toString());
    }

    @Test
    void tellsOfErrorsInTheLogAsJson(@TempDir Path directory) throws Exception {
        Path log = directory.resolve("log.json");
        assertEquals(1, execute("--log", log.toString(), "--log-format", "json", "state", "a/b"));
        assertTrue(Files.readString(log).startsWith("{\"level\":\"error\",\"msg\":\"container id "), log.toString());
    }

    @Test
    void writesAConfigurationThatIsValid(@TempDir Path bundle) throws Exception {
        assertEquals(0, execute("spec", "--bundle", bundle.toString()));
        Path file = bundle.resolve("config.json");
        Spec spec = SpecReader.parse(file.toString(), Files.readAllBytes(file));
        SpecValidator.validate(spec);
        assertEquals(1, execute("spec", "--bundle", bundle.toString()));
        assertEquals("nodens: " + file + ": exists already; remove it first\n", err.toString());
    }

    @Test
    void givesHelpForEveryCommand() {
        for (String command : Main.commandLine().getSubcommands().keySet()) {
            assertEquals(0, execute("help", command), command);
        }
    }

    @Test
    void takesSignalsByNumberAndByName() {
        assertEquals(
                List.of(9, 9, 9, 15, 64, 0),
                List.of(
                        SignalName.number("9"),
                        SignalName.number("KILL"),
                        SignalName.number("sigkill"),
                        SignalName.number("TERM"),
                        SignalName.number("64"),
                        SignalName.number("0")));
        assertThrows(ContainerException.class, () -> SignalName.number("65"));
        assertThrows(ContainerException.class, () -> SignalName.number("-9"));
        assertThrows(ContainerException.class, () -> SignalName.number("KILLALL"));
    }

    @Test
    void takesUsersStrictly() {
        assertEquals(User.of(1000, 0), UserArgument.parse("1000", User.ROOT));
        assertEquals(User.of(1000, 100), UserArgument.parse("1000:100", User.ROOT));
        for (String wrong : List.of("", "root", "1000:", ":100", "1000:100:1", "-1", "1000x", "4294967295", " 1")) {
            assertThrows(ContainerException.class, () -> UserArgument.parse(wrong, User.ROOT), wrong);
        }
    }

    private int execute(String... arguments) {
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }
}
