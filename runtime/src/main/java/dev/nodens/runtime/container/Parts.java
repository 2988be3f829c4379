package dev.nodens.runtime.container;

import dev.nodens.runtime.cgroup.CgroupFs;
import dev.nodens.runtime.hook.HookRunner;
import dev.nodens.runtime.init.InitBinary;
import dev.nodens.runtime.plan.Host;
import dev.nodens.runtime.seccomp.SeccompCache;
import dev.nodens.runtime.seccomp.SeccompCompiler;
import dev.nodens.runtime.syscall.Syscalls;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What a runtime is made of, put together. */
record Parts(
        Syscalls syscalls,
        InitBinary binary,
        ExecutorService threads,
        ContainerStore store,
        CgroupFs cgroups,
        SeccompCache filters,
        StateObserver observer,
        Exits exits,
        Creator creator,
        Restorer restorer,
        Checkpoints checkpoints,
        Signals signals,
        Deletion deletion,
        Scopes scopes,
        LifecycleHooks hooks,
        Mountings mountings,
        Executions executions,
        Measurements measurements,
        BundleCheck check)
        implements AutoCloseable {

    static Parts assemble(RuntimeOptions options) {
        Syscalls syscalls = Syscalls.linux();
        InitBinary binary = InitBinary.load(syscalls);
        ExecutorService threads = Executors.newCachedThreadPool(
                Thread.ofPlatform().daemon().name("nodens-", 1).factory());
        Spawner spawner = new Spawner(syscalls, binary, threads);
        ContainerStore store = new ContainerStore(syscalls, options.root());
        Host host = HostProbe.look(options);
        CgroupFs cgroups = new CgroupFs(host.cgroups(), HostProbe.home(host), syscalls);
        StateObserver observer = new StateObserver(syscalls, store, cgroups);
        Exits exits = new Exits(syscalls, store, observer, threads);
        SeccompCache filters = new SeccompCache(options.root().resolve("seccomp"));
        SeccompCompiler seccomp = new SeccompCompiler(syscalls, filters);
        Scopes scopes = new Scopes(syscalls, binary, cgroups, host.rootless());
        Planning planning = new Planning(store, cgroups, scopes, seccomp::compile, host);
        LifecycleHooks hooks = new LifecycleHooks(store, new HookRunner(syscalls, binary, host.namespaces()));
        Launcher launcher = new Launcher(syscalls, options.steps());
        Creator creator = new Creator(
                syscalls, store, cgroups, observer, spawner, launcher, planning, hooks, scopes, options.steps());
        return new Parts(
                syscalls,
                binary,
                threads,
                store,
                cgroups,
                filters,
                observer,
                exits,
                creator,
                new Restorer(syscalls, observer, spawner, launcher, planning, creator, System.getenv()),
                new Checkpoints(syscalls, cgroups, observer, planning, System.getenv()),
                new Signals(syscalls, observer),
                new Deletion(syscalls, store, cgroups, observer, exits, hooks, scopes, options.steps()),
                scopes,
                hooks,
                new Mountings(syscalls, binary, observer, planning),
                new Executions(syscalls, spawner, observer, planning),
                new Measurements(syscalls, observer),
                new BundleCheck(planning, seccomp::compile, host.cgroups()));
    }

    /** What only serves containers goes with the last of them. */
    @Override
    public void close() {
        exits.close();
        threads.shutdown();
        binary.close();
        cgroups.close();
        if (store.ids().isEmpty()) {
            filters.clear();
        }
    }
}
