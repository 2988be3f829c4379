package dev.nodens.runtime.features;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The features structure of the OCI runtime-spec (features.md): what the runtime knows, whatever this host can do. Names are
 * those of its JSON.
 *
 * @param mountOptions those that are not a file system's own
 * @param potentiallyUnsafeConfigAnnotations annotations that change what a container may do; a dot at the end = all that
 *     start so
 */
public record Features(
        String ociVersionMin,
        String ociVersionMax,
        List<String> hooks,
        List<String> mountOptions,
        LinuxFeatures linux,
        Map<String, String> annotations,
        List<String> potentiallyUnsafeConfigAnnotations) {

    public Features {
        hooks = List.copyOf(hooks);
        mountOptions = List.copyOf(mountOptions);
        annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
        potentiallyUnsafeConfigAnnotations = List.copyOf(potentiallyUnsafeConfigAnnotations);
    }

    /** {@code linux}. */
    public record LinuxFeatures(
            List<String> namespaces,
            List<String> capabilities,
            CgroupFeatures cgroup,
            SeccompFeatures seccomp,
            Enabled apparmor,
            Enabled selinux,
            IntelRdtFeatures intelRdt,
            MemoryPolicyFeatures memoryPolicy,
            MountExtensions mountExtensions,
            Enabled netDevices) {

        public LinuxFeatures {
            namespaces = List.copyOf(namespaces);
            capabilities = List.copyOf(capabilities);
        }
    }

    public record CgroupFeatures(boolean v1, boolean v2, boolean systemd, boolean systemdUser, boolean rdma) {}

    /**
     * @param knownFlags those that are understood
     * @param supportedFlags those of them that a filter can be installed with
     */
    public record SeccompFeatures(
            boolean enabled,
            List<String> actions,
            List<String> operators,
            List<String> archs,
            List<String> knownFlags,
            List<String> supportedFlags) {

        public SeccompFeatures {
            actions = List.copyOf(actions);
            operators = List.copyOf(operators);
            archs = List.copyOf(archs);
            knownFlags = List.copyOf(knownFlags);
            supportedFlags = List.copyOf(supportedFlags);
        }
    }

    public record Enabled(boolean enabled) {}

    public record IntelRdtFeatures(boolean enabled, boolean schemata, boolean monitoring) {}

    public record MemoryPolicyFeatures(List<String> modes, List<String> flags) {

        public MemoryPolicyFeatures {
            modes = List.copyOf(modes);
            flags = List.copyOf(flags);
        }
    }

    public record MountExtensions(Enabled idmap) {}
}
