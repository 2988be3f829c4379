package dev.nodens.runtime.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.nodens.runtime.ContainerSnapshot;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import dev.nodens.runtime.spec.Root;
import dev.nodens.runtime.spec.Spec;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A container as the runtime-spec's state and runc's {@code state} and {@code list} show it.
 *
 * @param pid 0 where it has no process
 * @param created RFC 3339
 */
record OciState(
        String ociVersion,
        String id,
        int pid,
        String status,
        String bundle,
        String rootfs,
        String created,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> annotations,
        String owner) {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    static OciState of(LinuxContainerRuntime runtime, ContainerSnapshot container) {
        Spec spec = runtime.spec(container.id());
        return new OciState(
                spec.ociVersion(),
                container.id().value(),
                container.state().livePid(),
                container.state().status(),
                container.bundle().toString(),
                rootfs(container.bundle(), spec.root()),
                container.createdAt().toString(),
                container.annotations(),
                runtime.owner(container.id()));
    }

    /** On one line, as those who read runc's lists expect. */
    static String line(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    static String json(Object value) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static String rootfs(Path bundle, @org.jspecify.annotations.Nullable Root root) {
        return root == null ? "" : bundle.resolve(root.path()).toString();
    }
}
