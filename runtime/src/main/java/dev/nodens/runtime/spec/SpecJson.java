package dev.nodens.runtime.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;

/** How the records of this package and JSON become each other. */
final class SpecJson {

    /** Parts of the spec for other platforms than Linux. */
    private static final Set<String> PLATFORMS = Set.of("windows", "solaris", "vm", "zos", "freebsd");

    static final JsonMapper MAPPER = mapper();

    private SpecJson() {}

    /** Nothing is coerced, nothing said twice: a mistake in the file must never be taken for a zero. */
    private static JsonMapper mapper() {
        JsonMapper mapper = JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfigDefaults(coercions -> Arrays.stream(CoercionInputShape.values())
                        .forEach(shape -> coercions.setCoercion(shape, CoercionAction.Fail)))
                .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.ALWAYS))
                .defaultPrettyPrinter(indented())
                .addHandler(new UnknownFields())
                .build();
        // an empty string that is still there after reading means something: the value of a sysctl or an annotation
        mapper.configOverride(String.class)
                .setInclude(JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS));
        mapper.getFactory()
                .setStreamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(100).build());
        return mapper;
    }

    private static DefaultPrettyPrinter indented() {
        DefaultIndenter indenter = new DefaultIndenter("    ", "\n");
        return new DefaultPrettyPrinter(Separators.createDefaultInstance().withObjectFieldValueSpacing(Spacing.AFTER))
                .withArrayIndenter(indenter)
                .withObjectIndenter(indenter);
    }

    /** Unknown fields are to be ignored (config.md, "Extensibility"), but a container of another platform can't be run. */
    private static final class UnknownFields extends DeserializationProblemHandler {

        @Override
        public boolean handleUnknownProperty(
                DeserializationContext context,
                JsonParser parser,
                JsonDeserializer<?> deserializer,
                Object beanOrClass,
                String name)
                throws IOException {
            boolean ofSpec = beanOrClass instanceof Spec || beanOrClass == Spec.class;
            if (ofSpec && PLATFORMS.contains(name) && !parser.hasToken(JsonToken.VALUE_NULL)) {
                throw new OtherPlatform(parser, name);
            }
            parser.skipChildren();
            return true;
        }
    }

    /** The file describes a container of another platform. */
    static final class OtherPlatform extends JsonMappingException {
        private static final long serialVersionUID = 1L;

        final String platform;

        OtherPlatform(JsonParser parser, String platform) {
            super(parser, platform);
            this.platform = platform;
        }
    }
}
