package dev.nodens.tests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.opentest4j.AssertionFailedError;

/** The built agent as a process of its own: started, asked over HTTP, killed. */
public final class AgentProcess implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(30);

    private final Process process;
    private final int port;
    private final Path log;

    private AgentProcess(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /**
     * How to start one.
     *
     * @param arguments after {@code nodens agent}
     * @param prefix words before the program, such as {@code unshare --mount}
     * @param environment settings beside the folders of the host and the port
     */
    public record Options(TestHost host, List<String> arguments, List<String> prefix, Map<String, String> environment) {

        /** An agent on the host's folder of manifests. */
        public static Options standalone(TestHost host) {
            return new Options(
                    host,
                    List.of("--manifests", host.manifests().toString()),
                    List.of(),
                    Map.of("NODENS_NODE_NAME", "node-1"));
        }

        /** An agent that serves the node of that name through an API server. */
        public static Options cluster(TestHost host, ApiServer server, String nodeName) {
            Map<String, String> environment =
                    Map.of("KUBECONFIG", server.kubeconfig().toString(), "NODENS_NODE_NAME", nodeName);
            return new Options(host, List.of(), List.of(), environment);
        }

        public Options under(String... words) {
            return new Options(host, arguments, List.of(words), environment);
        }

        public Options with(String name, String value) {
            Map<String, String> more = new HashMap<>(environment);
            more.put(name, value);
            return new Options(host, arguments, prefix, Map.copyOf(more));
        }

        /** Starts it and returns at once. */
        public AgentProcess start() {
            return AgentProcess.start(this);
        }
    }

    private static AgentProcess start(Options options) {
        try {
            int port = freePort();
            Path log = Files.createTempFile(options.host().base(), "agent-", ".log");
            ProcessBuilder builder = new ProcessBuilder()
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .redirectInput(Path.of("/dev/null").toFile());
            builder.command().addAll(options.prefix());
            builder.command().addAll(List.of(NodensCli.program(), "agent"));
            builder.command().addAll(options.arguments());
            builder.environment()
                    .putAll(Map.of(
                            "NODENS_STATE_ROOT", options.host().state().toString(),
                            "NODENS_DATA_ROOT", options.host().data().toString(),
                            "NODENS_LOG_ROOT", options.host().logs().toString(),
                            "QUARKUS_HTTP_HOST", "127.0.0.1",
                            "QUARKUS_HTTP_PORT", Integer.toString(port)));
            builder.environment().putAll(options.environment());
            return new AgentProcess(builder.start(), port, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Everything that it has written so far. */
    public String output() {
        return new String(ProcFiles.text(log).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** Returns when it says that it is ready. */
    public AgentProcess awaitReady() {
        Awaitility.await("readiness of the agent")
                .pollInterval(Duration.ofMillis(100))
                .atMost(START)
                .failFast(() -> {
                    if (!process.isAlive()) {
                        throw new AssertionFailedError(
                                "the agent has ended with " + process.exitValue() + ":\n" + output());
                    }
                })
                .until(() -> get("/q/health/ready").code() == HttpURLConnection.HTTP_OK);
        return this;
    }

    /** What it answered. */
    public record Answer(int code, String body) {}

    /** Asks it; code 0 where nothing listens yet. No connection is kept: it would look like a leak. */
    public Answer get(String path) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
            try {
                return answer(connection);
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return new Answer(0, e.toString());
        }
    }

    private static Answer answer(HttpURLConnection connection) throws IOException {
        connection.setRequestProperty("Connection", "close");
        connection.setReadTimeout((int) START.toMillis());
        int code = connection.getResponseCode();
        var stream =
                code < HttpURLConnection.HTTP_BAD_REQUEST ? connection.getInputStream() : connection.getErrorStream();
        return new Answer(code, stream == null ? "" : new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    }

    /** SIGKILL, between any two instructions of its. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** SIGTERM, and its orderly end. */
    public void stop() {
        process.destroy();
        awaitEnd();
    }

    /** Returns its exit code when it has ended. */
    public int awaitEnd() {
        try {
            if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionFailedError("the agent does not end:\n" + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionFailedError("interrupted", e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        awaitEnd();
    }
}
