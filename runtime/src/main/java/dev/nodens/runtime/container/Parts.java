package dev.nodens.runtime.container;

import dev.nodens.runtime.cgroup.CgroupFs;
import dev.nodens.runtime.hook.HookRunner;
import dev.nodens.runtime.init.InitBinary;
import dev.nodens.runtime.plan.Host;
import dev.nodens.runtime.seccomp.SeccompCache;
import dev.nodens.runtime.seccomp.SeccompCompiler;
import dev.nodens.runtime.syscall.Syscalls;

/** What a runtime is made of, put together. */
record Parts(
        Syscalls syscalls,
        InitBinary binary,
        ContainerStore store,
        CgroupFs cgroups,
        SeccompCache filters,
        StateObserver observer,
        Exits exits,
        Creator creator,
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
        ContainerStore store = new ContainerStore(syscalls, options.root());
        Host host = HostProbe.look(options);
        CgroupFs cgroups = new CgroupFs(host.cgroups(), HostProbe.home(host), syscalls);
        StateObserver observer = new StateObserver(syscalls, store, cgroups);
        Exits exits = new Exits(syscalls, store, observer);
        SeccompCache filters = new SeccompCache(options.root().resolve("seccomp"));
        SeccompCompiler seccomp = new SeccompCompiler(syscalls, filters);
        Scopes scopes = new Scopes(syscalls, binary, cgroups, host.rootless());
        Planning planning = new Planning(store, cgroups, scopes, seccomp::compile, host);
        LifecycleHooks hooks = new LifecycleHooks(store, new HookRunner(syscalls, binary, host.namespaces()));
        Launcher launcher = new Launcher(syscalls, binary, options.steps());
        return new Parts(
                syscalls,
                binary,
                store,
                cgroups,
                filters,
                observer,
                exits,
                new Creator(syscalls, store, cgroups, observer, launcher, planning, hooks, scopes, options.steps()),
                new Signals(syscalls, observer),
                new Deletion(syscalls, store, cgroups, observer, exits, hooks, scopes, options.steps()),
                scopes,
                hooks,
                new Mountings(syscalls, binary, observer, planning),
                new Executions(syscalls, binary, observer, planning),
                new Measurements(syscalls, observer),
                new BundleCheck(planning, seccomp::compile, host.cgroups()));
    }

    /** What only serves containers goes with the last of them. */
    @Override
    public void close() {
        exits.close();
        binary.close();
        cgroups.close();
        if (store.ids().isEmpty()) {
            filters.clear();
        }
    }
}
