package dev.nodens.tests.speed;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.LaunchOptions;
import dev.nodens.runtime.bootstrap.BootstrapEncoder;
import dev.nodens.runtime.capability.CapabilitySet;
import dev.nodens.runtime.cgroup.CgroupLayout;
import dev.nodens.runtime.cgroup.CgroupRef;
import dev.nodens.runtime.cgroup.Hierarchy;
import dev.nodens.runtime.plan.CgroupPlan;
import dev.nodens.runtime.plan.Host;
import dev.nodens.runtime.plan.LaunchPlan;
import dev.nodens.runtime.plan.LaunchPlanner;
import dev.nodens.runtime.plan.PlanContext;
import dev.nodens.runtime.seccomp.SeccompCache;
import dev.nodens.runtime.seccomp.SeccompCompiler;
import dev.nodens.runtime.seccomp.SeccompProgram;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.spec.SpecReader;
import dev.nodens.runtime.spec.SpecValidator;
import dev.nodens.runtime.syscall.Syscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** What the JVM computes for one container before anything is asked of the kernel: from config.json to a message's bytes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class PureParts {

    private Path folder;
    private byte[] config;
    private Spec spec;
    private PlanContext context;
    private LaunchPlan plan;

    /** {@code FOLDER}: where the results go. */
    public static void main(String[] args) throws IOException, RunnerException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        new Runner(new OptionsBuilder()
                        .include(PureParts.class.getName())
                        .resultFormat(ResultFormatType.JSON)
                        .result(folder.resolve("pure-parts.json").toString())
                        .build())
                .run();
    }

    @Setup
    public void prepare() throws IOException {
        folder = Files.createTempDirectory("pure-parts");
        config = new Bundles(Path.of("/srv/rootfs"), folder).config(Workload.WHOLE, "/nodens/web");
        spec = SpecReader.parse("config.json", config);
        SeccompCompiler compiler = new SeccompCompiler(Syscalls.linux(), new SeccompCache(folder));
        context = context(compiler.compile(Bundles.profile()));
        plan = LaunchPlanner.plan(dev.nodens.runtime.plan.Mode.RUN, spec, context);
    }

    @TearDown
    public void remove() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Benchmark
    public Spec read() {
        return SpecReader.parse("config.json", config);
    }

    @Benchmark
    public Spec validate() {
        SpecValidator.validate(spec);
        return spec;
    }

    @Benchmark
    public LaunchPlan plan() {
        return LaunchPlanner.plan(dev.nodens.runtime.plan.Mode.RUN, spec, context);
    }

    @Benchmark
    public byte[] encode() {
        return BootstrapEncoder.encode(plan);
    }

    private static PlanContext context(SeccompProgram filter) {
        CapabilitySet all = CapabilitySet.upTo(40);
        Hierarchy v2 = new Hierarchy(Path.of("/sys/fs/cgroup"), "/");
        Host host = new Host(Optional.empty(), all, all, new CgroupLayout.Unified(v2), Set.of(), List.of());
        CgroupRef cgroup = new CgroupRef(2, Path.of("/sys/fs/cgroup/nodens/web"));
        return new PlanContext(
                new ContainerId("web"),
                LaunchOptions.unsupervised(),
                Path.of("/run/nodens/containers/web"),
                host,
                new CgroupPlan(List.of(), List.of(cgroup)),
                filter,
                PlanContext.Switches.DEFAULT);
    }
}
