package dev.nodens.runtime.container;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.syscall.Syscalls;
import java.util.Arrays;
import java.util.Optional;

/** Kills this process when a step has been made, as a power cut would: for tests of what the next one finds. */
public final class Failpoint {

    private static final int SIGKILL = 9;

    private Failpoint() {}

    /** The listener that kills at the step of that name; without a name, one that does nothing. */
    public static StepListener named(Optional<String> step) {
        return step.map(Failpoint::parse).map(Failpoint::at).orElse(StepListener.NONE);
    }

    private static StepListener at(Step fatal) {
        return step -> {
            if (step == fatal) {
                Syscalls.linux().kill((int) ProcessHandle.current().pid(), SIGKILL);
            }
        };
    }

    private static Step parse(String name) {
        return Arrays.stream(Step.values())
                .filter(step -> step.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ContainerException(
                        ErrorCode.INVALID_SPEC,
                        "failpoint \"" + name + "\" must be one of " + Arrays.toString(Step.values())));
    }
}
