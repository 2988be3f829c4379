package dev.nodens.runtime.features;

import dev.nodens.runtime.capability.Capability;
import dev.nodens.runtime.features.Features.CgroupFeatures;
import dev.nodens.runtime.features.Features.Enabled;
import dev.nodens.runtime.features.Features.IntelRdtFeatures;
import dev.nodens.runtime.features.Features.LinuxFeatures;
import dev.nodens.runtime.features.Features.MemoryPolicyFeatures;
import dev.nodens.runtime.features.Features.MountExtensions;
import dev.nodens.runtime.features.Features.SeccompFeatures;
import dev.nodens.runtime.mount.MountFlag;
import dev.nodens.runtime.mount.MountOption;
import dev.nodens.runtime.namespace.NamespaceType;
import dev.nodens.runtime.plan.LaunchPlanner;
import dev.nodens.runtime.scheduling.MemoryPolicyFlag;
import dev.nodens.runtime.scheduling.MemoryPolicyMode;
import dev.nodens.runtime.seccomp.SeccompWords;
import dev.nodens.runtime.spec.Hooks;
import dev.nodens.runtime.spec.Linux;
import dev.nodens.runtime.spec.LinuxIntelRdt;
import dev.nodens.runtime.spec.LinuxNetDevice;
import dev.nodens.runtime.spec.Process;
import dev.nodens.runtime.spec.Spec;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Asks the tables and the planner what this build has. */
public final class Build {

    private static final String VERSION = "dev.nodens.version";

    /** As other runtimes name it, so that who looks for it finds it. */
    private static final String LIBSECCOMP = "io.github.seccomp.libseccomp.version";

    private Build() {}

    /**
     * @param version this build's
     * @param libseccomp the version that filters are compiled by; empty where this host has none
     */
    public static Features features(String version, String libseccomp) {
        Map<String, String> annotations = new TreeMap<>(Map.of(VERSION, version));
        if (!libseccomp.isEmpty()) {
            annotations.put(LIBSECCOMP, libseccomp);
        }
        return new Features(
                Spec.OLDEST_VERSION,
                Spec.NEWEST_VERSION,
                accepted(spec -> spec.hooks = new Hooks(
                                List.of(new Hooks.Hook("/bin/true", List.of(), List.of(), null)),
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of()))
                        ? components(Hooks.class)
                        : List.of(),
                Arrays.stream(MountOption.values())
                        .map(MountOption::optionName)
                        .sorted()
                        .toList(),
                linux(),
                annotations,
                LaunchPlanner.ANNOTATIONS);
    }

    private static LinuxFeatures linux() {
        return new LinuxFeatures(
                Arrays.stream(NamespaceType.values())
                        .map(NamespaceType::ociName)
                        .sorted()
                        .toList(),
                names(Capability.values()),
                new CgroupFeatures(true, true, true, true, true),
                seccomp(),
                new Enabled(accepted(process(p -> p.apparmorProfile = "unconfined"))),
                new Enabled(accepted(process(p -> p.selinuxLabel = "system_u:system_r:container_t:s0"))),
                intelRdt(),
                new MemoryPolicyFeatures(names(MemoryPolicyMode.values()), names(MemoryPolicyFlag.values())),
                new MountExtensions(new Enabled(idMapsAreKnown())),
                new Enabled(accepted(linux(l -> l.netDevices = Map.of("eth0", new LinuxNetDevice(null))))));
    }

    private static IntelRdtFeatures intelRdt() {
        return new IntelRdtFeatures(
                accepted(linux(l -> l.intelRdt = new LinuxIntelRdt("a", List.of(), null, null, false))),
                accepted(linux(l -> l.intelRdt = new LinuxIntelRdt("a", List.of("L3:0=f"), null, null, false))),
                accepted(linux(l -> l.intelRdt = new LinuxIntelRdt("a", List.of(), null, null, true))));
    }

    private static SeccompFeatures seccomp() {
        return new SeccompFeatures(
                true,
                SeccompWords.actions(),
                SeccompWords.operators(),
                SeccompWords.architectures(),
                SeccompWords.flags(),
                SeccompWords.flags());
    }

    private static boolean idMapsAreKnown() {
        return Arrays.stream(MountOption.values())
                .map(MountOption::effect)
                .anyMatch(new MountOption.Effect.Flag(MountFlag.IDMAP)::equals);
    }

    private static boolean accepted(Consumer<Spec.Draft> asked) {
        return LaunchPlanner.supports(Spec.empty().with(asked));
    }

    private static Consumer<Spec.Draft> process(Consumer<Process.Draft> asked) {
        return spec -> spec.process = Process.of(List.of("true")).with(asked);
    }

    private static Consumer<Spec.Draft> linux(Consumer<Linux.Draft> asked) {
        return spec -> spec.linux = Linux.empty().with(asked);
    }

    private static List<String> components(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }

    private static List<String> names(Enum<?>[] words) {
        return Arrays.stream(words).map(Enum::name).toList();
    }
}
