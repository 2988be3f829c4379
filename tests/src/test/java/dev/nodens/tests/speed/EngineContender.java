package dev.nodens.tests.speed;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.ExitStatus;
import dev.nodens.runtime.LaunchOptions;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import dev.nodens.runtime.container.RuntimeOptions;
import dev.nodens.runtime.spec.Spec;
import java.nio.file.Path;
import java.util.function.Function;

/** The runtime in this JVM, as the agent uses it. */
final class EngineContender implements Contender {

    private final String name;
    private final LaunchOptions options;
    private final Function<String, Spec> spec;
    private final LinuxContainerRuntime runtime;

    /**
     * @param spec the Spec for an id
     */
    EngineContender(String name, Path state, LaunchOptions options, Function<String, Spec> spec) {
        this.name = name;
        this.options = options;
        this.spec = spec;
        this.runtime = LinuxContainerRuntime.open(RuntimeOptions.at(state));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void run(String id) {
        ContainerId container = new ContainerId(id);
        runtime.run(container, spec.apply(id), options);
        try {
            ExitStatus exit = runtime.await(container);
            if (!exit.succeeded()) {
                throw new IllegalStateException(name + " ended with " + exit);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        runtime.delete(container, false);
    }

    @Override
    public void close() {
        runtime.close();
    }
}
