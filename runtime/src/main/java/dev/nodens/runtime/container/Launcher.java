package dev.nodens.runtime.container;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.init.EventSource;
import dev.nodens.runtime.init.InitBinary;
import dev.nodens.runtime.init.InitEvent;
import dev.nodens.runtime.init.InitProcess;
import dev.nodens.runtime.plan.Mode;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Syscalls;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Hands a plan to native-init and follows what it tells until the launch has succeeded or failed. */
final class Launcher {

    private static final int POLLIN = 1;
    private static final Duration MONITOR_PATIENCE = Duration.ofSeconds(2);

    private final Syscalls syscalls;
    private final InitBinary binary;
    private final StepListener steps;

    Launcher(Syscalls syscalls, InitBinary binary, StepListener steps) {
        this.syscalls = syscalls;
        this.binary = binary;
        this.steps = steps;
    }

    /**
     * Spawns native-init for a plan.
     *
     * @param message a plan, encoded
     * @param inherited descriptors that the plan names by number
     * @throws ContainerException where a stage failed; nothing is left running then
     */
    Launch launch(ByteBuffer message, Mode mode, List<Fd> inherited) {
        InitProcess init = InitProcess.spawn(syscalls, binary, message, List.of(), inherited);
        Progress progress = new Progress();
        try {
            steps.reached(Step.SPAWNED);
            progress.follow(init, mode == Mode.CREATE);
        } catch (RuntimeException failed) {
            init.close();
            init.reap();
            progress.close();
            throw failed;
        }
        return progress.launch(init);
    }

    /** What was told so far. */
    private final class Progress {

        private Optional<InitEvent.MonitorStarted> monitor = Optional.empty();
        private Optional<InitEvent.ProcessStarted> process = Optional.empty();

        /** Until init waits at its start socket, or its program was executed. */
        void follow(EventSource source, boolean untilCreated) {
            boolean done = false;
            while (!done) {
                switch (source.next().orElseThrow(Launcher::died)) {
                    case InitEvent.MonitorStarted event -> {
                        monitor = Optional.of(event);
                        steps.reached(Step.MONITOR_STARTED);
                    }
                    case InitEvent.ProcessStarted event -> {
                        process = Optional.of(event);
                        steps.reached(Step.PROCESS_STARTED);
                    }
                    case InitEvent.Created _ -> done = untilCreated;
                    case InitEvent.Started _ -> done = true;
                    case InitEvent.Exited _ -> throw died();
                    case InitEvent.Failed event -> throw event.failure().exception();
                }
            }
        }

        Launch launch(InitProcess init) {
            InitEvent.ProcessStarted told = process.orElseThrow(Launcher::died);
            return new Launch(
                    init,
                    monitor.map(InitEvent.MonitorStarted::pidfd),
                    new ProcessIdentity(told.pid(), told.startTime()),
                    told.pidfd());
        }

        /**
         * A monitor that has said what failed leaves: what follows finds it gone. Where there is none, init was our own child,
         * and dead before its failure was told: nobody else reaps it.
         */
        void close() {
            monitor.ifPresent(event -> syscalls.poll(List.of(event.pidfd()), POLLIN, MONITOR_PATIENCE));
            if (monitor.isEmpty()) {
                process.ifPresent(event -> syscalls.poll(List.of(event.pidfd()), POLLIN, MONITOR_PATIENCE));
                process.ifPresent(event -> syscalls.waitid(event.pidfd()));
            }
            List<Fd> pidfds = new ArrayList<>();
            monitor.map(InitEvent.MonitorStarted::pidfd).ifPresent(pidfds::add);
            process.map(InitEvent.ProcessStarted::pidfd).ifPresent(pidfds::add);
            pidfds.forEach(Fd::close);
        }
    }

    private static ContainerException died() {
        return new ContainerException(ErrorCode.INTERNAL, "native-init died before it had made the container");
    }
}
