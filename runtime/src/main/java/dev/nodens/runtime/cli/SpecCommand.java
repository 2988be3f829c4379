package dev.nodens.runtime.cli;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.spec.Linux;
import dev.nodens.runtime.spec.LinuxNamespace;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.spec.SpecTemplate;
import dev.nodens.runtime.spec.SpecWriter;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "spec",
        description = "Writes a config.json to start from: a shell in namespaces of its own.",
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  mkdir web && nodens spec --bundle web", "  nodens spec --rootless"})
final class SpecCommand implements Callable<Integer> {

    /** Exists in the root of a mounted cgroup2, which is here where v2 has every controller; cgroups(7). */
    private static final Path UNIFIED = Path.of("/sys/fs/cgroup/cgroup.controllers");

    @Option(
            names = {"-b", "--bundle"},
            paramLabel = "DIR",
            description = "where it is written (${DEFAULT-VALUE})")
    private Path bundle = Path.of(".");

    @Option(names = "--rootless", description = "for a user without rights, who is root inside")
    private boolean rootless;

    @Override
    public Integer call() throws IOException {
        Path file = bundle.resolve("config.json");
        try {
            Files.write(
                    file,
                    SpecWriter.indented(forThisHost(rootless ? ofCaller() : SpecTemplate.container())),
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE);
            return 0;
        } catch (FileAlreadyExistsException exists) {
            throw new ContainerException(ErrorCode.ALREADY_EXISTS, file + ": exists already; remove it first", exists);
        }
    }

    /** On cgroup v1 callers expect to see a container's path from inside it too, so other runtimes' templates hide it on v2 alone. */
    private static Spec forThisHost(Spec template) {
        Linux linux = template.linux();
        if (linux == null || Files.exists(UNIFIED)) {
            return template;
        }
        List<LinuxNamespace> visible = linux.namespaces().stream()
                .filter(namespace -> !"cgroup".equals(namespace.type()))
                .toList();
        return template.with(spec -> spec.linux = linux.with(draft -> draft.namespaces = visible));
    }

    private static Spec ofCaller() throws IOException {
        Path self = Path.of("/proc/self");
        return SpecTemplate.rootless(
                ((Integer) Files.getAttribute(self, "unix:uid")), ((Integer) Files.getAttribute(self, "unix:gid")));
    }
}
