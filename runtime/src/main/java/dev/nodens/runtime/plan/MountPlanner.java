package dev.nodens.runtime.plan;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.mount.FilesystemOption;
import dev.nodens.runtime.mount.MountAttributes;
import dev.nodens.runtime.mount.MountFlag;
import dev.nodens.runtime.mount.MountKind;
import dev.nodens.runtime.mount.MountOptions;
import dev.nodens.runtime.mount.MountPlan;
import dev.nodens.runtime.namespace.IdMappings;
import dev.nodens.runtime.namespace.NamespaceType;
import dev.nodens.runtime.namespace.Namespaces;
import dev.nodens.runtime.spec.Linux;
import dev.nodens.runtime.spec.Mount;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.spec.UnixPath;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Turns the Spec's mounts into what is done to make them, in their order. */
final class MountPlanner {

    private static final String DEV = "/dev";

    private final Spec spec;
    private final Linux linux;
    private final PlanContext context;
    private final RootPaths rootPaths;
    private final CgroupMounts cgroups;
    private final boolean newUserNamespace;
    private final boolean joinsUserNamespace;
    private final MountAttributes plain;
    private final List<MountPlan> mounts = new ArrayList<>();
    private final List<MountPlan> last = new ArrayList<>();

    MountPlanner(Spec spec, Namespaces namespaces, PlanContext context) {
        this.spec = spec;
        this.linux = NamespacePlanner.linux(spec);
        this.context = context;
        this.rootPaths = RootPaths.of(spec, context);
        this.cgroups = new CgroupMounts(context.host().cgroups(), context.cgroups(), namespaces);
        this.newUserNamespace = namespaces.creates(NamespaceType.USER);
        this.joinsUserNamespace = namespaces.contains(NamespaceType.USER) && !newUserNamespace;
        this.plain = context.host().user().isPresent() || namespaces.contains(NamespaceType.USER)
                ? MountAttributes.PLAIN_UNLESS_LOCKED
                : MountAttributes.PLAIN;
    }

    /**
     * @param ownsDev whether {@code /dev} is the container's own, to be filled; a bound one is somebody else's
     */
    record Result(List<MountPlan> mounts, boolean ownsDev) {}

    Result plan() {
        boolean ownsDev = true;
        for (int i = 0; i < spec.mounts().size(); i++) {
            Mount mount = spec.mounts().get(i);
            MountOptions options = MountOptions.parse(mount.options());
            String target = UnixPath.inContainer(mount.destination());
            ownsDev &= !(target.equals(DEV) && isBind(mount, options));
            add(mount, options, target, "mounts[" + i + "]");
        }
        mounts.addAll(last);
        return new Result(mounts, ownsDev);
    }

    private void add(Mount mount, MountOptions options, String target, String field) {
        if (isBind(mount, options)) {
            addWithPropagation(bind(mount, options, target, field), options);
        } else if (options.kind() == MountKind.REMOUNT) {
            addWithPropagation(remount(target, options.attributes(), options.recursiveAttributes()), options);
        } else if ("cgroup".equals(mount.type())) {
            cgroups.plan(target, options).forEach(this::addFilesystem);
        } else {
            addWithPropagation(filesystem(mount, options, target, field), options);
        }
    }

    /** The kernel takes one propagation at a time; "slave" and then "shared" is both. */
    private void addWithPropagation(MountPlan mount, MountOptions options) {
        addFilesystem(mount);
        options.propagations().stream().skip(1).forEach(next -> mounts.add(propagation(mount.target(), next)));
    }

    /** A tmpfs is made writable even where it is to be read-only, because mount points and devices are made in it yet. */
    private void addFilesystem(MountPlan mount) {
        boolean filledLater = mount.kind() == MountKind.FILESYSTEM
                && (mount.fstype().equals("tmpfs") || mount.target().equals(DEV))
                && mount.attributes().isReadOnly();
        if (!filledLater) {
            mounts.add(mount);
            return;
        }
        mounts.add(new MountPlan(
                mount.kind(),
                mount.flags(),
                mount.attributes().without(MountAttributes.READ_ONLY),
                mount.recursiveAttributes(),
                mount.propagation(),
                mount.source(),
                mount.target(),
                mount.fstype(),
                mount.options()));
        last.add(new MountPlan(
                MountKind.REMOUNT,
                Set.of(MountFlag.LAST),
                MountAttributes.READ_ONLY,
                MountAttributes.NONE,
                0,
                "",
                mount.target(),
                "",
                List.of()));
    }

    private MountPlan bind(Mount mount, MountOptions options, String target, String field) {
        Set<MountFlag> flags = EnumSet.noneOf(MountFlag.class);
        flags.addAll(options.flags());
        String source = context.inBundle(field + ".source", Objects.requireNonNull(mount.source()));
        Optional<String> inside = rootPaths.inside(source);
        inside.ifPresent(_ -> flags.add(MountFlag.SOURCE_IN_ROOT));
        boolean mapped = !mount.uidMappings().isEmpty();
        if (mapped && !flags.contains(MountFlag.IDMAP_RECURSIVE)) {
            flags.add(MountFlag.IDMAP);
        }
        requireMappable(flags, field);
        return new MountPlan(
                MountKind.BIND,
                flags,
                ofBind(options.attributes()),
                options.recursiveAttributes(),
                firstPropagation(options),
                mapped ? ids(mount) : IdMappings.NONE,
                inside.orElse(source),
                target,
                "",
                List.of());
    }

    /** In a user namespace that others are in as well, one of them could put a tree of the host's in the source's place. */
    private void requireMappable(Set<MountFlag> flags, String field) {
        boolean inside = flags.contains(MountFlag.SOURCE_IN_ROOT)
                && (flags.contains(MountFlag.IDMAP) || flags.contains(MountFlag.IDMAP_RECURSIVE));
        if (inside && joinsUserNamespace) {
            throw new ContainerException(
                    ErrorCode.UNSUPPORTED,
                    "$." + field
                            + ".source: must not be inside the root where its ids are mapped and the user namespace is"
                            + " one that is there already");
        }
    }

    /** A bind is as its source is, or as its options say and nothing else (docs/decisions/0025). */
    private MountAttributes ofBind(MountAttributes asked) {
        return asked.equals(MountAttributes.NONE) ? asked : plain.then(asked);
    }

    /** A namespace that is there already need not be made once more: that of a container with the same mappings. */
    private IdMappings ids(Mount mount) {
        IdMappings ids = NamespacePlanner.mappings(mount.uidMappings(), mount.gidMappings());
        return newUserNamespace && ids.equals(NamespacePlanner.mappings(linux)) ? IdMappings.NONE : ids;
    }

    private MountPlan filesystem(Mount mount, MountOptions options, String target, String field) {
        String type = Objects.requireNonNull(mount.type());
        String source = mount.source() == null ? type : mount.source();
        List<FilesystemOption> all = new ArrayList<>(options.superblock());
        if (source.startsWith("/") && options.attributes().isReadOnly()) {
            // of a block device that can't be written, only a read-only superblock can be had
            all.add(new FilesystemOption("ro", ""));
        }
        all.addAll(options.data());
        Labels.ofMount(linux, type, context.host()).ifPresent(all::add);
        Set<MountFlag> flags = EnumSet.noneOf(MountFlag.class);
        flags.addAll(options.flags());
        if (type.equals("tmpfs")
                && all.stream().noneMatch(option -> option.key().equals("mode"))) {
            flags.add(MountFlag.INHERIT_MODE);
        }
        List<FilesystemOption> fitting = OptionLimits.fitting(field + ".options", type, all);
        return new MountPlan(
                MountKind.FILESYSTEM,
                flags,
                options.attributes(),
                options.recursiveAttributes(),
                firstPropagation(options),
                source,
                target,
                type,
                fitting);
    }

    static MountPlan remount(String target, MountAttributes attributes, MountAttributes recursive) {
        return new MountPlan(MountKind.REMOUNT, Set.of(), attributes, recursive, 0, "", target, "", List.of());
    }

    private static MountPlan propagation(String target, int bits) {
        return new MountPlan(
                MountKind.REMOUNT,
                Set.of(),
                MountAttributes.NONE,
                MountAttributes.NONE,
                bits,
                "",
                target,
                "",
                List.of());
    }

    private static int firstPropagation(MountOptions options) {
        return options.propagations().isEmpty() ? 0 : options.propagations().getFirst();
    }

    private static boolean isBind(Mount mount, MountOptions options) {
        return options.kind() == MountKind.BIND
                || (options.kind() == MountKind.FILESYSTEM && "bind".equals(mount.type()));
    }
}
