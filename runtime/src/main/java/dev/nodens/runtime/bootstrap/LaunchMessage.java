package dev.nodens.runtime.bootstrap;

import dev.nodens.protocol.Attribute;
import dev.nodens.protocol.Bootstrap;
import dev.nodens.runtime.LaunchOptions.LogOptions;
import dev.nodens.runtime.cgroup.CgroupRef;
import dev.nodens.runtime.namespace.Namespace;
import dev.nodens.runtime.plan.CgroupPlan;
import dev.nodens.runtime.plan.LaunchPlan;
import dev.nodens.runtime.plan.NamespacePlan;
import dev.nodens.runtime.plan.ProcessPlan;
import dev.nodens.runtime.plan.ProcessPlan.Capabilities;
import dev.nodens.runtime.plan.SchedulingPlan;
import dev.nodens.runtime.plan.StreamPlan;
import dev.nodens.runtime.scheduling.NumberSet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which attributes say what a plan says. */
final class LaunchMessage {

    private final List<BootstrapMessage.Entry> entries = new ArrayList<>();

    private LaunchMessage() {}

    static BootstrapMessage of(LaunchPlan plan) {
        LaunchMessage message = new LaunchMessage();
        message.runcPart(plan.namespaces(), plan.process().oomScoreAdj());
        message.kind(plan);
        message.entries.addAll(cgroupEntries(plan.cgroups()));
        message.streams(plan.streams());
        message.flag(Attribute.LOOPBACK, plan.namespaces().loopback());
        if (plan.root() != null) {
            message.entries.addAll(RootMessage.of(plan.root()));
        }
        if (plan.rootOf() != null) {
            message.put(Attribute.ROOT_OF, Value.of(plan.rootOf()));
        }
        message.names(plan.namespaces());
        message.process(plan.process());
        for (NamespacePlan.NetDevice device : plan.namespaces().netDevices()) {
            message.put(Attribute.NET_DEVICE, Value.of(device.name()), Value.of(device.newName()));
        }
        message.flag(Attribute.HOME, plan.process().homeFromPasswd());
        message.entries.addAll(HookMessage.of(plan.hooks()));
        return new BootstrapMessage(message.entries);
    }

    /** What runc's own encoder would send, and nothing else. */
    static BootstrapMessage runc(NamespacePlan namespaces, @Nullable Integer oomScoreAdj) {
        LaunchMessage message = new LaunchMessage();
        message.runcPart(namespaces, oomScoreAdj);
        return new BootstrapMessage(message.entries);
    }

    /** runc's attributes in runc's order; the first and ROOTLESS_EUID are always there. */
    private void runcPart(NamespacePlan plan, @Nullable Integer oomScoreAdj) {
        put(Attribute.CLONE_FLAGS, Value.of(plan.namespaces().cloneFlags()));
        text(Attribute.NS_PATHS, plan.namespaces().joinedPaths());
        tool(Attribute.UID_MAP_PATH, plan.mapTools().uidMap());
        text(Attribute.UID_MAP, plan.idMappings().uidMap());
        tool(Attribute.GID_MAP_PATH, plan.mapTools().gidMap());
        text(Attribute.GID_MAP, plan.idMappings().gidMap());
        flag(Attribute.SETGROUP, plan.keepSetgroups());
        if (oomScoreAdj != null) {
            put(Attribute.OOM_SCORE_ADJ, Value.of(oomScoreAdj.toString()));
        }
        put(Attribute.ROOTLESS_EUID, Value.of(plan.rootless()));
        text(Attribute.TIME_OFFSETS, plan.timeOffsets().lines());
    }

    private void kind(LaunchPlan plan) {
        put(Attribute.VERSION, Value.of(Bootstrap.TABLE_VERSION));
        put(Attribute.MODE, Value.of(ProtocolValues.of(plan.mode())));
        put(Attribute.SUPERVISION, Value.of(ProtocolValues.of(plan.supervision())));
        put(Attribute.CONTAINER_ID, Value.of(plan.id().value()));
        put(Attribute.STATE_DIR, Value.of(plan.stateDirectory().toString()));
        entries.addAll(hostNamespaces(plan.namespaces().host()));
    }

    static List<BootstrapMessage.Entry> hostNamespaces(List<Namespace> host) {
        LaunchMessage message = new LaunchMessage();
        for (Namespace namespace : host) {
            String path = namespace.path();
            if (path != null) {
                message.put(Attribute.HOST_NS, Value.of(namespace.type().cloneFlag()), Value.of(path));
            }
        }
        return message.entries;
    }

    static List<BootstrapMessage.Entry> cgroupEntries(CgroupPlan plan) {
        LaunchMessage message = new LaunchMessage();
        message.cgroups(Attribute.MONITOR_CGROUP, plan.monitor());
        message.cgroups(Attribute.CGROUP, plan.container());
        return message.entries;
    }

    private void cgroups(Attribute attribute, List<CgroupRef> cgroups) {
        for (CgroupRef cgroup : cgroups) {
            put(attribute, Value.of(cgroup.version()), Value.of(cgroup.path().toString()));
        }
    }

    static List<BootstrapMessage.Entry> streamEntries(StreamPlan streams) {
        LaunchMessage message = new LaunchMessage();
        message.streams(streams);
        return message.entries;
    }

    private void streams(StreamPlan streams) {
        StreamPlan.Terminal terminal = streams.terminal();
        if (terminal != null) {
            put(Attribute.TERMINAL, Value.of(terminal.rows()), Value.of(terminal.columns()));
        }
        if (streams.consoleFd() != null) {
            put(Attribute.CONSOLE_FD, Value.of(streams.consoleFd()));
        }
        LogOptions log = streams.log();
        if (log != null) {
            put(
                    Attribute.LOG,
                    Value.of(log.maxSizeBytes()),
                    Value.of(log.maxFiles()),
                    Value.of(ProtocolValues.of(log.whenFull())),
                    Value.of(log.file().toString()));
        }
        put(Attribute.STDIN, Value.of(ProtocolValues.of(streams.stdin())));
        if (streams.preserveFds() > 0) {
            put(Attribute.PRESERVE_FDS, Value.of(streams.preserveFds()));
        }
    }

    private void names(NamespacePlan plan) {
        for (NamespacePlan.Sysctl sysctl : plan.sysctls()) {
            put(Attribute.SYSCTL, Value.of(sysctl.path()), Value.of(sysctl.value()));
        }
        if (plan.hostname() != null) {
            put(Attribute.HOSTNAME, Value.of(plan.hostname()));
        }
        if (plan.domainname() != null) {
            put(Attribute.DOMAINNAME, Value.of(plan.domainname()));
        }
    }

    private void process(ProcessPlan process) {
        process.args().forEach(arg -> put(Attribute.ARG, Value.of(arg)));
        process.env().forEach(variable -> put(Attribute.ENV, Value.of(variable)));
        text(Attribute.CWD, process.cwd());
        Integer umask = process.user().umask();
        put(
                Attribute.USER,
                Value.of((int) process.user().uid()),
                Value.of((int) process.user().gid()),
                Value.of(umask == null ? ProtocolValues.DEFAULT_UMASK : umask));
        process.user().additionalGids().forEach(gid -> put(Attribute.SUPPLEMENTARY_GID, Value.of(gid.intValue())));
        capabilities(process.capabilities());
        flag(Attribute.NO_NEW_PRIVS, process.noNewPrivileges());
        for (ProcessPlan.ResourceLimit limit : process.rlimits()) {
            put(Attribute.RLIMIT, Value.of(limit.resource()), Value.of(limit.soft()), Value.of(limit.hard()));
        }
        if (process.seccomp() != null) {
            put(
                    Attribute.SECCOMP,
                    Value.of(process.seccomp().flags()),
                    Value.of(process.seccomp().program()));
        }
        flag(Attribute.NEW_KEYRING, process.newKeyring());
        if (process.personality() != null) {
            put(Attribute.PERSONALITY, Value.of(process.personality()));
        }
        scheduling(process.scheduling());
        process.labels().forEach(label -> put(Attribute.EXEC_LABEL, Value.of(label.file()), Value.of(label.value())));
    }

    private void scheduling(SchedulingPlan plan) {
        plan.scheduler()
                .ifPresent(scheduler -> put(
                        Attribute.SCHEDULER,
                        Value.of(scheduler.policy()),
                        Value.of(scheduler.flags()),
                        Value.of(scheduler.nice()),
                        Value.of(scheduler.priority()),
                        Value.of(scheduler.runtime()),
                        Value.of(scheduler.deadline()),
                        Value.of(scheduler.period())));
        plan.ioPriority().ifPresent(priority -> put(Attribute.IO_PRIORITY, Value.of(priority)));
        plan.initialCpus().ifPresent(cpus -> put(Attribute.INITIAL_CPUS, Value.of(cpus.mask())));
        plan.finalCpus().ifPresent(cpus -> put(Attribute.FINAL_CPUS, Value.of(cpus.mask())));
        plan.memoryPolicy()
                .ifPresent(policy -> put(
                        Attribute.MEMORY_POLICY,
                        Value.of(policy.mode()),
                        Value.of(policy.nodes().map(NumberSet::mask).orElse(new byte[0]))));
    }

    private void capabilities(Capabilities sets) {
        put(
                Attribute.CAPABILITIES,
                Value.of(sets.bounding().mask()),
                Value.of(sets.effective().mask()),
                Value.of(sets.permitted().mask()),
                Value.of(sets.inheritable().mask()),
                Value.of(sets.ambient().mask()));
    }

    private void flag(Attribute attribute, boolean set) {
        if (set) {
            put(attribute, Value.of(true));
        }
    }

    private void tool(Attribute attribute, @Nullable String path) {
        if (path != null) {
            put(attribute, Value.of(path));
        }
    }

    private void text(Attribute attribute, String text) {
        if (!text.isEmpty()) {
            put(attribute, Value.of(text));
        }
    }

    private void put(Attribute attribute, Value... values) {
        entries.add(new BootstrapMessage.Entry(attribute, List.of(values)));
    }
}
