package dev.nodens.runtime.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the records of this package make of a component that the file left out, set to null, or left empty. */
final class Given {

    private Given() {}

    static <T> List<T> list(@Nullable List<T> value) {
        return value == null ? List.of() : List.copyOf(value);
    }

    /** Keeps the order of the file: {@link Map#copyOf} would not. */
    static <T> Map<String, T> map(@Nullable Map<String, T> value) {
        return value == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(value));
    }

    static @Nullable String text(@Nullable String value) {
        return value == null || value.isEmpty() ? null : value;
    }
}
