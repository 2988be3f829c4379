package dev.nodens.runtime.cgroup;

import dev.nodens.runtime.ContainerStats.BlockIo;
import dev.nodens.runtime.ContainerStats.Cpu;
import dev.nodens.runtime.ContainerStats.Cpuset;
import dev.nodens.runtime.ContainerStats.Memory;
import dev.nodens.runtime.ContainerStats.Pids;
import dev.nodens.runtime.ContainerStats.Use;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Each controller is in one of the two; pressure is counted by v2 alone, for every cgroup whatever its controllers.
 *
 * @param onV1 whether v1 has the controller
 */
record HybridAccounts(V1Accounts v1, V2Accounts v2, Predicate<String> onV1) implements Accounts {

    @Override
    public Cpu cpu() {
        if (!onV1.test("cpu") && !onV1.test("cpuacct")) {
            return v2.cpu();
        }
        Cpu cpu = v1.cpu();
        return new Cpu(cpu.total(), cpu.user(), cpu.system(), cpu.perCpu(), cpu.throttling(), v2.cpuPressure());
    }

    @Override
    public Cpuset cpuset() {
        return of("cpuset").cpuset();
    }

    @Override
    public Memory memory() {
        if (!onV1.test("memory")) {
            return v2.memory();
        }
        Memory memory = v1.memory();
        return new Memory(
                memory.cache(),
                memory.usage(),
                memory.withSwap(),
                memory.kernel(),
                memory.kernelTcp(),
                memory.raw(),
                v2.memoryPressure());
    }

    @Override
    public Pids pids() {
        return of("pids").pids();
    }

    @Override
    public BlockIo blockIo() {
        if (!onV1.test("blkio")) {
            return v2.blockIo();
        }
        BlockIo io = v1.blockIo();
        return new BlockIo(io.bytes(), io.operations(), v2.ioPressure());
    }

    @Override
    public Map<String, Use> hugepages() {
        return of("hugetlb").hugepages();
    }

    private Accounts of(String controller) {
        return onV1.test(controller) ? v1 : v2;
    }
}
