package dev.nodens.runtime.spec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.IOException;
import java.util.List;

/** Both forms of {@code process.capabilities}: the object of five sets, and the plain list of versions before 1.0. */
final class CapabilitiesJson extends JsonDeserializer<Capabilities> {

    @Override
    public Capabilities deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (parser.isExpectedStartArrayToken()) {
            List<String> names = context.readValue(
                    parser, context.getTypeFactory().constructCollectionType(List.class, String.class));
            return Capabilities.ofPlainList(names);
        }
        if (parser.isExpectedStartObjectToken()) {
            return context.readValue(parser, Capabilities.class);
        }
        throw MismatchedInputException.from(parser, Capabilities.class, "neither an object nor a list");
    }
}
