package dev.nodens.runtime.spec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.UncheckedIOException;

/** Writes a Spec as {@code config.json}: fields in the order of the records, without those that are not given. */
public final class SpecWriter {

    private SpecWriter() {}

    /** One line. */
    public static byte[] compact(Spec spec) {
        return bytes(SpecJson.MAPPER.writer(), spec);
    }

    /** For people to read. */
    public static byte[] indented(Spec spec) {
        return bytes(SpecJson.MAPPER.writerWithDefaultPrettyPrinter(), spec);
    }

    private static byte[] bytes(ObjectWriter writer, Spec spec) {
        try {
            return writer.writeValueAsBytes(spec);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
