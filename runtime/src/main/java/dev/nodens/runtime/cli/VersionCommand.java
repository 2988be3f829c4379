package dev.nodens.runtime.cli;

import dev.nodens.runtime.spec.Spec;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;

@Command(
        name = "version",
        description = "Prints the versions of nodens and of the runtime-spec.",
        mixinStandardHelpOptions = true)
final class VersionCommand implements Callable<Integer> {

    @picocli.CommandLine.Spec
    private @Nullable CommandSpec command;

    @Override
    public Integer call() {
        for (String line : new Provider().getVersion()) {
            Objects.requireNonNull(command).commandLine().getOut().println(line);
        }
        return 0;
    }

    static String version() {
        return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                .orElse("from a source tree");
    }

    /** What the build was told that its sources are; it need not know, as from an archive of them. */
    private static String commit() {
        try (InputStream manifest = Main.class.getResourceAsStream("/" + JarFile.MANIFEST_NAME)) {
            return Optional.ofNullable(manifest == null ? null : new Manifest(manifest))
                    .map(found -> found.getMainAttributes().getValue("SCM-Revision"))
                    .orElse("unknown");
        } catch (IOException unreadable) {
            return "unknown";
        }
    }

    static final class Provider implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {
                "nodens version " + version(),
                "commit: " + commit(),
                "spec: " + Spec.NEWEST_VERSION,
                "java: " + Runtime.version()
            };
        }
    }
}
