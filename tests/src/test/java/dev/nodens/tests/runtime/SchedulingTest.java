package dev.nodens.tests.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.spec.LinuxMemoryPolicy;
import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.spec.Process;
import dev.nodens.runtime.spec.Process.CpuAffinity;
import dev.nodens.runtime.spec.Process.IoPriority;
import dev.nodens.runtime.spec.Scheduler;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.tests.harness.Command;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When and where a process runs, as the kernel says it. */
@RequiresRoot
class SchedulingTest {

    /** Policy number, nice value and reset-on-fork of the shell itself: proc_pid_stat(5), fields 41 and 19. */
    private static final String POLICY = "cut -d ' ' -f 41,19 /proc/$$/stat";

    private static final Scheduler BATCH = new Scheduler("SCHED_BATCH", 7, 0, List.of(), 0, 0, 0);
    private static final Scheduler DEADLINE =
            new Scheduler("SCHED_DEADLINE", 0, 0, List.of("SCHED_FLAG_RESET_ON_FORK"), 42_000, 1_000_000, 1_000_000);

    private Scripts scripts;

    @BeforeEach
    void open(TestHost host) {
        scripts = new Scripts(host);
    }

    @AfterEach
    void close() {
        scripts.close();
    }

    @Test
    void schedulesByThePolicyThatItSays() throws Exception {
        assertEquals("7 3\n", scripts.output(scheduled(BATCH), POLICY));
        assertEquals("0 5\n", scripts.output(scheduled(new Scheduler("SCHED_IDLE", 0, 0, List.of(), 0, 0, 0)), POLICY));
        assertEquals("0 6\n", scripts.output(scheduled(DEADLINE), POLICY));
    }

    @Test
    void schedulesAnExecAsTheContainerUnlessItSaysOtherwise() {
        Process exec = Scripts.script(POLICY);

        assertEquals("7 3\n", scripts.execOutput(scheduled(BATCH), exec));
        assertEquals("0 6\n", scripts.execOutput(scheduled(BATCH), exec.with(process -> process.scheduler = DEADLINE)));
    }

    @Test
    void saysThatTheKernelRefusesAPolicy() {
        ContainerException refused = assertThrows(
                ContainerException.class,
                () -> scripts.output(scheduled(new Scheduler("SCHED_ISO", 0, 0, List.of(), 0, 0, 0)), "true"));

        assertEquals(ErrorCode.INVALID_SPEC, refused.code());
        assertEquals("$.process.scheduler: the kernel refuses it (invalid argument)", refused.getMessage());
    }

    @Test
    void hasTheIoPriorityThatItSays() throws Exception {
        Spec spec = scripts.process(process -> process.ioPriority = new IoPriority("IOPRIO_CLASS_BE", 6));
        Process idle = Scripts.script("ionice -p $$")
                .with(process -> process.ioPriority = new IoPriority("IOPRIO_CLASS_IDLE", 0));

        assertEquals("best-effort: prio 6\n", scripts.output(spec, "ionice -p $$"));
        assertEquals("best-effort: prio 6\n", scripts.execOutput(spec, Scripts.script("ionice -p $$")));
        assertTrue(scripts.execOutput(spec, idle).startsWith("idle"));
    }

    @Test
    void putsAnExecOnTheProcessorsThatItSays() {
        Process exec = Scripts.script("grep Cpus_allowed_list /proc/self/status | cut -f 2");
        Spec affine = scripts.process(process -> process.execCPUAffinity = new CpuAffinity("0", "1"));

        assertEquals("1\n", scripts.execOutput(affine, exec));
        assertEquals(
                "0\n",
                scripts.execOutput(affine, exec.with(process -> process.execCPUAffinity = new CpuAffinity("0", null))));
        assertEquals(
                "0\n",
                scripts.execOutput(
                        scripts.template(),
                        exec.with(process -> process.execCPUAffinity = new CpuAffinity(null, "0,, 0"))));
    }

    @Test
    void isNotKeptFromProcessorsThatItsCallerIsKeptFrom() throws Exception {
        String list = "grep Cpus_allowed_list /proc/self/status | cut -f 2";
        String all = Command.of("sh", "-c", list).run().succeeded().out();
        Spec one = scripts.linux(linux -> linux.resources = LinuxResources.empty()
                .with(resources ->
                        resources.cpu = new LinuxResources.Cpu(null, null, null, null, null, null, "1", null, null)));

        keepThisProcessOn("0");
        try {
            assertEquals(all, scripts.output(scripts.template(), list));
            assertEquals("1\n", scripts.output(one, list));
        } finally {
            keepThisProcessOn(all.strip());
        }
    }

    private static void keepThisProcessOn(String processors) {
        String self = String.valueOf(ProcessHandle.current().pid());
        Command.of("taskset", "-a", "-p", "-c", processors, self).run().succeeded();
    }

    @Test
    void takesItsMemoryWhereItSays() throws Exception {
        Spec bound = scripts.linux(
                linux -> linux.memoryPolicy = new LinuxMemoryPolicy("MPOL_BIND", "0", List.of("MPOL_F_STATIC_NODES")));
        String policies = "cut -d ' ' -f 2 /proc/self/numa_maps | sort -u";

        assertEquals("bind=static:0\n", scripts.output(bound, policies));
        assertEquals("bind=static:0\n", scripts.execOutput(bound, Scripts.script(policies)));
        assertEquals("default\n", scripts.output(scripts.template(), policies));
    }

    @Test
    void saysThatThereIsNoSuchMemoryNode() {
        Spec absent = scripts.linux(linux -> linux.memoryPolicy = new LinuxMemoryPolicy("MPOL_BIND", "5", List.of()));

        ContainerException refused = assertThrows(ContainerException.class, () -> scripts.output(absent, "true"));
        assertEquals("$.linux.memoryPolicy: the kernel refuses it (invalid argument)", refused.getMessage());
    }

    private Spec scheduled(Scheduler scheduler) {
        return scripts.process(process -> process.scheduler = scheduler);
    }
}
