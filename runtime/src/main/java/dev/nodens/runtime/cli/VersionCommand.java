package dev.nodens.runtime.cli;

import dev.nodens.runtime.spec.Spec;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
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

    static final class Provider implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {
                "nodens version " + version(), "spec: " + Spec.NEWEST_VERSION, "java: " + Runtime.version()
            };
        }
    }
}
