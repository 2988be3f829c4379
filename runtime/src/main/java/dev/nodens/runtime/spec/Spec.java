package dev.nodens.runtime.spec;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A container's configuration: the root object of {@code config.json}.
 *
 * @param ociVersion version of the spec that it was written for
 * @param process absent only where the container is never started
 * @param annotations metadata that the runtime passes on
 */
public record Spec(
        @Required String ociVersion,
        @Nullable Process process,
        @Nullable Root root,
        @Nullable String hostname,
        @Nullable String domainname,
        List<Mount> mounts,
        @Nullable Hooks hooks,
        Map<String, String> annotations,
        @Nullable Linux linux) {

    /** The newest version of the spec that this package knows. */
    public static final String NEWEST_VERSION = "1.3.0";

    /** The oldest version whose forms it reads. */
    public static final String OLDEST_VERSION = "0.4.0";

    public Spec {
        hostname = Given.text(hostname);
        domainname = Given.text(domainname);
        mounts = Given.list(mounts);
        annotations = Given.map(annotations);
    }

    /** A Spec of the newest version with nothing in it. */
    public static Spec empty() {
        return new Draft().spec();
    }

    /** This Spec but for what {@code change} sets: {@code spec.with(s -> s.hostname = "web")}. */
    public Spec with(Consumer<Draft> change) {
        Draft draft = new Draft();
        draft.ociVersion = ociVersion;
        draft.process = process;
        draft.root = root;
        draft.hostname = hostname;
        draft.domainname = domainname;
        draft.mounts = mounts;
        draft.hooks = hooks;
        draft.annotations = annotations;
        draft.linux = linux;
        change.accept(draft);
        return draft.spec();
    }

    /** The components while {@link #with} changes them; Java has no derived record creation (JEP 468) yet. */
    public static final class Draft {
        public String ociVersion = NEWEST_VERSION;
        public @Nullable Process process;
        public @Nullable Root root;
        public @Nullable String hostname;
        public @Nullable String domainname;
        public List<Mount> mounts = List.of();
        public @Nullable Hooks hooks;
        public Map<String, String> annotations = Map.of();
        public @Nullable Linux linux;

        private Draft() {}

        private Spec spec() {
            return new Spec(ociVersion, process, root, hostname, domainname, mounts, hooks, annotations, linux);
        }
    }
}
