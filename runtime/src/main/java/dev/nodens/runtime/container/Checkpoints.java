package dev.nodens.runtime.container;

import dev.nodens.runtime.CheckpointOptions;
import dev.nodens.runtime.CheckpointOptions.Flag;
import dev.nodens.runtime.ContainerState;
import dev.nodens.runtime.ExitStatus.Reason;
import dev.nodens.runtime.LaunchOptions.Supervision;
import dev.nodens.runtime.cgroup.CgroupFs;
import dev.nodens.runtime.cgroup.CgroupPath;
import dev.nodens.runtime.cgroup.MountEntry;
import dev.nodens.runtime.cgroup.MountTable;
import dev.nodens.runtime.criu.Criu;
import dev.nodens.runtime.criu.CriuFeature;
import dev.nodens.runtime.criu.CriuListener;
import dev.nodens.runtime.criu.CriuOption;
import dev.nodens.runtime.criu.CriuRequest;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.namespace.Namespace;
import dev.nodens.runtime.namespace.NamespaceType;
import dev.nodens.runtime.plan.ExternalMounts;
import dev.nodens.runtime.plan.LaunchPlan;
import dev.nodens.runtime.plan.RootPlan;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Syscalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes running containers to files, by criu. What fails leaves the container as it was: criu sees to that. */
final class Checkpoints {

    private static final String LOG = "dump.log";
    private static final int POLLIN = 1;
    private static final int SIGKILL = 9;
    private static final Duration END_PATIENCE = Duration.ofSeconds(10);

    private final Syscalls syscalls;
    private final CgroupFs cgroups;
    private final StateObserver observer;
    private final Planning planning;
    private final Map<String, String> environment;

    Checkpoints(
            Syscalls syscalls,
            CgroupFs cgroups,
            StateObserver observer,
            Planning planning,
            Map<String, String> environment) {
        this.syscalls = syscalls;
        this.cgroups = cgroups;
        this.observer = observer;
        this.planning = planning;
        this.environment = environment;
    }

    /** Returns when all is written, and the container has ended unless it is to go on. Its lock is held. */
    void write(StoredContainer container, CheckpointOptions options) {
        ContainerState state = observer.observe(container);
        if (!(state instanceof ContainerState.Running || state instanceof ContainerState.Paused)) {
            throw new ContainerException(
                    ErrorCode.WRONG_STATE,
                    "container \"" + container.id() + "\" is " + state.status() + ", and must be running or paused");
        }
        planning.requireCriuCanRun();
        LaunchPlan made = planning.remembered(container);
        requireOwnMounts(container, made.root());
        checkParent(options);
        Criu criu = Criu.find(syscalls, environment);
        requireFeatures(criu, options);
        ProcessRecord record = ProcessRecord.read(observer.directory(container)).orElseThrow();
        Optional<Fd> process = record.process().open(syscalls);
        try (ImageDirectory directory = ImageDirectory.make(syscalls, options.images(), options.work())) {
            CriuRequest request = directory.in(request(container, options, state.livePid()));
            externalNamespaces(request, made);
            if (!options.flags().contains(Flag.PRE_DUMP)) {
                dumpOutside(request, made.root(), state.livePid(), directory.path());
            }
            criu.perform(request, listener(options), directory.log(LOG));
            if (ends(options)) {
                process.ifPresent(pidfd -> awaitEnd(container, record, pidfd));
            }
        } finally {
            process.ifPresent(Fd::close);
        }
    }

    /** Whether the container has ended afterwards. */
    static boolean ends(CheckpointOptions options) {
        return !options.flags().contains(Flag.LEAVE_RUNNING) && !options.flags().contains(Flag.PRE_DUMP);
    }

    private static void requireFeatures(Criu criu, CheckpointOptions options) {
        if (options.flags().contains(Flag.PRE_DUMP)) {
            criu.require(CriuFeature.MEM_TRACK);
        }
        if (options.flags().contains(Flag.LAZY_PAGES)) {
            criu.require(CriuFeature.LAZY_PAGES);
        }
    }

    /** Without them criu could not tell what to mount again from what is the host's. */
    private static void requireOwnMounts(StoredContainer container, @Nullable RootPlan root) {
        if (root != null && root.inHost()) {
            throw new ContainerException(
                    ErrorCode.UNSUPPORTED,
                    "container \"" + container.id() + "\" has no mount namespace of its own, which a checkpoint needs");
        }
    }

    private static void checkParent(CheckpointOptions options) {
        options.parent().ifPresent(parent -> {
            if (Path.of(parent).isAbsolute()) {
                throw new ContainerException(
                        ErrorCode.INVALID_SPEC,
                        "--parent-path \"" + parent + "\" must be relative: it starts at the image path");
            }
            if (!Files.isDirectory(options.images().resolve(parent))) {
                throw new ContainerException(
                        ErrorCode.INVALID_SPEC,
                        "--parent-path \"" + parent + "\": must be a directory as seen from \"" + options.images()
                                + "\"");
            }
        });
    }

    private CriuRequest request(StoredContainer container, CheckpointOptions options, int pid) {
        boolean memoryOnly = options.flags().contains(Flag.PRE_DUMP);
        CriuRequest request = CriuWords.request(
                        memoryOnly ? CriuRequest.Kind.PRE_DUMP : CriuRequest.Kind.DUMP,
                        LOG,
                        options.cgroups(),
                        options.flags())
                .with(CriuOption.PID, pid);
        CriuWords.configFile(container.annotations()).ifPresent(file -> request.with(CriuOption.CONFIG_FILE, file));
        options.parent()
                .ifPresent(parent -> request.with(CriuOption.PARENT_IMG, parent).with(CriuOption.TRACK_MEM, true));
        options.pageServer().ifPresent(server -> request.with(CriuOption.PAGE_SERVER, server.address(), server.port()));
        container
                .cgroupPath()
                .flatMap(this::freezer)
                .ifPresent(path -> request.with(CriuOption.FREEZE_CGROUP, path.toString()));
        return request;
    }

    /** Where the whole container is stopped at once; without it criu stops one process after the other. */
    private Optional<Path> freezer(CgroupPath cgroup) {
        return cgroups.layout().legacy().stream()
                .filter(hierarchy -> hierarchy.controllers().contains("freezer"))
                .map(hierarchy -> hierarchy.mount().directory(cgroup))
                .findFirst()
                .or(() -> cgroups.layout().unified().map(hierarchy -> hierarchy.directory(cgroup)));
    }

    private static void externalNamespaces(CriuRequest request, LaunchPlan plan) {
        for (Namespace namespace : plan.namespaces().namespaces().joined()) {
            if (namespace.type() == NamespaceType.NETWORK || namespace.type() == NamespaceType.PID) {
                request.with(
                        CriuOption.EXTERNAL,
                        namespace.type().procFile() + "[" + inode(String.valueOf(namespace.path())) + "]:"
                                + CriuWords.key(namespace.type()));
            }
        }
    }

    private static long inode(String path) {
        try {
            return (Long) Files.getAttribute(Path.of(path), "unix:ino");
        } catch (IOException gone) {
            throw new ContainerException(
                    ErrorCode.INVALID_NAMESPACE, "namespace path \"" + path + "\": can't be looked at", gone);
        }
    }

    /** The root, what is mounted of the host's, and streams that lead out: none of it is the container's to write down. */
    private static void dumpOutside(CriuRequest request, @Nullable RootPlan root, int pid, Path images) {
        if (root != null) {
            request.with(CriuOption.ROOT, root.source());
            ExternalMounts external = ExternalMounts.of(root, new RootPlaces(Path.of(root.source()))::of);
            for (MountEntry mount : mounts(pid)) {
                if (external.sources().containsKey(mount.mountPoint())) {
                    request.with(CriuOption.EXT_MNT, mount.mountPoint(), mount.mountPoint());
                } else if (external.maskedPaths().contains(mount.mountPoint())
                        && mount.root().equals("/null")) {
                    request.with(CriuOption.EXT_MNT, mount.mountPoint(), ExternalMounts.MASK);
                }
            }
        }
        StandardStreams streams = StandardStreams.of(pid);
        streams.outsideFiles().forEach(key -> request.with(CriuOption.EXTERNAL, key));
        streams.write(images);
    }

    private static List<MountEntry> mounts(int pid) {
        try {
            return MountTable.read(Path.of("/proc", Integer.toString(pid), "mountinfo"))
                    .entries();
        } catch (IOException gone) {
            throw new ContainerException(
                    ErrorCode.WRONG_STATE, "process " + pid + " has ended, or can't be looked at", gone);
        }
    }

    private CriuListener listener(CheckpointOptions options) {
        return (script, _, descriptors) -> {
            descriptors.forEach(Fd::close);
            if (script.equals("status-ready")) {
                options.statusFd().ifPresent(number -> syscalls.write(Fd.borrowed(number), ByteBuffer.allocate(1)));
            }
        };
    }

    /** criu has killed it. Where nobody else sees that, it is written down here. */
    private void awaitEnd(StoredContainer container, ProcessRecord record, Fd process) {
        syscalls.poll(List.of(process), POLLIN, END_PATIENCE);
        if (container.supervision() == Supervision.NONE) {
            Instant started = observer.startedAt(container, record);
            new ExitRecord(128 + SIGKILL, SIGKILL, started, Instant.now(), Reason.EXITED)
                    .write(observer.directory(container));
        }
    }
}
