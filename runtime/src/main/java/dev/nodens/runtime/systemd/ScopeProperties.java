package dev.nodens.runtime.systemd;

import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.spec.LinuxResources.Cpu;
import dev.nodens.runtime.spec.LinuxResources.Memory;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.UInt64;
import org.freedesktop.dbus.types.Variant;
import org.jspecify.annotations.Nullable;

/**
 * Limits as properties of a unit (systemd.resource-control(5)), so that systemd knows what it would otherwise reset. What
 * systemd has no word for is only in the cgroup, which is delegated.
 */
final class ScopeProperties {

    private static final UInt64 INFINITY = new UInt64(new BigInteger("18446744073709551615"));
    private static final long USUAL_PERIOD = 100_000;
    private static final long SECOND = 1_000_000;

    /** systemd rounds a second's share of CPU time up to this itself, and would call anything else changed. */
    private static final long QUOTA_STEP = 10_000;

    private final List<UnitProperty> properties = new ArrayList<>();

    private ScopeProperties() {}

    /** Those of a new scope with one process in it. */
    static List<UnitProperty> identity(ScopeName name, int pid) {
        ScopeProperties all = new ScopeProperties();
        all.add("Description", "container " + name.unit());
        all.add("Slice", name.slice());
        all.properties.add(new UnitProperty("PIDs", new Variant<>(new UInt32[] {new UInt32(pid)}, "au")));
        for (String accounting : List.of("MemoryAccounting", "CPUAccounting", "IOAccounting", "TasksAccounting")) {
            all.add(accounting, true);
        }
        all.add("Delegate", true);
        all.add("DefaultDependencies", false);
        return all.properties;
    }

    /**
     * Those that limits are.
     *
     * @param unified whether the controllers are cgroup v2's; v1 has other properties for some
     * @param weightOfShares the conversion that the cgroup's own file gets too
     */
    static List<UnitProperty> limits(LinuxResources resources, boolean unified, LongUnaryOperator weightOfShares) {
        ScopeProperties all = new ScopeProperties();
        all.memory(resources.memory(), unified);
        all.cpu(resources.cpu(), unified, weightOfShares);
        if (resources.pids() != null && resources.pids().limit() != null) {
            long limit = resources.pids().limit();
            all.add("TasksMax", limit < 0 ? INFINITY : new UInt64(Math.max(limit, 1)));
        }
        return all.properties;
    }

    private void memory(@Nullable Memory memory, boolean unified) {
        if (memory == null) {
            return;
        }
        bytes(unified ? "MemoryMax" : "MemoryLimit", given(memory.limit()));
        if (unified) {
            bytes("MemoryLow", given(memory.reservation()));
            // systemd's limit counts swap alone
            bytes(
                    "MemorySwapMax",
                    given(memory.swap())
                            .flatMap(both -> given(memory.limit()).map(limit -> both < 0 ? both : both - limit)));
        }
    }

    private void bytes(String name, Optional<Long> bytes) {
        bytes.ifPresent(limit -> add(name, limit < 0 ? INFINITY : new UInt64(limit)));
    }

    private void cpu(@Nullable Cpu cpu, boolean unified, LongUnaryOperator weightOfShares) {
        if (cpu == null) {
            return;
        }
        given(cpu.shares())
                .ifPresent(shares -> add(
                        unified ? "CPUWeight" : "CPUShares",
                        new UInt64(unified ? weightOfShares.applyAsLong(shares) : shares)));
        long period = given(cpu.period()).orElse(USUAL_PERIOD);
        given(cpu.quota())
                .ifPresent(quota ->
                        add("CPUQuotaPerSecUSec", quota < 0 ? INFINITY : new UInt64(perSecond(quota, period))));
        given(cpu.period()).ifPresent(given -> add("CPUQuotaPeriodUSec", new UInt64(given)));
        if (unified && cpu.cpus() != null) {
            add("AllowedCPUs", bits(cpu.cpus()));
        }
        if (unified && cpu.mems() != null) {
            add("AllowedMemoryNodes", bits(cpu.mems()));
        }
    }

    private static long perSecond(long quota, long period) {
        long each = quota * SECOND / period;
        return (each + QUOTA_STEP - 1) / QUOTA_STEP * QUOTA_STEP;
    }

    /** A list such as {@code 0-3,7} as the bit mask that systemd takes. */
    private static byte[] bits(String list) {
        BitSet bits = new BitSet();
        for (String range : list.split(",")) {
            String[] ends = range.strip().split("-");
            bits.set(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]) + 1);
        }
        return bits.toByteArray();
    }

    private static Optional<Long> given(@Nullable Long number) {
        return Optional.ofNullable(number).filter(value -> value != 0);
    }

    private void add(String name, Object value) {
        properties.add(new UnitProperty(name, new Variant<>(value)));
    }
}
