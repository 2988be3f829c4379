package dev.nodens.tests.speed;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A C program that only does what the kernel asks for. The one that the goals are about enters v1's cgroups as everybody
 * does, and waits for a grace period of the kernel.
 *
 * @param byTasks enters them without that wait, as this runtime does
 * @param filter a file with the compiled default profile
 */
record FloorContender(boolean byTasks, Spawner spawner, Path program, Path rootfs, Path filter, Cgroups cgroups)
        implements Contender {

    static final String NAME = "floor (C)";

    @Override
    public String name() {
        return byTasks ? "floor (C), by tasks" : NAME;
    }

    FloorContender withoutWait() {
        return new FloorContender(true, spawner, program, rootfs, filter, cgroups);
    }

    @Override
    public Life prepare(String slot, Workload workload) {
        List<String> argv = command(workload, List.of(), cgroup(slot));
        return () -> spawner.run(argv);
    }

    /** One more process in a container of another contender's. */
    Life exec(int pid, String cgroup) {
        List<String> argv = command(Workload.WHOLE, List.of("-e", Integer.toString(pid)), cgroup);
        return () -> spawner.run(argv);
    }

    /** What it runs, for those who run it in another way. */
    List<String> command(String slot) {
        return command(Workload.WHOLE, List.of(), cgroup(slot));
    }

    private String cgroup(String slot) {
        return (byTasks ? "floor-by-tasks-" : "floor-") + slot;
    }

    private List<String> command(Workload workload, List<String> more, String cgroup) {
        List<String> argv = new ArrayList<>(List.of(program.toString()));
        argv.addAll(more);
        if (!workload.network()) {
            argv.add("-n");
        }
        if (byTasks) {
            argv.add("-t");
        }
        if (workload.seccomp()) {
            argv.addAll(List.of("-s", filter.toString()));
        }
        cgroups.unified(cgroup).forEach(directory -> argv.addAll(List.of("-2", directory)));
        argv.addAll(List.of(rootfs.toString(), "/bin/true"));
        argv.addAll(cgroups.legacy(cgroup));
        return argv;
    }
}
