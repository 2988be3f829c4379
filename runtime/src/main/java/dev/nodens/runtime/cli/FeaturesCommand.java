package dev.nodens.runtime.cli;

import dev.nodens.runtime.features.Build;
import dev.nodens.runtime.features.Features;
import dev.nodens.runtime.syscall.Libseccomp;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "features",
        description = "Prints what this build knows, as the runtime-spec's features structure.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: nodens features | jq .linux.mountExtensions"})
final class FeaturesCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec command;

    @Override
    public Integer call() {
        Features features = Build.features(VersionCommand.version(), libseccomp());
        Objects.requireNonNull(command).commandLine().getOut().println(OciState.json(features));
        return 0;
    }

    private static String libseccomp() {
        try {
            return Libseccomp.version();
        } catch (UnsupportedOperationException notInstalled) {
            return "";
        }
    }
}
