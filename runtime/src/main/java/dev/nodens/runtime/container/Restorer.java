package dev.nodens.runtime.container;

import dev.nodens.runtime.RestoreOptions;
import dev.nodens.runtime.bootstrap.BootstrapEncoder;
import dev.nodens.runtime.container.Planning.Planned;
import dev.nodens.runtime.criu.Criu;
import dev.nodens.runtime.criu.CriuOption;
import dev.nodens.runtime.criu.CriuRequest;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.namespace.NamespaceType;
import dev.nodens.runtime.plan.ExternalMounts;
import dev.nodens.runtime.plan.RestorePlan;
import dev.nodens.runtime.plan.RootPlan;
import dev.nodens.runtime.spec.Linux;
import dev.nodens.runtime.spec.LinuxNamespace;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Syscalls;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes containers from the files of a checkpoint: as {@link Creator} makes them, but for their process, which criu makes.
 * native-init starts criu, so that the process becomes a child of whoever looks after the container; this process tells
 * criu what to do, and native-init what criu has done.
 */
final class Restorer {

    private static final String LOG = "restore.log";
    private static final int PRIVATE = 0700;

    private final Syscalls syscalls;
    private final StateObserver observer;
    private final Spawner spawner;
    private final Launcher launcher;
    private final Planning planning;
    private final Creator creator;
    private final Map<String, String> environment;

    Restorer(
            Syscalls syscalls,
            StateObserver observer,
            Spawner spawner,
            Launcher launcher,
            Planning planning,
            Creator creator,
            Map<String, String> environment) {
        this.syscalls = syscalls;
        this.observer = observer;
        this.spawner = spawner;
        this.launcher = launcher;
        this.planning = planning;
        this.creator = creator;
        this.environment = environment;
    }

    Creator.Made restore(Creator.Request asked, RestoreOptions options) {
        planning.requireCriuCanRun();
        Creator.Request request = new Creator.Request(
                asked.id(), withTimeNamespace(asked.spec()), asked.mode(), asked.options(), asked.oci());
        Criu criu = Criu.find(syscalls, environment);
        Planned planned = planning.container(request, List.of());
        RootPlan root = requireBoundRoot(planned.plan().root());
        options.work().ifPresent(ImageDirectory::makeWork);
        List<Path> directories = Stream.concat(Stream.of(options.images()), options.work().stream())
                .toList();
        try (CallerSockets sockets = CallerSockets.connect(syscalls, request.oci());
                OutsideNamespaces namespaces = OutsideNamespaces.open(
                        syscalls, planned.plan().namespaces().namespaces().joined())) {
            RestorePlan plan = RestorePlan.of(
                    planned.plan(),
                    new RestorePlan.Restorer(
                            criu.command(RestorePlan.TALK),
                            criu.environment(),
                            directories,
                            namespaces.files().stream().map(Fd::number).toList()));
            CriuRequest words = words(options, root, plan.rootPlace());
            CriuWords.configFile(request.spec().annotations())
                    .ifPresent(file -> words.with(CriuOption.CONFIG_FILE, file));
            namespaces.in(words, RestorePlan.TALK + 1 + directories.size());
            Path log = options.work().orElse(options.images()).resolve(LOG);
            return creator.restore(request, planned, container -> {
                RestoreTalk talk = new RestoreTalk(syscalls, criu, words, log, sockets);
                return launch(request, container, plan, namespaces.files(), talk);
            });
        }
    }

    private Launch launch(
            Creator.Request request,
            StoredContainer container,
            RestorePlan plan,
            List<Fd> inherited,
            RestoreTalk talk) {
        syscalls.mkdir(plan.rootPlace().toString(), PRIVATE);
        ByteBuffer message = ByteBuffer.wrap(BootstrapEncoder.encode(plan));
        Launcher.Attendant attendant = creator.attendant(request, container);
        try (Spawner.Spawning init = spawner.spawn(List.of(), inherited)) {
            return launcher.restore(init, message, attendant, new Launcher.Restoration() {
                @Override
                public void perform(Fd socket, Made made) {
                    talk.hold(socket, container.supervision(), attendant, made);
                }

                @Override
                public void end() {
                    observer.cgroup(container).killAll();
                }
            });
        }
    }

    /**
     * criu gives what it restores a time namespace, so that clocks go on where they were. Who enters the container later
     * must enter that too, or could not be written to files with the rest of it.
     */
    private static Spec withTimeNamespace(Spec spec) {
        Linux linux = spec.linux() == null ? Linux.empty() : spec.linux();
        String time = NamespaceType.TIME.ociName();
        boolean given = linux.namespaces().stream()
                .anyMatch(namespace -> namespace.type().equals(time));
        if (given || !NamespaceType.TIME.isSupported()) {
            return spec;
        }
        List<LinuxNamespace> all = Stream.concat(linux.namespaces().stream(), Stream.of(new LinuxNamespace(time, null)))
                .toList();
        return spec.with(draft -> draft.linux = linux.with(changed -> changed.namespaces = all));
    }

    /** criu finds a root by its path; one that was mounted in the container's own mount namespace has none. */
    private static RootPlan requireBoundRoot(@Nullable RootPlan root) {
        if (root == null || root.inHost() || !root.fstype().isEmpty()) {
            throw new ContainerException(
                    ErrorCode.UNSUPPORTED,
                    "restore: needs a mount namespace of its own and a root that is a directory of the host");
        }
        return root;
    }

    private static CriuRequest words(RestoreOptions options, RootPlan root, Path place) {
        CriuRequest request = CriuWords.request(CriuRequest.Kind.RESTORE, LOG, options.cgroups(), options.flags())
                .with(CriuOption.IMAGES_DIR_FD, RestorePlan.TALK + 1)
                .with(CriuOption.RST_SIBLING, true)
                .with(CriuOption.EVASIVE_DEVICES, true)
                .with(CriuOption.ROOT, place.toString());
        options.work().ifPresent(_ -> request.with(CriuOption.WORK_DIR_FD, RestorePlan.TALK + 2));
        options.lsmProfile().ifPresent(profile -> request.with(CriuOption.LSM_PROFILE, profile));
        options.lsmMountContext().ifPresent(context -> request.with(CriuOption.LSM_MOUNT_CONTEXT, context));
        ExternalMounts external = ExternalMounts.of(root, new RootPlaces(Path.of(root.source()))::of);
        external.sources().forEach((target, source) -> request.with(CriuOption.EXT_MNT, target, source));
        if (!external.maskedPaths().isEmpty()) {
            request.with(CriuOption.EXT_MNT, ExternalMounts.MASK, ExternalMounts.MASK);
        }
        List<String> streams = StandardStreams.read(options.images()).keys();
        for (int i = 0; i < streams.size(); i++) {
            if (StandardStreams.isReplaced(streams.get(i))) {
                request.with(CriuOption.INHERIT_FD, streams.get(i), i);
            }
        }
        return request;
    }
}
