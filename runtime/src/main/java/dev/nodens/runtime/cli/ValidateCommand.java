package dev.nodens.runtime.cli;

import dev.nodens.runtime.container.LinuxContainerRuntime;
import dev.nodens.runtime.container.Verdict;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.spec.SpecReader;
import dev.nodens.runtime.spec.SpecReader.Reading;
import dev.nodens.runtime.syscall.Syscalls;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "validate",
        description = {
            "Judges a bundle without making anything.",
            "Tells of every problem that create would refuse it for, at once, each with its place in config.json; and warns of",
            "what is passed over or can't be had on this host. Exits with 1 if there is a problem."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  nodens validate /srv/web", "  nodens validate -o json | jq -r '.problems[]'"})
final class ValidateCommand implements Callable<Integer> {

    @ParentCommand
    private @Nullable NodensCommand nodens;

    @Spec
    private @Nullable CommandSpec command;

    @Mixin
    private BundleArguments arguments = new BundleArguments();

    @Override
    public Integer call() {
        Path file = arguments.config();
        Verdict verdict = judge(file);
        PrintWriter out = Objects.requireNonNull(command).commandLine().getOut();
        switch (arguments.format()) {
            case JSON -> out.println(OciState.json(json(file, verdict)));
            case TEXT -> print(out, file, verdict);
        }
        return verdict.isAccepted() ? 0 : Failures.FAILED;
    }

    private Verdict judge(Path file) {
        Reading reading;
        try {
            reading = new SpecReader(Syscalls.linux()).readWithUnknown(file);
        } catch (ContainerException unreadable) {
            String problem = String.valueOf(unreadable.getMessage());
            String prefix = file + ": ";
            return new Verdict(
                    List.of(problem.startsWith(prefix) ? problem.substring(prefix.length()) : problem), List.of());
        }
        try (LinuxContainerRuntime runtime = Objects.requireNonNull(nodens).open()) {
            Verdict verdict = runtime.validate(
                    reading.spec(), arguments.bundle().toAbsolutePath().normalize());
            List<String> warnings = new ArrayList<>(verdict.warnings());
            reading.unknown()
                    .forEach(path -> warnings.add(path + ": is no field of the runtime-spec, and passed over"));
            return new Verdict(verdict.problems(), warnings);
        }
    }

    private static void print(PrintWriter out, Path file, Verdict verdict) {
        verdict.problems().forEach(problem -> out.println(file + ": " + problem));
        verdict.warnings().forEach(warning -> out.println(file + ": warning: " + warning));
        if (verdict.isAccepted()) {
            out.println(file + ": valid");
        }
    }

    private static Map<String, Object> json(Path file, Verdict verdict) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("file", file.toString());
        json.put("valid", verdict.isAccepted());
        json.put("problems", verdict.problems());
        json.put("warnings", verdict.warnings());
        return json;
    }
}
