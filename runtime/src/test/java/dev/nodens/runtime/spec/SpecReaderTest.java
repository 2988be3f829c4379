package dev.nodens.runtime.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.syscall.Pipe;
import dev.nodens.runtime.syscall.Syscalls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecReaderTest {

    private final SpecReader reader = new SpecReader(Syscalls.linux());

    @TempDir
    Path folder;

    @Test
    void readsAConfigOfAnOldVersionUnchanged() throws IOException {
        Spec spec = resource("version-0.4.0.json");

        assertEquals("0.4.0", spec.ociVersion());
        assertEquals(
                List.of("redis-server", "--bind", "0.0.0.0"), spec.process().args());
        assertEquals(User.ROOT, spec.process().user());
        assertEquals(
                new Rlimit("RLIMIT_NOFILE", 1024, 1024),
                spec.process().rlimits().getFirst());
        assertEquals(new Root("rootfs", true), spec.root());
        assertEquals(
                List.of("pid", "ipc", "uts", "mount"),
                spec.linux().namespaces().stream().map(LinuxNamespace::type).toList());
        assertEquals(List.of(), spec.linux().devices());
        assertTrue(spec.hooks().isEmpty());
    }

    @Test
    void takesAPlainCapabilityListForAllButInheritableAndAmbient() throws IOException {
        List<String> names = List.of("CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE");

        assertEquals(
                new Capabilities(names, names, List.of(), names, List.of()),
                resource("version-0.4.0.json").process().capabilities());
    }

    @Test
    void readsEveryFieldOfTheNewestVersion() throws IOException {
        Spec spec = resource("everything-1.3.0.json");

        assertEquals(-1L, spec.process().rlimits().getFirst().hard());
        assertEquals("3-4", spec.process().execCPUAffinity().finalList());
        assertEquals("IOPRIO_CLASS_BE", spec.process().ioPriority().clazz());
        assertEquals(
                -1L,
                spec.linux().seccomp().syscalls().getFirst().args().getFirst().valueTwo());
        assertEquals("eth7", spec.linux().netDevices().get("ens3").name());
        assertEquals(spec, SpecReader.parse("written", SpecWriter.compact(spec)));
        assertEquals(spec, SpecReader.parse("written", SpecWriter.indented(spec)));
    }

    @Test
    void writesEveryFieldItHasRead() throws IOException {
        byte[] original = bytes("everything-1.3.0.json");
        byte[] written = SpecWriter.compact(SpecReader.parse("everything", original));

        assertEquals(SpecJson.MAPPER.readTree(original), SpecJson.MAPPER.readTree(written));
    }

    @Test
    void writesEmptyStringsThatMeanSomething() {
        Spec spec = parse("""
                {"ociVersion": "1.2.0", "annotations": {"a": ""}, "linux": {"sysctl": {"kernel.domainname": ""}}}
                """);

        assertEquals(spec, SpecReader.parse("written", SpecWriter.compact(spec)));
        assertEquals("", spec.annotations().get("a"));
    }

    @Test
    void takesAnEmptyStringAndNullForNotGiven() {
        Spec spec = parse("""
                {"ociVersion": "1.2.0", "hostname": "", "mounts": null, "linux": {"namespaces": [{"type": "pid", "path": ""}]}}
                """);

        assertNull(spec.hostname());
        assertEquals(List.of(), spec.mounts());
        assertNull(spec.linux().namespaces().getFirst().path());
    }

    @Test
    void passesOverUnknownFields() {
        Spec spec = parse("""
                {"ociVersion": "1.3.0", "moonPhase": {"windows": [1]}, "root": {"path": "r", "colour": "red"}, "windows": null}
                """);

        assertEquals(new Root("r", false), spec.root());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            {"process": {"cwd": "/", "user": {"uid": "1000"}}}             | $.process.user.uid: must be a whole number, found "1000"
            {"process": {"cwd": "/", "user": {"uid": 1.0}}}                | $.process.user.uid: must be a whole number, found 1.0
            {"process": {"cwd": "/", "user": {"umask": 99999999999}}}      | $.process.user.umask: must be a whole number from -2147483648 to 2147483647, found 99999999999
            {"process": {"cwd": "/", "noNewPrivileges": "yes"}}            | $.process.noNewPrivileges: must be true or false, found "yes"
            {"process": {"cwd": "/", "terminal": 1}}                       | $.process.terminal: must be true or false, found 1
            {"process": {"cwd": "/", "args": "sh"}}                        | $.process.args: must be a list, found "sh"
            {"process": {"cwd": "/", "args": ["sh", 7]}}                   | $.process.args[1]: must be a string, found 7
            {"process": {"cwd": "/", "args": ["sh", null]}}                | $.process.args[1]: must be a string, found null
            {"process": {"cwd": "/", "args": [["sh"]]}}                    | $.process.args[0]: must be a string, found a list
            {"process": {"cwd": true}}                                     | $.process.cwd: must be a string, found true
            {"process": {"cwd": null}}                                     | $.process.cwd: must be a string, found null
            {"process": {"args": ["sh"]}}                                  | $.process: "cwd" is missing
            {"process": []}                                                | $.process: must be an object, found a list
            {"process": "sh"}                                              | $.process: must be an object, found "sh"
            {"process": ""}                                                | $.process: must be an object, found ""
            {"process": {"cwd": "/", "capabilities": 7}}                   | $.process.capabilities: must be an object, or a list as before version 1.0, found 7
            {"process": {"cwd": "/", "capabilities": [7]}}                 | $.process.capabilities[0]: must be a string, found 7
            {"process": {"cwd": "/", "rlimits": [{"type": "A", "hard": 1, "soft": 1}, {"type": "B", "hard": 2, "soft": "lots"}]}} | $.process.rlimits[1].soft: must be a whole number from 0 to 18446744073709551615, found "lots"
            {"process": {"cwd": "/", "rlimits": [{"type": "A", "hard": -1, "soft": 1}]}}                                          | $.process.rlimits[0].hard: must be a whole number from 0 to 18446744073709551615, found -1
            {"process": {"cwd": "/", "rlimits": [{"type": "A", "hard": 18446744073709551616, "soft": 1}]}}                        | $.process.rlimits[0].hard: must be a whole number from 0 to 18446744073709551615, found 18446744073709551616
            {"process": {"cwd": "/", "rlimits": [{"type": "A", "hard": 1}]}}                                                      | $.process.rlimits[0]: "soft" is missing
            {"annotations": {"a.b/c": 1}}                                  | $.annotations["a.b/c"]: must be a string, found 1
            {"linux": {"resources": {"memory": {"limit": "lots"}}}}        | $.linux.resources.memory.limit: must be a whole number, found "lots"
            {"linux": {"namespaces": [{"path": "/proc/1/ns/net"}]}}        | $.linux.namespaces[0]: "type" is missing
            {"linux": {"sysctl": ["a"]}}                                   | $.linux.sysctl: must be an object, found a list
            {"windows": {}}                                                | $.windows: must be absent: only linux containers are run here
            {"vm": {"kernel": {}}}                                         | $.vm: must be absent: only linux containers are run here
            """)
    void namesThePlaceWhatWasFoundAndWhatIsAllowed(String json, String message) {
        String whole = json.replaceFirst("\\{", "{\"ociVersion\": \"1.3.0\", ");

        assertEquals("config.json: " + message, refusal(whole));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            ''                                                 | config.json: $: must be an object, found nothing
            null                                               | config.json: $: must be an object, found nothing
            []                                                 | config.json: $: must be an object, found a list
            {}                                                 | config.json: $: "ociVersion" is missing
            {"ociVersion": "1.3.0"} {}                         | config.json: must hold one JSON object, found more after its end
            {"ociVersion": "1.3.0", "root": {"path": "a", "path": "b"}} | config.json: line 1, column 53: not JSON at $.root.path: Duplicate field 'path'
            """)
    void wantsOneObjectThatSaysNothingTwice(String json, String message) {
        assertEquals(message, refusal(json));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            {"ociVersion": "1.3.0"                    | line 1, column
            {"ociVersion": "1.3.0"}garbage            | line 1, column
            {"ociVersion": "1.3.0", /* c */ "root": 1} | line 1, column
            {"ociVersion": "1.3.0",}                  | line 1, column
            {ociVersion: "1.3.0"}                     | line 1, column
            """)
    void namesLineAndColumnOfWhatIsNoJson(String json, String start) {
        String message = refusal(json);

        assertTrue(message.startsWith("config.json: " + start), message);
    }

    @Test
    void refusesNulBytesAfterTheObject() {
        String message = refusal("{\"ociVersion\": \"1.3.0\"}\0\0");

        assertTrue(message.startsWith("config.json: line 1, column 25: not JSON at $"), message);
    }

    @Test
    void readsAFile() throws IOException {
        Path file =
                Files.writeString(folder.resolve("config.json"), "{\"ociVersion\": \"1.3.0\", \"hostname\": \"é\"}");

        assertEquals("é", reader.read(file).hostname());
    }

    @Test
    void readsAProcessAlone() throws IOException {
        Path file = Files.writeString(folder.resolve("process.json"), "{\"cwd\": \"/\", \"args\": [\"sh\"]}");

        assertEquals(Process.of(List.of("sh")), reader.readProcess(file));
    }

    @Test
    void readsAProcessFromAPipeThatItsCallerHandsOver() {
        Syscalls syscalls = Syscalls.linux();
        try (Pipe pipe = syscalls.pipe()) {
            syscalls.write(
                    pipe.writer(),
                    ByteBuffer.wrap("{\"cwd\": \"/\", \"args\": [\"sh\"]}".getBytes(StandardCharsets.UTF_8)));
            pipe.writer().close();
            Path handed = Path.of("/dev/fd", String.valueOf(pipe.reader().number()));

            assertEquals(Process.of(List.of("sh")), reader.readProcess(handed));
        }
    }

    @Test
    void refusesWhatIsNoRegularFile() throws Exception {
        Path fifo = folder.resolve("fifo");
        assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());

        for (Path path : List.of(folder, fifo, Path.of("/dev/zero"))) {
            ContainerException refused = assertThrows(ContainerException.class, () -> reader.read(path));
            assertEquals(path + ": must be a regular file", refused.getMessage());
            assertEquals(ErrorCode.INVALID_SPEC, refused.code());
        }
    }

    @Test
    void refusesAMissingAndAHugeFile() throws IOException {
        Path missing = folder.resolve("missing.json");
        Path huge = Files.write(folder.resolve("huge.json"), new byte[SpecReader.MOST_BYTES + 1]);

        assertEquals(
                missing + ": no such file or directory",
                assertThrows(ContainerException.class, () -> reader.read(missing))
                        .getMessage());
        assertEquals(
                huge + ": must have at most 16777216 bytes",
                assertThrows(ContainerException.class, () -> reader.read(huge)).getMessage());
    }

    private static Spec parse(String json) {
        return SpecReader.parse("config.json", json.getBytes(StandardCharsets.UTF_8));
    }

    private static String refusal(String json) {
        ContainerException refused = assertThrows(ContainerException.class, () -> parse(json));
        assertEquals(ErrorCode.INVALID_SPEC, refused.code());
        assertFalse(refused.getMessage().contains("\n"));
        return refused.getMessage();
    }

    private static Spec resource(String name) throws IOException {
        return SpecReader.parse(name, bytes(name));
    }

    private static byte[] bytes(String name) throws IOException {
        try (InputStream in = SpecReaderTest.class.getResourceAsStream("/spec/" + name)) {
            return in.readAllBytes();
        }
    }
}
