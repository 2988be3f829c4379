package dev.nodens.runtime.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a seccomp listener is told beside its descriptor (config-linux.md, "The Container Process State").
 *
 * @param fds names of the descriptors that come with it, in their order
 * @param pid of the process that is filtered, as the runtime counts
 * @param state of the container, whose own process may be another
 */
public record ContainerProcessState(
        String ociVersion,
        List<String> fds,
        int pid,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
        String metadata,

        State state) {

    private static final String SECCOMP_FD = "seccompFd";

    public static ContainerProcessState ofListener(int pid, @Nullable String metadata, State state) {
        return new ContainerProcessState(state.ociVersion(), List.of(SECCOMP_FD), pid, metadata, state);
    }

    public String json() {
        try {
            return SpecJson.MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
