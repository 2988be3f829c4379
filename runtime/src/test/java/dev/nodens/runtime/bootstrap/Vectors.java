package dev.nodens.runtime.bootstrap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** The golden messages that C reads too; their form is told in native-init/protocol/README.md. */
final class Vectors {

    static final Path FOLDER = Path.of(System.getProperty("basedir", "."), "..", "native-init", "protocol", "vectors");

    private Vectors() {}

    static List<Path> hexFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".hex"))
                    .sorted()
                    .toList();
        }
    }

    static byte[] read(Path file) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String line : Files.readAllLines(file)) {
            for (String word : line.replaceFirst("#.*", "").strip().split("\\s+")) {
                int star = word.indexOf('*');
                byte[] given = HexFormat.of().parseHex(star < 0 ? word : word.substring(0, star));
                for (int times = star < 0 ? 1 : Integer.parseInt(word.substring(star + 1)); times > 0; times--) {
                    bytes.writeBytes(given);
                }
            }
        }
        return bytes.toByteArray();
    }
}
