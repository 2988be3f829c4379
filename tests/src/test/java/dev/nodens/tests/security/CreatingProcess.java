package dev.nodens.tests.security;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.LaunchOptions;
import dev.nodens.runtime.LaunchOptions.LogOptions;
import dev.nodens.runtime.LaunchOptions.LogOptions.WhenFull;
import dev.nodens.runtime.container.LinuxContainerRuntime;
import dev.nodens.runtime.container.RuntimeOptions;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.tests.runtime.Containers;
import java.nio.file.Path;

/** A process that makes containers, many at a time, for as long as it is let: {@code STATE ROOTFS LOGS PREFIX COUNT}. */
final class CreatingProcess {

    private CreatingProcess() {}

    public static void main(String[] args) throws InterruptedException {
        LinuxContainerRuntime runtime = LinuxContainerRuntime.open(RuntimeOptions.at(Path.of(args[0])));
        runtime.warm();
        Spec spec = Containers.command(Path.of(args[1]), "/bin/sleep", "1000");
        int count = Integer.parseInt(args[4]);
        for (int i = 0; i < count; i++) {
            ContainerId id = new ContainerId(args[3] + i);
            LogOptions log = new LogOptions(Path.of(args[2]).resolve(id + ".log"), 0, 1, WhenFull.BLOCK);
            LaunchOptions options =
                    i % 3 == 0 ? LaunchOptions.unsupervised(Path.of(args[1])) : LaunchOptions.resident(log);
            boolean twoSteps = i % 2 == 0;
            Thread.ofPlatform().start(() -> {
                if (twoSteps) {
                    runtime.create(id, spec, options);
                    runtime.start(id);
                } else {
                    runtime.run(id, spec, options);
                }
            });
        }
        Thread.sleep(Long.MAX_VALUE);
    }
}
