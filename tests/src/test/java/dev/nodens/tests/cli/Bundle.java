package dev.nodens.tests.cli;

import dev.nodens.tests.harness.CommandResult;
import dev.nodens.tests.harness.TestHost;
import java.nio.file.Files;
import java.nio.file.Path;

/** A bundle with a busybox root and as small a configuration as possible. */
record Bundle(TestHost host, String config) {

    static Bundle of(TestHost host) {
        if (!Files.exists(host.base().resolve("bundle/rootfs"))) {
            host.rootfs("bundle/rootfs");
        }
        return new Bundle(host, """
                {
                  "ociVersion": "1.2.0",
                  "process": {"user": {"uid": 0, "gid": 0}, "args": ["true"], "env": ["PATH=/bin"], "cwd": "/"},
                  "root": {"path": "rootfs"},
                  "mounts": [{"destination": "/proc", "type": "proc", "source": "proc"}],
                  "linux": {"namespaces": [{"type": "pid"}, {"type": "mount"}]}
                }
                """);
    }

    /** With every occurrence of a text replaced. */
    Bundle with(String text, String replacement) {
        return new Bundle(host, config.replace(text, replacement));
    }

    /** With one more entry in {@code linux.namespaces}. */
    Bundle withNamespace(String json) {
        return with("{\"type\": \"mount\"}", "{\"type\": \"mount\"}, " + json);
    }

    Bundle withArgs(String json) {
        return with("[\"true\"]", json);
    }

    Path path() {
        return host.base().resolve("bundle");
    }

    /** Where it is, now that its configuration is written there. */
    String written() {
        host.write("bundle/config.json", config);
        return path().toString();
    }

    CommandResult run(String id) {
        return host.cli().run("run", "--bundle", written(), id);
    }

    /** Starts it and leaves it running; returns its process's pid. */
    long start(String id, String... flags) {
        host.cli()
                .command("run", "--detach", "--bundle", written())
                .with(flags)
                .with(id)
                .run()
                .succeeded();
        return host.containers().getFirst().pid();
    }
}
