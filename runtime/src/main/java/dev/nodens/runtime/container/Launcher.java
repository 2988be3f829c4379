package dev.nodens.runtime.container;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.init.InitEvent;
import dev.nodens.runtime.init.InitProcess;
import dev.nodens.runtime.plan.Mode;
import dev.nodens.runtime.syscall.Errno;
import dev.nodens.runtime.syscall.ErrnoException;
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
    private final StepListener steps;

    Launcher(Syscalls syscalls, StepListener steps) {
        this.syscalls = syscalls;
        this.steps = steps;
    }

    /** What this process does for an init that waits for it, and that has this pid. */
    interface Attendant {

        /** Runs the hooks of this process's side. */
        void runHooks(int pid);

        /** Passes on the listener of its filter, which is the receiver's to close. */
        void passListener(Fd listener, int pid);
    }

    /**
     * Gives a plan to a native-init.
     *
     * @param message the plan, encoded
     * @param attendant does what is this process's to do while init waits
     * @throws ContainerException where a stage failed; nothing is left running then
     */
    Launch launch(Spawner.Spawning spawning, ByteBuffer message, Mode mode, Attendant attendant) {
        InitProcess init = spawning.send(message);
        Progress progress = new Progress();
        try {
            steps.reached(Step.SPAWNED);
            progress.follow(init, mode == Mode.CREATE ? Until.CREATED : Until.STARTED, attendant);
        } catch (RuntimeException failed) {
            init.close();
            init.reap();
            progress.close();
            throw failed;
        }
        return progress.launch(init);
    }

    /** Has the process made by another program, and says which one it is. */
    interface Restoration {

        /**
         * Waits until the program has done all.
         *
         * @param talk where it waits for its orders; to be closed
         * @param made to be told of the process as soon as it exists, and before it runs
         */
        void perform(Fd talk, Made made);

        /** Ends the program and what it has made. */
        void end();

        /** Told of a process. */
        interface Made {
            void accept(int pid, List<Fd> terminal);
        }
    }

    /**
     * Gives native-init a message that makes a container from files.
     *
     * @throws ContainerException where it failed; nothing is left running then
     */
    Launch restore(Spawner.Spawning spawning, ByteBuffer message, Attendant attendant, Restoration restoration) {
        InitProcess init = spawning.send(message);
        Progress progress = new Progress();
        try {
            steps.reached(Step.SPAWNED);
            progress.follow(init, Until.RESTORING, attendant);
            restoration.perform(progress.talk.orElseThrow(Launcher::died), (pid, terminal) -> {
                init.restored(pid, terminal);
                progress.follow(init, Until.STARTED, attendant);
            });
            progress.endRestorer();
            return progress.launch(init);
        } catch (RuntimeException failed) {
            restoration.end();
            init.close();
            init.reap();
            progress.close();
            throw failed;
        }
    }

    /** Lets go of a launch whose processes were all killed: reaps what is this process's to reap. */
    void abandon(Launch killed) {
        killed.init().close();
        reap(killed.pidfd());
        killed.init().reap();
        killed.monitor().ifPresent(monitor -> syscalls.poll(List.of(monitor), POLLIN, MONITOR_PATIENCE));
        killed.monitor().ifPresent(Fd::close);
        killed.pidfd().close();
    }

    /** Without a monitor the container's process is a child of this one, else somebody else's. */
    private void reap(Fd killed) {
        syscalls.poll(List.of(killed), POLLIN, MONITOR_PATIENCE);
        try {
            syscalls.waitid(killed);
        } catch (ErrnoException notOurs) {
            if (notOurs.errno() != Errno.ECHILD) {
                throw notOurs;
            }
        }
    }

    /** How far a launch is followed. */
    private enum Until {
        CREATED,
        RESTORING,
        STARTED
    }

    /** What was told so far. */
    private final class Progress {

        private Optional<Fd> restorer = Optional.empty();
        private Optional<Fd> talk = Optional.empty();

        private Optional<InitEvent.MonitorStarted> monitor = Optional.empty();
        private Optional<InitEvent.ProcessStarted> process = Optional.empty();

        void follow(InitProcess init, Until until, Attendant attendant) {
            boolean done = false;
            while (!done) {
                switch (init.next().orElseThrow(Launcher::died)) {
                    case InitEvent.MonitorStarted event -> {
                        monitor = Optional.of(event);
                        steps.reached(Step.MONITOR_STARTED);
                    }
                    case InitEvent.ProcessStarted event -> {
                        process = Optional.of(event);
                        steps.reached(Step.PROCESS_STARTED);
                    }
                    case InitEvent.HooksDue _ -> {
                        attendant.runHooks(pid());
                        init.hooksDone();
                        steps.reached(Step.HOOKS_RUN);
                    }
                    case InitEvent.ListenerOpened event -> attendant.passListener(event.listener(), pid());
                    case InitEvent.RestorerStarted event -> restorer = Optional.of(event.pidfd());
                    case InitEvent.Restoring event -> {
                        talk = Optional.of(event.talk());
                        done = until == Until.RESTORING;
                    }
                    case InitEvent.Created _ -> done = until == Until.CREATED;
                    case InitEvent.Started _ -> done = true;
                    case InitEvent.Exited _, InitEvent.Done _ -> throw died();
                    case InitEvent.Failed event -> throw event.failure().exception();
                }
            }
        }

        private int pid() {
            return process.orElseThrow(Launcher::died).pid();
        }

        /** Without a monitor it is a child of this process. */
        void endRestorer() {
            restorer.ifPresent(pidfd -> {
                reap(pidfd);
                pidfd.close();
            });
            restorer = Optional.empty();
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
            endRestorer();
            process.ifPresent(event -> reap(event.pidfd()));
            monitor.ifPresent(event -> syscalls.poll(List.of(event.pidfd()), POLLIN, MONITOR_PATIENCE));
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
