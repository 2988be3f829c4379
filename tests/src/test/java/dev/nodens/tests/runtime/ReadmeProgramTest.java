package dev.nodens.tests.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.tests.harness.Command;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** The program in the runtime module's README, compiled and run as a reader would. */
@RequiresRoot
class ReadmeProgramTest {

    private static final Path README = Path.of("../runtime/README.md");
    private static final Pattern PROGRAM = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    @Test
    void runsAContainerAndTellsItsExitCode(TestHost host) throws IOException {
        String program = program()
                .replace("/srv/busybox", host.rootfs("root").path().toString())
                .replace("/run/hello", host.state().toString())
                .replace("\"hello\"", "\"" + Containers.id("hello") + "\"");
        compile(host.write("Hello.java", program), host.base());

        String output = Command.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        host.base() + ":" + CLASS_PATH,
                        "Hello")
                .run()
                .succeeded()
                .out();

        assertEquals("hello from a container\nexit code 0\n", output);
    }

    private static String program() throws IOException {
        Matcher program = PROGRAM.matcher(Files.readString(README));
        assertTrue(program.find(), README + " has no program");
        return program.group(1);
    }

    private static void compile(Path source, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter words = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(
                            words,
                            files,
                            null,
                            List.of("-proc:none", "-d", classes.toString(), "-cp", CLASS_PATH),
                            null,
                            files.getJavaFileObjects(source))
                    .call();
            assertTrue(compiled, words::toString);
        }
    }
}
