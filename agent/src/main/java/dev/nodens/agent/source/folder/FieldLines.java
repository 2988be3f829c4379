package dev.nodens.agent.source.folder;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** On which line each field of one document stands. Made only where something is wrong. */
final class FieldLines {

    private final Map<String, Integer> lines = new HashMap<>();

    private FieldLines() {}

    /** @param document which one of the file's, from 0 on */
    static FieldLines of(YAMLMapper mapper, byte[] bytes, int document) throws IOException {
        FieldLines found = new FieldLines();
        try (JsonParser parser = mapper.getFactory().createParser(bytes)) {
            int current = -1;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                boolean starts = parser.getParsingContext().inRoot()
                        || token.isStructStart()
                                && parser.getParsingContext().getParent().inRoot();
                current += starts && !token.isStructEnd() ? 1 : 0;
                if (current == document) {
                    String path = path(parser.getParsingContext(), token);
                    found.lines.putIfAbsent(path, parser.currentTokenLocation().getLineNr());
                }
            }
        }
        return found;
    }

    /** The line of a field such as {@code spec.args[1]}; where it is missing, that of what it should be in. */
    int line(String field) {
        for (String path = field; !path.isEmpty(); path = path.substring(0, Math.max(0, lastStep(path)))) {
            Integer line = lines.get(path);
            if (line != null) {
                return line;
            }
        }
        return lines.getOrDefault("", 0);
    }

    private static int lastStep(String path) {
        return Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
    }

    private static String path(JsonStreamContext context, JsonToken token) {
        // At the start of an object or list the context is already the inner one, which has no name of its own yet.
        boolean inner = token.isStructStart();
        return step(inner ? context.getParent() : context);
    }

    private static String step(JsonStreamContext context) {
        if (context == null || context.inRoot()) {
            return "";
        }
        String parent = step(context.getParent());
        if (context.inArray()) {
            return parent + "[" + context.getCurrentIndex() + "]";
        }
        String name = context.getCurrentName() == null ? "" : context.getCurrentName();
        return parent.isEmpty() || name.isEmpty() ? parent + name : parent + "." + name;
    }
}
