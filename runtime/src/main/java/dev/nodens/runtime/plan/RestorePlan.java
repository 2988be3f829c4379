package dev.nodens.runtime.plan;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.LaunchOptions.Supervision;
import dev.nodens.runtime.mount.MountAttributes;
import dev.nodens.runtime.mount.MountFlag;
import dev.nodens.runtime.mount.MountKind;
import dev.nodens.runtime.mount.MountPlan;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A container that is made from files by another program, the restorer: what native-init does around it.
 *
 * @param stateDirectory as this process sees it
 * @param cgroups the container's are joined by the restorer, and so by what it makes
 * @param root directory of the host
 * @param rootPlace where it is mounted for the restorer, which wants a mount point that nothing else is mounted on
 * @param mountPoints mounts whose destinations are made where they are missing
 * @param loopback whether {@code lo} is brought up in the new network namespace
 */
public record RestorePlan(
        Supervision supervision,
        ContainerId id,
        Path stateDirectory,
        CgroupPlan cgroups,
        StreamPlan streams,
        String root,
        Path rootPlace,
        List<MountPlan> mountPoints,
        boolean loopback,
        Restorer restorer) {

    /** The restorer's end of the socket that it is told by what to do. */
    public static final int TALK = 3;

    public RestorePlan {
        mountPoints = List.copyOf(mountPoints);
    }

    /**
     * The program, and what it gets.
     *
     * @param args the program first
     * @param directories descriptors from {@link #TALK} + 1 on, in this order
     * @param descriptors those behind them, by the numbers that they have here
     */
    public record Restorer(List<String> args, List<String> env, List<Path> directories, List<Integer> descriptors) {
        public Restorer {
            args = List.copyOf(args);
            env = List.copyOf(env);
            directories = List.copyOf(directories);
            descriptors = List.copyOf(descriptors);
        }
    }

    /** For a container that was planned as if it were a new one. */
    public static RestorePlan of(LaunchPlan plan, Restorer restorer) {
        RootPlan root = Objects.requireNonNull(plan.root());
        return new RestorePlan(
                plan.supervision(),
                plan.id(),
                plan.stateDirectory(),
                plan.cgroups(),
                plan.streams(),
                root.source(),
                plan.stateDirectory().resolve("root"),
                mountPoints(root),
                plan.namespaces().loopback(),
                restorer);
    }

    /**
     * What lies in a tmpfs is in the files, the mount points for others too; and where cgroups are mounted is below one of
     * them or of sysfs.
     */
    private static List<MountPlan> mountPoints(RootPlan root) {
        List<String> tmpfs = root.mounts().stream()
                .filter(mount -> mount.fstype().equals("tmpfs"))
                .map(MountPlan::target)
                .toList();
        return root.mounts().stream()
                .filter(mount ->
                        mount.kind() != MountKind.REMOUNT && !mount.fstype().startsWith("cgroup"))
                .filter(mount -> tmpfs.stream().noneMatch(path -> mount.target().startsWith(path + "/")))
                .map(RestorePlan::plain)
                .toList();
    }

    /** Binds as they are, for what is mounted in them; any other file system only covers its mount point. */
    private static MountPlan plain(MountPlan mount) {
        boolean bind = mount.kind() == MountKind.BIND;
        Set<MountFlag> flags = EnumSet.noneOf(MountFlag.class);
        flags.addAll(mount.flags());
        flags.retainAll(Set.of(MountFlag.RECURSIVE, MountFlag.OPTIONAL, MountFlag.SOURCE_NOFOLLOW));
        return new MountPlan(
                mount.kind(),
                bind ? flags : Set.of(),
                MountAttributes.NONE,
                MountAttributes.NONE,
                0,
                bind ? mount.source() : "tmpfs",
                mount.target(),
                bind ? "" : "tmpfs",
                List.of());
    }
}
