import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Turns the tables of {@code protocol/*.def} into the Java package {@code dev.nodens.protocol}: one type for each kind of
 * row, so that no number of the protocol stands in a Java source. Run by the build: {@code java GenerateProtocol.java
 * PROTOCOL_DIR OUTPUT_DIR}. The same tables make the same bytes.
 */
final class GenerateProtocol {

    private static final String PACKAGE = "dev.nodens.protocol";

    /** One call of a table macro: its bare arguments, and the text of its last, quoted one. */
    private record Row(List<String> arguments, String text) {
        String argument(int index) {
            return arguments.get(index);
        }
    }

    private final Path tables;
    private final Path output;

    private GenerateProtocol(Path tables, Path output) {
        this.tables = tables;
        this.output = output;
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("usage: java GenerateProtocol.java PROTOCOL_DIR OUTPUT_DIR");
        }
        new GenerateProtocol(Path.of(arguments[0]), Path.of(arguments[1])).generate();
    }

    private void generate() throws IOException {
        write(
                "package-info",
                "/** The protocol between a sender and native-init; every type is made from its tables. */\n"
                        + "@NullMarked\npackage " + PACKAGE + ";\n\nimport org.jspecify.annotations.NullMarked;\n");
        plainEnum("Wire", "How the bytes of a value are made", List.of("U32", "I32", "U64", "STR", "BYTES", "RECORD"));
        plainEnum(
                "Occurs", "How often an attribute may stand in a message", List.of("ONCE", "AT_MOST_ONCE", "REPEATED"));
        plainEnum(
                "Direction", "Which way a frame goes: UP from native-init, DOWN to it", List.of("UP", "DOWN", "BOTH"));
        constants(rows("bootstrap.def", "CONSTANT"));
        attributes(rows("bootstrap.def", "ATTR"));
        fields("AttributeField", "Attribute", "attribute", rows("bootstrap.def", "FIELD"));
        frames(rows("frames.def", "FRAME"));
        fields("FrameField", "Frame", "frame", rows("frames.def", "FRAME_FIELD"));
        numberedTexts(
                "Stage", "One step of a launch; its text is the word that people see", rows("failure.def", "STAGE"));
        numberedTexts(
                "Operation",
                "The call that failed; its text is its name in the man pages",
                rows("failure.def", "OPERATION"));
        values(rows("values.def", "VALUE"));
    }

    private List<Row> rows(String table, String macro) throws IOException {
        var call = Pattern.compile("^" + macro + "\\(([^\"]*?),?\\s*\"([^\"]*)\"\\)", Pattern.MULTILINE);
        List<Row> rows = call.matcher(Files.readString(tables.resolve(table)))
                .results()
                .map(GenerateProtocol::row)
                .toList();
        if (rows.isEmpty()) {
            throw new IllegalStateException(table + " holds no row " + macro);
        }
        return rows;
    }

    private static Row row(MatchResult match) {
        return new Row(List.of(match.group(1).trim().split("\\s*,\\s*")), match.group(2));
    }

    private void plainEnum(String type, String meaning, List<String> constants) throws IOException {
        write(
                type,
                source("/** " + meaning + ". */\npublic enum " + type + " {\n    " + String.join(",\n    ", constants)
                        + "\n}\n"));
    }

    private void constants(List<Row> rows) throws IOException {
        var body = new StringBuilder(
                "/** The figures of the bootstrap message's frame. */\npublic final class Bootstrap {\n");
        for (Row row : rows) {
            body.append("\n    /** ")
                    .append(row.text())
                    .append(". */\n    public static final int ")
                    .append(row.argument(0))
                    .append(" = ")
                    .append(row.argument(1))
                    .append(";\n");
        }
        write("Bootstrap", source(body + "\n    private Bootstrap() {}\n}\n"));
    }

    private void attributes(List<Row> rows) throws IOException {
        var constants = new ArrayList<String>();
        for (Row row : rows) {
            constants.add(constant(
                    row, row.argument(0), row.argument(1), "Wire." + row.argument(2), "Occurs." + row.argument(3)));
        }
        write(
                "Attribute",
                enumeration(
                        "Attribute",
                        "An attribute of the bootstrap message",
                        constants,
                        Map.of("number", "int", "wire", "Wire", "occurs", "Occurs"),
                        List.of("number", "wire", "occurs")));
    }

    private void frames(List<Row> rows) throws IOException {
        var constants = new ArrayList<String>();
        for (Row row : rows) {
            constants.add(constant(row, row.argument(0), row.argument(1), "Direction." + row.argument(2)));
        }
        write(
                "Frame",
                enumeration(
                        "Frame",
                        "A frame of the sync socket or of control.sock",
                        constants,
                        Map.of("number", "int", "direction", "Direction"),
                        List.of("number", "direction")));
    }

    /** Fields keep the order of their rows, which is the order of their bytes. */
    private void fields(String type, String owner, String ownerName, List<Row> rows) throws IOException {
        var constants = new ArrayList<String>();
        for (Row row : rows) {
            constants.add(constant(
                    row,
                    row.argument(0) + "_" + upperSnake(row.argument(1)),
                    owner + "." + row.argument(0),
                    "\"" + row.argument(1) + "\"",
                    "Wire." + row.argument(2)));
        }
        write(
                type,
                enumeration(
                        type,
                        "A field of a record; fields of one record stand in the order of their bytes",
                        constants,
                        Map.of(ownerName, owner, "fieldName", "String", "wire", "Wire"),
                        List.of(ownerName, "fieldName", "wire")));
    }

    private void numberedTexts(String type, String meaning, List<Row> rows) throws IOException {
        var constants = new ArrayList<String>();
        for (Row row : rows) {
            constants.add("    " + row.argument(0) + "(" + row.argument(1) + ", \"" + row.text() + "\")");
        }
        write(
                type,
                enumeration(
                        type,
                        meaning,
                        constants,
                        Map.of("number", "int", "text", "String"),
                        List.of("number", "text")));
    }

    private void values(List<Row> rows) throws IOException {
        var enumerations = new LinkedHashMap<String, List<String>>();
        for (Row row : rows) {
            enumerations
                    .computeIfAbsent(row.argument(0), _ -> new ArrayList<>())
                    .add(constant(row, row.argument(1), row.argument(2)));
        }
        for (var entry : enumerations.entrySet()) {
            String type = upperCamel(entry.getKey());
            write(
                    type,
                    enumeration(
                            type,
                            "Values of " + entry.getKey().replace('_', ' '),
                            entry.getValue(),
                            Map.of("number", "int"),
                            List.of("number")));
        }
    }

    private static String constant(Row row, String name, String... arguments) {
        return "    /** " + row.text() + ". */\n    " + name + "(" + String.join(", ", arguments) + ")";
    }

    private static String enumeration(
            String type, String meaning, List<String> constants, Map<String, String> types, List<String> names) {
        var body = new StringBuilder("/** " + meaning + ". */\npublic enum " + type + " {\n");
        body.append(String.join(",\n", constants)).append(";\n\n");
        var parameters = new ArrayList<String>();
        var assignments = new StringBuilder();
        var accessors = new StringBuilder();
        for (String name : names) {
            String field = types.get(name) + " " + name;
            parameters.add(field);
            body.append("    private final ").append(field).append(";\n");
            assignments
                    .append("        this.")
                    .append(name)
                    .append(" = ")
                    .append(name)
                    .append(";\n");
            accessors
                    .append("\n    public ")
                    .append(field)
                    .append("() {\n        return ")
                    .append(name)
                    .append(";\n    }\n");
        }
        body.append("\n    ")
                .append(type)
                .append("(")
                .append(String.join(", ", parameters))
                .append(") {\n");
        body.append(assignments).append("    }\n").append(accessors);
        if (names.contains("number")) {
            body.append(lookup(type));
        }
        return source(body + "}\n");
    }

    private static String lookup(String type) {
        return """

                    /** The one with this number; empty where the table has none. */
                    public static Optional<%1$s> of(int number) {
                        for (%1$s value : values()) {
                            if (value.number == number) {
                                return Optional.of(value);
                            }
                        }
                        return Optional.empty();
                    }
                """.formatted(type);
    }

    private static String source(String body) {
        String imports = body.contains("Optional<") ? "import java.util.Optional;\n\n" : "";
        return "package " + PACKAGE + ";\n\n" + imports + body;
    }

    private static String upperSnake(String camel) {
        return camel.replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
    }

    private static String upperCamel(String snake) {
        var camel = new StringBuilder();
        for (String word : snake.split("_")) {
            camel.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
        }
        return camel.toString();
    }

    /** Leaves a file that is already right untouched, so that the compiler sees nothing to do. */
    private void write(String type, String text) throws IOException {
        Path file = output.resolve(PACKAGE.replace('.', '/')).resolve(type + ".java");
        Files.createDirectories(file.getParent());
        if (!Files.exists(file) || !Files.readString(file).equals(text)) {
            Files.writeString(file, text);
        }
    }
}
