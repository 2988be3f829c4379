package dev.nodens.tests.speed;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.ExecResult;
import dev.nodens.runtime.ExitStatus;
import dev.nodens.runtime.LaunchOptions;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import dev.nodens.runtime.container.RuntimeOptions;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.spec.Process;
import dev.nodens.runtime.spec.Spec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** The runtime in this JVM, as the agent uses it. */
final class EngineContender implements RuntimeContender {

    static final String NAME = "nodens";
    static final String MONITORED = "nodens, monitored";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int OUTPUT_LIMIT = 4096;

    private final String name;
    private final LaunchOptions options;
    private final Bundles bundles;
    private final Cgroups cgroups;
    private final LinuxContainerRuntime runtime;

    EngineContender(String name, Path state, LaunchOptions options, Bundles bundles, Cgroups cgroups) {
        this.name = name;
        this.options = options;
        this.bundles = bundles;
        this.cgroups = cgroups;
        this.runtime = LinuxContainerRuntime.open(RuntimeOptions.at(state));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean inThisJvm() {
        return true;
    }

    @Override
    public String cgroup(String slot) {
        return name.replaceAll("\\W+", "-") + "-" + slot;
    }

    @Override
    public Phases prepare(String slot, Workload workload) {
        String id = cgroup(slot);
        return new EngineLife(new ContainerId(id), bundles.spec(workload, cgroups.path(id)));
    }

    @Override
    public void close() {
        runtime.close();
    }

    /** One container of it. */
    private final class EngineLife implements Phases {

        private final ContainerId id;
        private final Spec spec;
        private final Process exec;

        EngineLife(ContainerId id, Spec spec) {
            this.id = id;
            this.spec = spec;
            this.exec = Objects.requireNonNull(spec.process()).with(process -> process.args = List.of("/bin/true"));
        }

        @Override
        public void run() {
            launch();
            await();
            delete(false);
        }

        @Override
        public void create() {
            told(() -> runtime.create(id, spec, options));
        }

        @Override
        public void start() {
            told(() -> runtime.start(id));
        }

        @Override
        public void launch() {
            told(() -> runtime.run(id, spec, options));
        }

        @Override
        public void await() {
            try {
                ExitStatus exit = runtime.await(id);
                if (!exit.succeeded()) {
                    throw new ContenderException("it ended with " + exit);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ContenderException("interrupted", e);
            } catch (ContainerException e) {
                throw new ContenderException(String.valueOf(e.getMessage()), e);
            }
        }

        @Override
        public void delete(boolean force) {
            told(() -> runtime.delete(id, force));
        }

        @Override
        public void exec() {
            told(() -> {
                ExecResult result = runtime.exec(id, exec, PATIENCE, OUTPUT_LIMIT);
                if (result.code() != 0) {
                    throw new ContenderException("it ended with " + result);
                }
            });
        }

        @Override
        public int pid() {
            return runtime.state(id)
                    .map(container -> container.state().livePid())
                    .orElse(0);
        }

        private void told(Runnable action) {
            try {
                action.run();
            } catch (ContainerException e) {
                throw new ContenderException(String.valueOf(e.getMessage()), e);
            }
        }
    }
}
