package dev.nodens.runtime.spec;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rules that many fields share. Each refusal names the field by its JSON path, the rule, and what was found. */
final class Rules {

    /** An id of all ones is "no id" to the kernel. */
    static final long LAST_ID = 0xffff_fffeL;

    /** Linux's MAX_ARG_STRLEN (execve(2)), without the NUL. */
    private static final int LONGEST_STRING = 131_071;

    private Rules() {}

    static ContainerException refusal(String field, String rule) {
        return new ContainerException(ErrorCode.INVALID_SPEC, "$." + field + ": " + rule);
    }

    static void require(boolean holds, String field, String rule) {
        if (!holds) {
            throw refusal(field, rule);
        }
    }

    static void require(boolean holds, String field, String rule, Object found) {
        if (!holds) {
            throw refusal(field, rule + ", found " + Found.text(found));
        }
    }

    /** What ends up in a C string. */
    static void text(String field, @Nullable String value) {
        if (value != null) {
            require(value.indexOf('\0') < 0, field, "must not contain a NUL");
            require(hasWholeCharacters(value), field, "must be text that UTF-8 has bytes for", value);
        }
    }

    /** Whether UTF-8 can carry it: half of a surrogate pair is no character. */
    private static boolean hasWholeCharacters(String value) {
        for (int at = 0, point; at < value.length(); at += Character.charCount(point)) {
            point = value.codePointAt(at);
            if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                return false;
            }
        }
        return true;
    }

    static void absolutePath(String field, String value) {
        text(field, value);
        require(value.startsWith("/"), field, "must be an absolute path", value);
    }

    /** A string that execve(2) passes on. */
    static void execString(String field, String value) {
        text(field, value);
        int bytes = value.getBytes(StandardCharsets.UTF_8).length;
        require(bytes <= LONGEST_STRING, field, "must have at most " + LONGEST_STRING + " bytes", bytes);
    }

    static void id(String field, @Nullable Long value) {
        if (value != null) {
            range(field, value, 0, LAST_ID);
        }
    }

    /** The constant of that name. */
    static <T extends Enum<T>> T word(Class<T> words, String field, String found) {
        return Arrays.stream(words.getEnumConstants())
                .filter(word -> word.name().equals(found))
                .findFirst()
                .orElseThrow(() -> refusal(
                        field,
                        "must be one of "
                                + Arrays.stream(words.getEnumConstants())
                                        .map(Enum::name)
                                        .collect(Collectors.joining(", "))
                                + ", found " + Found.quoted(found)));
    }

    static <T extends Enum<T>> void words(Class<T> words, String field, List<String> found) {
        for (int i = 0; i < found.size(); i++) {
            word(words, field + "[" + i + "]", found.get(i));
        }
    }

    static void range(String field, long value, long least, long most) {
        if (value < least || value > most) {
            throw refusal(field, "must be from " + least + " to " + most + ", found " + Found.text(value));
        }
    }
}
