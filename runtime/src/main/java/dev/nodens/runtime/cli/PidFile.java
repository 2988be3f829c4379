package dev.nodens.runtime.cli;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** {@code --pid-file}: appears whole, since others wait for it. */
final class PidFile {

    private PidFile() {}

    static void write(Path file, int pid) {
        Path target = file.toAbsolutePath();
        Path temporary = target.resolveSibling("." + target.getFileName());
        try {
            Files.writeString(temporary, Integer.toString(pid));
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw new ContainerException(
                    ErrorCode.INVALID_SPEC,
                    "pid file \"" + file + "\": can't be written: " + failed.getMessage(),
                    failed);
        }
    }
}
