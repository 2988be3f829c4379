package dev.nodens.runtime.spec;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code hooks}: programs to run at six points of a container's life, each list in order. */
public record Hooks(
        List<Hook> prestart,
        List<Hook> createRuntime,
        List<Hook> createContainer,
        List<Hook> startContainer,
        List<Hook> poststart,
        List<Hook> poststop) {

    /**
     * One program.
     *
     * @param path absolute; of the host, but for {@code startContainer} of the container
     * @param args argv with its first element; empty = {@code path} alone
     * @param env its whole environment; null = an empty one, but for {@code startContainer} that of the container's process
     * @param timeout seconds, at least 1; null = none
     */
    public record Hook(
            @Required String path,
            List<String> args,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            List<String> env,

            @Nullable Integer timeout) {

        public Hook {
            args = Given.list(args);
            env = env == null ? null : List.copyOf(env);
        }
    }

    public Hooks {
        prestart = Given.list(prestart);
        createRuntime = Given.list(createRuntime);
        createContainer = Given.list(createContainer);
        startContainer = Given.list(startContainer);
        poststart = Given.list(poststart);
        poststop = Given.list(poststop);
    }

    @JsonIgnore
    public boolean isEmpty() {
        return Stream.of(prestart, createRuntime, createContainer, startContainer, poststart, poststop)
                .allMatch(List::isEmpty);
    }
}
