package dev.nodens.tests.harness;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real API server with its etcd and with the resource definitions of the chart. Nobody else runs in it: no controller, so
 * no garbage collection, and a namespace that is deleted never goes.
 */
public final class ApiServer implements AutoCloseable {

    private static final int STARTUP_TIMEOUT_MILLIS =
            (int) Duration.ofMinutes(2).toMillis();

    private final KubeAPIServer server;
    private final KubernetesClient client;
    private final Path kubeconfig;
    private final AtomicInteger namespaces = new AtomicInteger();

    private ApiServer(KubeAPIServer server, Path kubeconfig) {
        this.server = server;
        this.kubeconfig = kubeconfig;
        this.client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(server.getKubeConfigYaml()))
                .build();
    }

    /** Where {@code tests/kube/fetch} puts the programs. */
    static Path cache() {
        return Optional.ofNullable(System.getenv("KUBE_API_TEST_DIR"))
                .map(Path::of)
                .orElseGet(() -> Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                        .map(Path::of)
                        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
                        .resolve("kube-test"));
    }

    static boolean isInstalled() {
        return installed().isPresent();
    }

    private static Optional<Path> installed() {
        Path versions = cache().resolve("k8s");
        if (!Files.isDirectory(versions)) {
            return Optional.empty();
        }
        try (var folders = Files.list(versions)) {
            return folders.filter(folder -> List.of("etcd", "kube-apiserver", "kubectl").stream()
                            .allMatch(program -> Files.isExecutable(folder.resolve(program))))
                    .max(Comparator.naturalOrder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ApiServer start() {
        KubeAPIServer server = new KubeAPIServer(new KubeAPIServerConfigBuilder()
                .withTestDir(cache().toString())
                .withOfflineMode(true)
                .withUpdateKubeConfig(false)
                .withStartupTimeout(STARTUP_TIMEOUT_MILLIS)
                .withApiServerFlag("--bind-address", "127.0.0.1")
                .build());
        server.start();
        try {
            Path kubeconfig = Files.createTempFile("nodens-tests-", ".kubeconfig");
            Files.writeString(kubeconfig, server.getKubeConfigYaml());
            ApiServer started = new ApiServer(server, kubeconfig);
            started.installDefinitions();
            return started;
        } catch (IOException e) {
            server.stop();
            throw new UncheckedIOException(e);
        }
    }

    private void installDefinitions() {
        kubectl("apply", "-f", Tree.root().resolve("helm/nodens/crds").toString())
                .succeeded();
        kubectl("wait", "--for=condition=Established", "--timeout=60s", "crd", "--all")
                .succeeded();
    }

    /** A client with every right. */
    public KubernetesClient client() {
        return client;
    }

    /** A file that gives every right. */
    public Path kubeconfig() {
        return kubeconfig;
    }

    /** Makes a namespace that no other test uses. */
    public String newNamespace() {
        String name = "test-" + namespaces.incrementAndGet();
        client.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
        return name;
    }

    /** The real kubectl, to be given arguments and run. */
    public Command kubectl() {
        String program = installed().orElseThrow().resolve("kubectl").toString();
        return Command.of(program, "--kubeconfig", kubeconfig.toString());
    }

    public CommandResult kubectl(String... arguments) {
        return kubectl().with(arguments).run();
    }

    @Override
    public void close() throws IOException {
        client.close();
        server.stop();
        Files.deleteIfExists(kubeconfig);
    }
}
