package dev.nodens.runtime.cli;

import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.spec.LinuxResources.BlockIo;
import dev.nodens.runtime.spec.LinuxResources.Cpu;
import dev.nodens.runtime.spec.LinuxResources.Memory;
import dev.nodens.runtime.spec.LinuxResources.Pids;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The limits of {@code update} that have flags; what is not given stays as it is. */
final class LimitArguments {

    private static final String BYTES = "BYTES";
    private static final String MICROSECONDS = "USEC";

    @Option(names = "--blkio-weight", paramLabel = "N", description = "weight of block I/O, 10 to 1000")
    private @Nullable Integer blkioWeight;

    @Option(
            names = "--cpu-period",
            paramLabel = MICROSECONDS,
            description = "length of the period that the quota is of")
    private @Nullable Long cpuPeriod;

    @Option(
            names = "--cpu-quota",
            paramLabel = MICROSECONDS,
            description = "processor time in each period; -1 = no limit")
    private @Nullable Long cpuQuota;

    @Option(names = "--cpu-burst", paramLabel = MICROSECONDS, description = "unused time that may be saved up")
    private @Nullable Long cpuBurst;

    @Option(names = "--cpu-share", paramLabel = "N", description = "weight beside others, 2 to 262144")
    private @Nullable Long cpuShare;

    @Option(names = "--cpu-rt-period", paramLabel = MICROSECONDS, description = "period of real-time processes (v1)")
    private @Nullable Long cpuRtPeriod;

    @Option(names = "--cpu-rt-runtime", paramLabel = MICROSECONDS, description = "their time in each period (v1)")
    private @Nullable Long cpuRtRuntime;

    @Option(names = "--cpuset-cpus", paramLabel = "LIST", description = "processors to run on, such as 0-3,7")
    private @Nullable String cpusetCpus;

    @Option(names = "--cpuset-mems", paramLabel = "LIST", description = "memory nodes to allocate on")
    private @Nullable String cpusetMems;

    @Option(names = "--cpu-idle", paramLabel = "0|1", description = "1 = run only where nobody else wants to")
    private @Nullable Long cpuIdle;

    @Option(
            names = "--memory",
            paramLabel = BYTES,
            converter = ByteSize.class,
            description = "limit of memory, such as 50M; -1 = no limit")
    private @Nullable Long memory;

    @Option(
            names = "--memory-reservation",
            paramLabel = BYTES,
            converter = ByteSize.class,
            description = "memory that is reclaimed last")
    private @Nullable Long memoryReservation;

    @Option(
            names = "--memory-swap",
            paramLabel = BYTES,
            converter = ByteSize.class,
            description = "limit of memory and swap together; -1 = no limit")
    private @Nullable Long memorySwap;

    @Option(names = "--kernel-memory", paramLabel = BYTES, converter = ByteSize.class, hidden = true)
    private @Nullable Long kernelMemory;

    @Option(names = "--kernel-memory-tcp", paramLabel = BYTES, converter = ByteSize.class, hidden = true)
    private @Nullable Long kernelMemoryTcp;

    @Option(names = "--pids-limit", paramLabel = "N", description = "most processes and threads; -1 = no limit")
    private @Nullable Long pidsLimit;

    /** Whether any is given. */
    boolean given() {
        return Stream.of(blkioWeight, cpuPeriod, cpuQuota, cpuBurst, cpuShare, cpuRtPeriod, cpuRtRuntime, cpusetCpus)
                        .anyMatch(Objects::nonNull)
                || Stream.of(cpusetMems, cpuIdle, memory, memoryReservation, memorySwap, pidsLimit)
                        .anyMatch(Objects::nonNull)
                || kernelMemoryIsGiven();
    }

    /** Kernels from 5.4 on have no such limit, and callers that are older still set it. */
    boolean kernelMemoryIsGiven() {
        return kernelMemory != null || kernelMemoryTcp != null;
    }

    LinuxResources resources() {
        return LinuxResources.empty().with(r -> {
            r.memory = new Memory(memory, memoryReservation, memorySwap, null, null, null, null, null, null);
            r.cpu = new Cpu(
                    cpuShare,
                    cpuQuota,
                    cpuBurst,
                    cpuPeriod,
                    cpuRtRuntime,
                    cpuRtPeriod,
                    cpusetCpus,
                    cpusetMems,
                    cpuIdle);
            r.pids = new Pids(pidsLimit);
            r.blockIO = new BlockIo(blkioWeight, null, List.of(), List.of(), List.of(), List.of(), List.of());
        });
    }
}
