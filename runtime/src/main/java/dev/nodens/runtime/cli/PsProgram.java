package dev.nodens.runtime.cli;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Pipe;
import dev.nodens.runtime.syscall.SpawnRequest;
import dev.nodens.runtime.syscall.Syscalls;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** ps(1) with the arguments that the user chose, of which the lines that are of a container are kept. */
final class PsProgram {

    private static final int O_RDONLY = 0;
    private static final int STDERR = 2;
    private static final int CHUNK = 64 << 10;

    private PsProgram() {}

    static List<String> lines(Syscalls syscalls, List<String> arguments, Set<Integer> pids) {
        return ofContainer(output(syscalls, arguments).lines().toList(), pids);
    }

    /** The title and the lines of these processes. */
    static List<String> ofContainer(List<String> output, Set<Integer> pids) {
        if (output.isEmpty()) {
            return List.of();
        }
        int column = Arrays.asList(output.getFirst().strip().split("\\s+")).indexOf("PID");
        if (column < 0) {
            throw new ContainerException(
                    ErrorCode.INVALID_SPEC, "ps prints no column PID with these arguments: add -o pid");
        }
        Stream<String> kept = output.stream().skip(1).filter(line -> {
            String[] words = line.strip().split("\\s+");
            return column < words.length && isOneOf(pids, words[column]);
        });
        return Stream.concat(Stream.of(output.getFirst()), kept).toList();
    }

    private static boolean isOneOf(Set<Integer> pids, String word) {
        return word.matches("\\d{1,9}") && pids.contains(Integer.valueOf(word));
    }

    private static String output(Syscalls syscalls, List<String> arguments) {
        List<String> argv = new ArrayList<>(List.of("ps"));
        argv.addAll(arguments);
        try (Pipe pipe = syscalls.pipe();
                Fd input = syscalls.open("/dev/null", O_RDONLY, 0)) {
            int pid = syscalls.posixSpawn(new SpawnRequest(
                    program().toString(),
                    argv,
                    System.getenv(),
                    List.of(input, pipe.writer(), Fd.borrowed(STDERR)),
                    List.of()));
            pipe.writer().close();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            while (syscalls.read(pipe.reader(), chunk.clear()) > 0) {
                bytes.write(chunk.array(), 0, chunk.position());
            }
            int code = syscalls.waitpid(pid).code();
            if (code != 0) {
                throw new ContainerException(ErrorCode.INVALID_SPEC, "ps " + arguments + " exited with " + code);
            }
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }

    private static Path program() {
        return SearchPath.find("ps")
                .orElseThrow(() -> new ContainerException(
                        ErrorCode.UNSUPPORTED, "ps: is not in PATH; without arguments it is not needed"));
    }
}
