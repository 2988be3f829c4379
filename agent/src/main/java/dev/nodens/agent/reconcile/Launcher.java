package dev.nodens.agent.reconcile;

import dev.nodens.agent.desired.DesiredContainer;
import dev.nodens.agent.observe.Links;
import dev.nodens.agent.oci.OciSpecs;
import dev.nodens.agent.oci.Prepared;
import dev.nodens.agent.rootfs.Rootfs;
import dev.nodens.agent.rootfs.RootfsProvider;
import dev.nodens.agent.volume.Volumes;
import dev.nodens.crd.v1alpha1.Logging;
import dev.nodens.crd.v1alpha1.WhenLogFull;
import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.LaunchOptions;
import dev.nodens.runtime.LaunchOptions.LogOptions;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.spec.Spec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Makes a container with all that it needs on the host, and removes the latter again. */
final class Launcher {

    private static final Logger LOG = Logger.getLogger(Launcher.class);
    private static final long LOG_SIZE_BYTES = 10L << 20;
    private static final int LOG_FILES = 5;

    private final Node node;
    private final RootfsProvider rootfs;
    private final Volumes volumes;

    Launcher(Node node) {
        this.node = node;
        this.rootfs = new RootfsProvider(node.folders().scratch());
        this.volumes = new Volumes(node.folders(), node.facts().hostRoot());
    }

    /**
     * Makes and starts it.
     *
     * @param unchanged asked whether what it joins is still the same instance
     * @return false where what it joins was gone before it was started: then nothing of it is left
     */
    boolean launch(DesiredContainer desired, Links links, Predicate<Links> unchanged) {
        Spec spec = OciSpecs.from(desired, new Prepared(root(desired), volumes.prepare(desired)), links, node.facts());
        LaunchOptions options = options(desired);
        if (links.targets().isEmpty()) {
            node.runtime().run(desired.id(), spec, options);
            return true;
        }
        // A pid may be reused between looking and joining. A target that is the same instance before and after was
        // alive
        // all the while, so that its pid was its own when its namespaces were opened; only then the program may run.
        node.runtime().create(desired.id(), spec, options);
        if (!unchanged.test(links)) {
            node.runtime().delete(desired.id(), true);
            return false;
        }
        node.runtime().start(desired.id());
        return true;
    }

    private Rootfs root(DesiredContainer desired) {
        try {
            Files.createDirectories(node.folders().scratch());
            Files.createDirectories(
                    Objects.requireNonNull(node.folders().log(desired.id()).getParent()));
        } catch (IOException e) {
            throw new ContainerException(
                    ErrorCode.RESOURCE_UNAVAILABLE, "can't make the folders of " + desired.id(), e);
        }
        return rootfs.of(desired.spec());
    }

    private LaunchOptions options(DesiredContainer desired) {
        Path log = node.folders().log(desired.id());
        LaunchOptions options =
                LaunchOptions.resident(logOptions(log, desired.spec().logging()));
        return rootfs.of(desired.spec()).overlay().map(options::withOverlay).orElse(options);
    }

    private static LogOptions logOptions(Path file, @Nullable Logging given) {
        Logging logging = given == null ? new Logging(null, null, null) : given;
        long size = logging.maxSize() == null
                ? LOG_SIZE_BYTES
                : logging.maxSize().getNumericalAmount().longValue();
        LogOptions.WhenFull whenFull = logging.whenFull() == WhenLogFull.DROP_OLDEST
                ? LogOptions.WhenFull.DROP_OLDEST
                : LogOptions.WhenFull.BLOCK;
        return new LogOptions(file, size, Objects.requireNonNullElse(logging.maxFiles(), LOG_FILES), whenFull);
    }

    /** Removes everything that is kept of a container that is gone. */
    void cleanUp(ContainerId id) {
        try {
            node.folders().remove(id);
        } catch (IOException e) {
            LOG.errorf("can't remove what was kept of container %s: %s", id, e);
        }
    }
}
