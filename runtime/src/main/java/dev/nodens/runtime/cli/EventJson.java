package dev.nodens.runtime.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.runtime.ContainerEvent;
import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.ContainerStats;
import dev.nodens.runtime.ContainerStats.BlockIo;
import dev.nodens.runtime.ContainerStats.Cpu;
import dev.nodens.runtime.ContainerStats.CpuTime;
import dev.nodens.runtime.ContainerStats.Cpuset;
import dev.nodens.runtime.ContainerStats.Memory;
import dev.nodens.runtime.ContainerStats.NetworkInterface;
import dev.nodens.runtime.ContainerStats.Pids;
import dev.nodens.runtime.ContainerStats.Pressure;
import dev.nodens.runtime.ContainerStats.Stall;
import dev.nodens.runtime.ContainerStats.Transfer;
import dev.nodens.runtime.ContainerStats.Use;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** An event in the shape that those who read {@code runc events} expect: its names, its units, one line. */
final class EventJson {

    /** What runc prints for no limit: all bits of an unsigned number. */
    private static final BigInteger UNLIMITED = new BigInteger(Long.toUnsignedString(-1));

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private EventJson() {}

    static String of(ContainerId id, ContainerEvent event) {
        return switch (event) {
            case ContainerEvent.Measured(ContainerStats stats) ->
                named("stats", id).<ObjectNode>set("data", data(stats)).toString();
            case ContainerEvent.OutOfMemory() -> named("oom", id).toString();
        };
    }

    private static ObjectNode named(String type, ContainerId id) {
        return NODES.objectNode().put("type", type).put("id", id.value());
    }

    private static ObjectNode data(ContainerStats stats) {
        ObjectNode data = NODES.objectNode();
        data.set("cpu", cpu(stats.cpu()));
        data.set("cpuset", cpuset(stats.cpuset()));
        data.set("memory", memory(stats.memory()));
        data.set("pids", pids(stats.pids()));
        data.set("blkio", blockIo(stats.blockIo()));
        ObjectNode hugepages = data.putObject("hugetlb");
        stats.hugepages().forEach((size, use) -> hugepages.set(size, hugepage(use)));
        // Resource Control is counted where a container has a group of its own; none has one here
        data.putObject("intel_rdt");
        data.set("network_interfaces", interfaces(stats.interfaces()));
        return data;
    }

    private static ObjectNode cpu(Cpu cpu) {
        ObjectNode json = NODES.objectNode();
        ObjectNode usage = json.putObject("usage");
        usage.put("total", cpu.total());
        if (!cpu.perCpu().isEmpty()) {
            usage.set("percpu", each(cpu.perCpu(), CpuTime::total));
            usage.set("percpu_kernel", each(cpu.perCpu(), CpuTime::system));
            usage.set("percpu_user", each(cpu.perCpu(), CpuTime::user));
        }
        usage.put("kernel", cpu.system()).put("user", cpu.user());
        ObjectNode throttling = json.putObject("throttling");
        put(throttling, "periods", cpu.throttling().periods());
        put(throttling, "throttledPeriods", cpu.throttling().throttledPeriods());
        put(throttling, "throttledTime", cpu.throttling().throttledTime());
        putPressure(json, cpu.pressure());
        return json;
    }

    private static ArrayNode each(List<CpuTime> times, ToLongFunction<CpuTime> figure) {
        ArrayNode array = NODES.arrayNode();
        times.forEach(time -> array.add(figure.applyAsLong(time)));
        return array;
    }

    private static ObjectNode cpuset(Cpuset cpuset) {
        ObjectNode json = NODES.objectNode();
        cpuset.cpus().forEach(json.putArray("cpus")::add);
        cpuset.mems().forEach(json.putArray("mems")::add);
        cpuset.flags().forEach(json::put);
        return json;
    }

    private static ObjectNode memory(Memory memory) {
        ObjectNode json = NODES.objectNode();
        put(json, "cache", memory.cache());
        json.set("usage", use(memory.usage()));
        json.set("swap", use(memory.withSwap()));
        json.set("kernel", use(memory.kernel()));
        json.set("kernelTCP", use(memory.kernelTcp()));
        ObjectNode raw = json.putObject("raw");
        memory.raw().forEach(raw::put);
        putPressure(json, memory.pressure());
        return json;
    }

    private static ObjectNode use(Use use) {
        ObjectNode json = NODES.objectNode();
        if (use.limit() == ContainerStats.UNLIMITED) {
            json.put("limit", UNLIMITED);
        } else {
            json.put("limit", use.limit());
        }
        put(json, "usage", use.usage());
        put(json, "max", use.peak());
        return json.put("failcnt", use.failures());
    }

    private static ObjectNode hugepage(Use use) {
        ObjectNode json = NODES.objectNode();
        put(json, "usage", use.usage());
        put(json, "max", use.peak());
        return json.put("failcnt", use.failures());
    }

    private static ObjectNode pids(Pids pids) {
        ObjectNode json = NODES.objectNode();
        put(json, "current", pids.current());
        put(json, "limit", Math.max(pids.limit(), 0));
        return json;
    }

    private static ObjectNode blockIo(BlockIo io) {
        ObjectNode json = NODES.objectNode();
        putTransfers(json, "ioServiceBytesRecursive", io.bytes());
        putTransfers(json, "ioServicedRecursive", io.operations());
        putPressure(json, io.pressure());
        return json;
    }

    private static void putTransfers(ObjectNode json, String name, List<Transfer> transfers) {
        if (transfers.isEmpty()) {
            return;
        }
        ArrayNode array = json.putArray(name);
        for (Transfer transfer : transfers) {
            ObjectNode entry = array.addObject();
            put(entry, "major", transfer.major());
            put(entry, "minor", transfer.minor());
            entry.put("op", transfer.operation());
            put(entry, "value", transfer.value());
        }
    }

    private static ArrayNode interfaces(List<NetworkInterface> interfaces) {
        ArrayNode array = NODES.arrayNode();
        for (NetworkInterface device : interfaces) {
            array.addObject()
                    .put("Name", device.name())
                    .put("RxBytes", device.received().bytes())
                    .put("RxPackets", device.received().packets())
                    .put("RxErrors", device.received().errors())
                    .put("RxDropped", device.received().dropped())
                    .put("TxBytes", device.transmitted().bytes())
                    .put("TxPackets", device.transmitted().packets())
                    .put("TxErrors", device.transmitted().errors())
                    .put("TxDropped", device.transmitted().dropped());
        }
        return array;
    }

    private static void putPressure(ObjectNode json, Optional<Pressure> pressure) {
        pressure.ifPresent(known -> {
            ObjectNode psi = json.putObject("psi");
            psi.set("some", stall(known.some()));
            psi.set("full", stall(known.full()));
        });
    }

    private static ObjectNode stall(Stall stall) {
        return NODES.objectNode()
                .put("avg10", stall.avg10())
                .put("avg60", stall.avg60())
                .put("avg300", stall.avg300())
                .put("total", stall.total());
    }

    /** A zero is left out, as runc leaves it. */
    private static void put(ObjectNode json, String name, long value) {
        if (value != 0) {
            json.put(name, value);
        }
    }
}
