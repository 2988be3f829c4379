package dev.nodens.agent.source.folder;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.nodens.agent.schema.SpecError;
import dev.nodens.agent.schema.SpecSchema;
import dev.nodens.agent.schema.Verdict;
import dev.nodens.crd.v1alpha1.ContainerSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads one manifest: YAML or JSON, several documents. */
final class ManifestReader {

    /** The API server takes no larger object. */
    private static final int LIMIT_BYTES = 3 << 20;

    private static final YAMLMapper YAML = new YAMLMapper(YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    private final SpecSchema schema;

    ManifestReader(SpecSchema schema) {
        this.schema = schema;
    }

    /** What a file says: its specs, or else everything that is wrong with it. */
    record Content(List<ContainerSpec> specs, List<ManifestProblem> problems) {
        Content {
            specs = List.copyOf(specs);
            problems = List.copyOf(problems);
        }
    }

    Content read(Path file) {
        try {
            return parse(file, bytes(file));
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            return bad(file, line, "must be YAML: " + firstLine(e.getOriginalMessage()));
        } catch (IOException e) {
            return bad(file, 0, "can't be read: " + e);
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        // A fifo or a device could be waited for without end.
        if (!Files.isRegularFile(file)) {
            throw new IOException("must be a regular file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LIMIT_BYTES + 1);
            if (bytes.length > LIMIT_BYTES) {
                throw new IOException("must have at most " + LIMIT_BYTES + " bytes");
            }
            return bytes;
        }
    }

    private Content parse(Path file, byte[] bytes) throws IOException {
        List<ContainerSpec> specs = new ArrayList<>();
        List<ManifestProblem> problems = new ArrayList<>();
        try (JsonParser parser = YAML.getFactory().createParser(bytes)) {
            for (int document = 0; parser.nextToken() != null; document++) {
                JsonNode node = YAML.readTree(parser);
                if (isEmpty(node)) {
                    continue;
                }
                switch (schema.check(node)) {
                    case Verdict.Accepted(ContainerSpec spec) -> specs.add(spec);
                    case Verdict.Refused(List<SpecError> errors) ->
                        problems.addAll(located(file, errors, FieldLines.of(YAML, bytes, document)));
                }
            }
        }
        return new Content(problems.isEmpty() ? specs : List.of(), problems);
    }

    /** As after a last {@code ---}, or of comments alone; Jackson reads an empty text. */
    private static boolean isEmpty(JsonNode document) {
        return document.isNull() || document.isTextual() && document.textValue().isEmpty();
    }

    private static List<ManifestProblem> located(Path file, List<SpecError> errors, FieldLines lines) {
        return errors.stream()
                .map(error -> new ManifestProblem(file, lines.line(error.path()), error.toString()))
                .toList();
    }

    private static Content bad(Path file, int line, String message) {
        return new Content(List.of(), List.of(new ManifestProblem(file, line, message)));
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
