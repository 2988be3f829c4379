package dev.nodens.runtime.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A container's state as runtime.md, "State", has it: what hooks read.
 *
 * @param status {@code creating}, {@code created}, {@code running} or {@code stopped}
 * @param bundle absolute
 * @param pid of the container's process, as whoever reads this counts; null = it has none
 */
public record State(
        String ociVersion,
        String id,
        String status,
        String bundle,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> annotations,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer pid) {

    public State {
        annotations = Given.map(annotations);
    }

    public State with(String newStatus, @Nullable Integer newPid) {
        return new State(ociVersion, id, newStatus, bundle, annotations, newPid);
    }

    public String json() {
        try {
            return SpecJson.MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
