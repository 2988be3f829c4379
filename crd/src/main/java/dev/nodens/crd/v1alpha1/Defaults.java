package dev.nodens.crd.v1alpha1;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What stands for a list or map that was not given. */
final class Defaults {
    private Defaults() {}

    static <T> List<T> list(@Nullable List<T> given) {
        return given == null ? List.of() : Collections.unmodifiableList(given);
    }

    static <K, V> Map<K, V> map(@Nullable Map<K, V> given) {
        return given == null ? Map.of() : Collections.unmodifiableMap(given);
    }
}
