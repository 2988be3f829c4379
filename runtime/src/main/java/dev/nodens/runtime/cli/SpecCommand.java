package dev.nodens.runtime.cli;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.spec.SpecTemplate;
import dev.nodens.runtime.spec.SpecWriter;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "spec",
        description = "Writes a config.json to start from: a shell in namespaces of its own.",
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  mkdir web && nodens spec --bundle web", "  nodens spec --rootless"})
final class SpecCommand implements Callable<Integer> {

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
                    SpecWriter.indented(rootless ? ofCaller() : SpecTemplate.container()),
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE);
            return 0;
        } catch (FileAlreadyExistsException exists) {
            throw new ContainerException(ErrorCode.ALREADY_EXISTS, file + ": exists already; remove it first", exists);
        }
    }

    private static dev.nodens.runtime.spec.Spec ofCaller() throws IOException {
        Path self = Path.of("/proc/self");
        return SpecTemplate.rootless(
                ((Integer) Files.getAttribute(self, "unix:uid")), ((Integer) Files.getAttribute(self, "unix:gid")));
    }
}
