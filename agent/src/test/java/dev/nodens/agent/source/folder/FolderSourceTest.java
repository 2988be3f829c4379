package dev.nodens.agent.source.folder;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.agent.schema.SpecSchema;
import dev.nodens.agent.source.ContainerKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderSourceTest {

    private static final ContainerKey WEB = new ContainerKey("default", "web");
    private static final ContainerKey API = new ContainerKey("default", "api");

    @TempDir
    Path folder;

    private final Set<ContainerKey> changed = ConcurrentHashMap.newKeySet();
    private FolderSource source;

    @BeforeEach
    void open() throws IOException {
        source = new FolderSource(folder, "node-1", SpecSchema.load(), _ -> {});
    }

    @AfterEach
    void close() {
        source.close();
    }

    private static String spec(String name, String more) {
        return """
                apiVersion: nodens.dev/v1alpha1
                kind: ContainerSpec
                metadata: {name: %s}
                spec:
                  nodeSelector: {}
                  rootfs: {path: /}
                  command: [sh]
                %s""".formatted(name, more);
    }

    private void start() {
        source.start(changed::add);
        await().until(source::synced);
    }

    /** As a careful writer does it. */
    private void write(String name, String content) throws IOException {
        Path hidden = Files.writeString(folder.resolve("." + name), content);
        Files.move(hidden, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void showsEveryDocumentOfEveryManifest() throws IOException {
        write("a.yaml", spec("web", "") + "---\n" + spec("api", "") + "---\n");
        write(
                "b.json",
                "{\"apiVersion\": \"nodens.dev/v1alpha1\", \"kind\": \"ContainerSpec\", \"metadata\": {\"name\": \"job\"},"
                        + " \"spec\": {\"nodeSelector\": {}, \"rootfs\": {\"path\": \"/\"}, \"command\": [\"true\"]}}");
        start();

        assertEquals(List.of(), source.problems());
        assertEquals(Set.of(WEB, API, new ContainerKey("default", "job")), source.keys());
        assertTrue(source.complete());
    }

    @Test
    void passesOverHiddenFilesAndBackups() throws IOException {
        Files.writeString(folder.resolve(".web.yaml"), spec("web", ""));
        Files.writeString(folder.resolve("web.yaml~"), spec("web", ""));
        Files.writeString(folder.resolve("web.yaml.bak"), spec("web", ""));
        start();

        assertEquals(Set.of(), source.keys());
        assertEquals(List.of(), source.problems());
    }

    @Test
    void seesWhatIsWrittenChangedAndRemoved() throws IOException {
        start();
        write("web.yaml", spec("web", ""));
        await().until(() -> changed.contains(WEB));
        assertEquals(1, source.get(WEB).orElseThrow().getMetadata().getGeneration());

        changed.clear();
        write("web.yaml", spec("web", "  args: [x]\n"));
        await().until(() -> changed.contains(WEB));
        assertEquals(2, source.get(WEB).orElseThrow().getMetadata().getGeneration());

        Files.delete(folder.resolve("web.yaml"));
        await().until(() -> source.get(WEB).isEmpty());
    }

    @Test
    void reportsABadFileByLineAndStopsNoOther() throws IOException {
        write("bad.yaml", spec("web", "  restartPolicy: Sometimes\n"));
        write("broken.yaml", "kind: [\nmetadata: {\n");
        write("good.yaml", spec("api", ""));
        start();

        assertEquals(Set.of(API), source.keys());
        assertEquals(2, source.problems().size());
        ManifestProblem bad = source.problems().get(0);
        assertEquals(8, bad.line(), bad.toString());
        assertTrue(bad.message().contains("spec.restartPolicy"), bad.toString());
        assertTrue(source.problems().get(1).line() > 0, source.problems().get(1).toString());
        assertFalse(source.complete());
    }

    @Test
    void keepsTheLastGoodStateOfAFileThatWentBad() throws IOException {
        write("web.yaml", spec("web", ""));
        start();

        write("web.yaml", spec("web", "  colour: red\n"));
        await().until(() -> !source.problems().isEmpty());
        assertEquals(Set.of(WEB), source.keys());
        assertTrue(source.complete());

        write("web.yaml", spec("web", "  args: [x]\n"));
        await().until(() -> source.problems().isEmpty());
        assertEquals(List.of("x"), source.get(WEB).orElseThrow().getSpec().args());
    }

    @Test
    void ofTwoWithTheSameNameTheFirstFileCounts() throws IOException {
        write("a.yaml", spec("web", "  args: [a]\n"));
        write("b.yaml", spec("web", "  args: [b]\n"));
        start();

        assertEquals(List.of("a"), source.get(WEB).orElseThrow().getSpec().args());
        assertTrue(source.problems().getFirst().toString().contains("b.yaml"));
    }

    @Test
    void showsOnlySpecsOfItsNode() throws IOException {
        write("web.yaml", spec("web", "").replace("nodeSelector: {}", "nodeName: node-2"));
        write("api.yaml", spec("api", "").replace("nodeSelector: {}", "nodeName: node-1"));
        start();

        assertEquals(Set.of(API), source.keys());
    }
}
