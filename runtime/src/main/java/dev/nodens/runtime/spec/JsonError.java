package dev.nodens.runtime.spec;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says of a failed reading where it failed, what was found there, and what is allowed. */
final class JsonError {

    private static final Pattern PLAIN_NAME = Pattern.compile("\\w+");

    private final JsonParser parser;

    /**
     * @param parser as the failure left it: it still stands at the token that was refused
     */
    JsonError(JsonParser parser) {
        this.parser = parser;
    }

    String message(IOException failure) {
        return switch (failure) {
            case SpecJson.OtherPlatform other ->
                "$." + other.platform + ": must be absent: only linux containers are run here";
            case MismatchedInputException mismatch
            when parser.hasToken(JsonToken.END_OBJECT) ->
                path() + ": \"" + mismatch.getPath().getLast().getFieldName() + "\" is missing";
            case MismatchedInputException mismatch -> mismatch(mismatch.getTargetType());
            case JsonMappingException wrapped
            when wrapped.getCause() instanceof StreamReadException cause -> message(cause);
            case InputCoercionException overflow -> mismatch(overflow.getTargetType());
            case StreamReadException syntax -> syntax(syntax);
            case JacksonException other -> path() + ": " + firstLine(other.getOriginalMessage());
            case IOException other -> String.valueOf(other.getMessage());
        };
    }

    private String mismatch(@Nullable Class<?> target) {
        return path() + ": must be " + allowed(target) + ", found " + found();
    }

    private String syntax(StreamReadException failure) {
        String at = failure.getLocation() == null
                ? ""
                : "line " + failure.getLocation().getLineNr() + ", column "
                        + failure.getLocation().getColumnNr() + ": ";
        return at + "not JSON at " + path() + ": " + firstLine(failure.getOriginalMessage());
    }

    private String path() {
        JsonStreamContext context = parser.getParsingContext();
        JsonToken token = parser.currentToken();
        boolean entered = token != null && token.isStructStart();
        StringBuilder path = new StringBuilder();
        for (JsonStreamContext at = entered ? context.getParent() : context; at != null; at = at.getParent()) {
            path.insert(0, step(at));
        }
        return path.insert(0, '$').toString();
    }

    /** The path of a field of what is at a path. */
    static String step(String path, String name) {
        return path + (PLAIN_NAME.matcher(name).matches() ? "." + name : "[" + Found.quoted(name) + "]");
    }

    private static String step(JsonStreamContext at) {
        if (at.inArray()) {
            return "[" + at.getCurrentIndex() + "]";
        }
        String name = at.getCurrentName();
        if (!at.inObject() || name == null) {
            return "";
        }
        return step("", name);
    }

    private String found() {
        JsonToken token = parser.currentToken();
        if (token == null) {
            return "nothing";
        }
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "a list";
            case VALUE_STRING -> Found.quoted(text());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE, VALUE_NULL -> Found.shortened(text());
            case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE -> "something else";
        };
    }

    private String text() {
        try {
            return parser.getText();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private String allowed(@Nullable Class<?> target) {
        if (target == Unsigned.class) {
            return "a whole number from 0 to " + Long.toUnsignedString(-1);
        }
        if (target == int.class || target == Integer.class) {
            return wholeNumber(Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        if (target == long.class || target == Long.class) {
            return wholeNumber(Long.MIN_VALUE, Long.MAX_VALUE);
        }
        if (target == boolean.class || target == Boolean.class) {
            return "true or false";
        }
        if (target == null || target == String.class) {
            return "a string";
        }
        if (target == Capabilities.class) {
            return "an object, or a list as before version 1.0";
        }
        boolean list = Collection.class.isAssignableFrom(target);
        return list ? "a list" : Map.class.isAssignableFrom(target) || target.isRecord() ? "an object" : "another type";
    }

    /** What a type holds matters only where a number was found; what the field allows is the validator's to say. */
    private String wholeNumber(long least, long most) {
        return parser.hasToken(JsonToken.VALUE_NUMBER_INT)
                ? "a whole number from " + least + " to " + most
                : "a whole number";
    }
}
