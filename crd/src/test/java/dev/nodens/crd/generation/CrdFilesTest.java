package dev.nodens.crd.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The chart's CRD files are what the types say; {@code -Dnodens.crd.write=true} writes them instead of comparing. */
class CrdFilesTest {

    private static final Path CHART = Path.of("..", "helm", "nodens", "crds");

    @Test
    void chartHoldsWhatTheTypesSay() throws IOException {
        SortedMap<String, String> generated = CrdFiles.generate();
        if (Boolean.getBoolean("nodens.crd.write")) {
            Files.createDirectories(CHART);
            for (Map.Entry<String, String> file : generated.entrySet()) {
                Files.writeString(CHART.resolve(file.getKey()), file.getValue());
            }
        }
        assertEquals(generated, onDisk(), "run `mvn -pl crd test -Dnodens.crd.write=true` and commit helm/nodens/crds");
    }

    @Test
    void generatesTheSameBytesEachTime() {
        assertEquals(CrdFiles.generate(), CrdFiles.generate());
    }

    private static SortedMap<String, String> onDisk() throws IOException {
        SortedMap<String, String> files = new TreeMap<>();
        try (DirectoryStream<Path> crds = Files.newDirectoryStream(CHART)) {
            for (Path file : crds) {
                files.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return files;
    }
}
