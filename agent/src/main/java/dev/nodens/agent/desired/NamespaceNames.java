package dev.nodens.agent.desired;

import dev.nodens.crd.v1alpha1.NamespaceKind;

/** What a namespace type is called: by OCI and the API, and by the kernel. */
public final class NamespaceNames {

    private NamespaceNames() {}

    /** The word of config.json and of the API. */
    public static String of(NamespaceKind kind) {
        return switch (kind) {
            case PID -> "pid";
            case NETWORK -> "network";
            case IPC -> "ipc";
            case UTS -> "uts";
            case MOUNT -> "mount";
            case USER -> "user";
            case CGROUP -> "cgroup";
            case TIME -> "time";
        };
    }

    /** The file below /proc/PID/ns. */
    public static String file(NamespaceKind kind) {
        return switch (kind) {
            case NETWORK -> "net";
            case MOUNT -> "mnt";
            case PID, IPC, UTS, USER, CGROUP, TIME -> of(kind);
        };
    }
}
