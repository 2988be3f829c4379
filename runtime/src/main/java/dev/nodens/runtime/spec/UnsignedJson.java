package dev.nodens.runtime.spec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.IOException;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** JSON form of an {@link Unsigned} component: a number from 0 to 2^64 - 1 and nothing else. */
final class UnsignedJson {

    private UnsignedJson() {}

    static final class Deserializer extends JsonDeserializer<@Nullable Long> {

        @Override
        public Long deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (parser.hasToken(JsonToken.VALUE_NUMBER_INT)) {
                BigInteger value = parser.getBigIntegerValue();
                if (value.signum() >= 0 && value.bitLength() <= Long.SIZE) {
                    return value.longValue();
                }
            }
            throw refusal(parser);
        }

        @Override
        public Long getNullValue(DeserializationContext context) throws JsonMappingException {
            throw refusal(context.getParser());
        }

        /** What a primitive has that nobody set; one that must be given is missed before. */
        @Override
        public Long getAbsentValue(DeserializationContext context) {
            return 0L;
        }

        private static JsonMappingException refusal(JsonParser parser) {
            return MismatchedInputException.from(parser, Unsigned.class, "not an unsigned 64-bit number");
        }
    }

    static final class Serializer extends JsonSerializer<Long> {

        @Override
        public void serialize(Long value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            if (value >= 0) {
                generator.writeNumber(value.longValue());
            } else {
                generator.writeNumber(Long.toUnsignedString(value));
            }
        }
    }
}
