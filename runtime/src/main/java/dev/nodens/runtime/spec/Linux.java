package dev.nodens.runtime.spec;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code linux}: what only Linux has.
 *
 * @param sysctl kernel parameters by name, with dots or slashes
 * @param cgroupsPath absolute = below the cgroup mount point; relative = where the runtime keeps its containers
 * @param netDevices host network devices by name that move into the container
 * @param rootfsPropagation {@code shared}, {@code slave}, {@code private}, {@code unbindable}, or one of them with an r before it
 * @param timeOffsets by clock: {@code monotonic}, {@code boottime}
 */
public record Linux(
        List<LinuxIdMapping> uidMappings,
        List<LinuxIdMapping> gidMappings,
        Map<String, String> sysctl,
        @Nullable LinuxResources resources,
        @Nullable String cgroupsPath,
        List<LinuxNamespace> namespaces,
        List<LinuxDevice> devices,
        Map<String, LinuxNetDevice> netDevices,
        @Nullable LinuxSeccomp seccomp,
        @Nullable String rootfsPropagation,
        List<String> maskedPaths,
        List<String> readonlyPaths,
        @Nullable String mountLabel,
        @Nullable LinuxIntelRdt intelRdt,
        @Nullable LinuxMemoryPolicy memoryPolicy,
        @Nullable LinuxPersonality personality,
        Map<String, LinuxTimeOffset> timeOffsets) {

    public Linux {
        uidMappings = Given.list(uidMappings);
        gidMappings = Given.list(gidMappings);
        sysctl = Given.map(sysctl);
        cgroupsPath = Given.text(cgroupsPath);
        namespaces = Given.list(namespaces);
        devices = Given.list(devices);
        netDevices = Given.map(netDevices);
        rootfsPropagation = Given.text(rootfsPropagation);
        maskedPaths = Given.list(maskedPaths);
        readonlyPaths = Given.list(readonlyPaths);
        mountLabel = Given.text(mountLabel);
        timeOffsets = Given.map(timeOffsets);
    }

    /** Nothing given: every namespace is the runtime's own. */
    public static Linux empty() {
        return new Draft().linux();
    }

    /** This Linux but for what {@code change} sets. */
    public Linux with(Consumer<Draft> change) {
        Draft draft = new Draft();
        draft.uidMappings = uidMappings;
        draft.gidMappings = gidMappings;
        draft.sysctl = sysctl;
        draft.resources = resources;
        draft.cgroupsPath = cgroupsPath;
        draft.namespaces = namespaces;
        draft.devices = devices;
        draft.netDevices = netDevices;
        draft.seccomp = seccomp;
        draft.rootfsPropagation = rootfsPropagation;
        draft.maskedPaths = maskedPaths;
        draft.readonlyPaths = readonlyPaths;
        draft.mountLabel = mountLabel;
        draft.intelRdt = intelRdt;
        draft.memoryPolicy = memoryPolicy;
        draft.personality = personality;
        draft.timeOffsets = timeOffsets;
        change.accept(draft);
        return draft.linux();
    }

    /** The components while {@link #with} changes them. */
    public static final class Draft {
        public List<LinuxIdMapping> uidMappings = List.of();
        public List<LinuxIdMapping> gidMappings = List.of();
        public Map<String, String> sysctl = Map.of();
        public @Nullable LinuxResources resources;
        public @Nullable String cgroupsPath;
        public List<LinuxNamespace> namespaces = List.of();
        public List<LinuxDevice> devices = List.of();
        public Map<String, LinuxNetDevice> netDevices = Map.of();
        public @Nullable LinuxSeccomp seccomp;
        public @Nullable String rootfsPropagation;
        public List<String> maskedPaths = List.of();
        public List<String> readonlyPaths = List.of();
        public @Nullable String mountLabel;
        public @Nullable LinuxIntelRdt intelRdt;
        public @Nullable LinuxMemoryPolicy memoryPolicy;
        public @Nullable LinuxPersonality personality;
        public Map<String, LinuxTimeOffset> timeOffsets = Map.of();

        private Draft() {}

        private Linux linux() {
            return new Linux(
                    uidMappings,
                    gidMappings,
                    sysctl,
                    resources,
                    cgroupsPath,
                    namespaces,
                    devices,
                    netDevices,
                    seccomp,
                    rootfsPropagation,
                    maskedPaths,
                    readonlyPaths,
                    mountLabel,
                    intelRdt,
                    memoryPolicy,
                    personality,
                    timeOffsets);
        }
    }
}
