package dev.nodens.runtime.criu;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.syscall.ErrnoException;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.SocketPair;
import dev.nodens.runtime.syscall.SpawnRequest;
import dev.nodens.runtime.syscall.Syscalls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The criu of this machine: the program of that name in PATH. Every request is a process of its own ({@code criu swrk}). */
public final class Criu {

    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final Syscalls syscalls;
    private final Path program;
    private final Map<String, String> environment;
    private final CriuVersion version;

    private Criu(Syscalls syscalls, Path program, Map<String, String> environment) {
        this.syscalls = syscalls;
        this.program = program;
        this.environment = environment;
        this.version = askVersion();
    }

    /**
     * Finds criu and asks which it is.
     *
     * @param environment this process's: where criu is looked for, and what it gets
     * @throws ContainerException UNSUPPORTED where there is none, or one that is too old, or that does not answer
     */
    public static Criu find(Syscalls syscalls, Map<String, String> environment) {
        return new Criu(syscalls, look(environment).orElseThrow(Criu::missing), environment);
    }

    /** Where criu is, if it is anywhere. */
    public static Optional<Path> look(Map<String, String> environment) {
        return Arrays.stream(environment.getOrDefault("PATH", DEFAULT_PATH).split(":"))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, "criu"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Its arguments, when it is to talk over a descriptor. */
    public List<String> command(int descriptor) {
        return List.of(program.toString(), "swrk", Integer.toString(descriptor));
    }

    /** Its environment, as {@code NAME=value}. */
    public List<String> environment() {
        return environment.entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toList();
    }

    /**
     * Has it do something, as a child of this process.
     *
     * @param log where the request makes it write its log
     * @throws ContainerException UNSUPPORTED where criu can't, with its reasons
     */
    public void perform(CriuRequest request, CriuListener listener, Path log) {
        judge(run(request.encode(), listener), "write the container", log);
    }

    /** The same with a criu that somebody else has started, over a socket of its own. */
    public void ask(Fd socket, CriuRequest request, CriuListener listener, Path log) {
        judge(new CriuSession(syscalls, socket).ask(request.encode(), listener), "restore the container", log);
    }

    /** Fails where this kernel does not let criu do that. */
    public void require(CriuFeature feature) {
        boolean has = run(CriuRequest.featureCheck(feature), CriuListener.NONE)
                .filter(CriuResponse::success)
                .filter(response -> response.features().contains(feature))
                .isPresent();
        if (!has) {
            throw new ContainerException(
                    ErrorCode.UNSUPPORTED, this + " has not " + feature.text() + " on this kernel");
        }
    }

    @Override
    public String toString() {
        return "criu " + version;
    }

    private void judge(Optional<CriuResponse> answer, String task, Path log) {
        if (answer.filter(CriuResponse::success).isPresent()) {
            return;
        }
        String reasons = new CriuLog(log).errors();
        if (reasons.isEmpty()) {
            reasons = answer.map(CriuResponse::error)
                    .filter(error -> !error.isEmpty())
                    .orElse("it does not say why");
        }
        String verdict = answer.isPresent() ? " can't " : " has died and did not ";
        throw new ContainerException(
                ErrorCode.UNSUPPORTED, this + verdict + task + ": " + reasons + "; its log is \"" + log + "\"");
    }

    private CriuVersion askVersion() {
        CriuVersion found = run(new CriuRequest(CriuRequest.Kind.VERSION).encode(), CriuListener.NONE)
                .map(CriuResponse::version)
                .orElseThrow(() -> new ContainerException(
                        ErrorCode.UNSUPPORTED,
                        "\"" + program + "\" does not tell its version; does \"criu check\" run?"));
        if (found.compareTo(CriuVersion.OLDEST) < 0) {
            throw new ContainerException(
                    ErrorCode.UNSUPPORTED,
                    "\"" + program + "\" is of version " + found + ", and must be of " + CriuVersion.OLDEST
                            + " or newer");
        }
        return found;
    }

    /** Ends with the connection, wherever it is then: that is how one that has written a pre-dump is ended too. */
    private Optional<CriuResponse> run(byte[] request, CriuListener listener) {
        SocketPair pair = syscalls.packetSocketpair();
        int pid;
        try (Fd theirs = pair.theirs()) {
            pid = spawn(theirs);
        } catch (RuntimeException failed) {
            pair.ours().close();
            throw failed;
        }
        try {
            return new CriuSession(syscalls, pair.ours()).ask(request, listener);
        } finally {
            pair.ours().close();
            syscalls.waitpid(pid);
        }
    }

    private int spawn(Fd socket) {
        try {
            return syscalls.posixSpawn(new SpawnRequest(
                    program.toString(), command(socket.number()), environment, List.of(), List.of(socket)));
        } catch (ErrnoException refused) {
            throw new ContainerException(
                    ErrorCode.UNSUPPORTED,
                    "\"" + program + "\" can't be executed: " + refused.errno().text(),
                    refused);
        }
    }

    private static ContainerException missing() {
        return new ContainerException(
                ErrorCode.UNSUPPORTED,
                "checkpoint and restore need criu " + CriuVersion.OLDEST
                        + " or newer, and there is none in PATH; install the package \"criu\"");
    }
}
