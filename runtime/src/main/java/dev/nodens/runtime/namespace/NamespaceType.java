package dev.nodens.runtime.namespace;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The kinds of namespaces, each with the three names that it goes by. Their order is the order of joining, as runc's:
 * the user namespace comes first, since it gives the right to join those that it owns, and a mount namespace comes after
 * everything that is still looked up by path.
 */
public enum NamespaceType {
    USER("user", "user", 0x1000_0000),
    IPC("ipc", "ipc", 0x0800_0000),
    UTS("uts", "uts", 0x0400_0000),
    NETWORK("network", "net", 0x4000_0000),
    PID("pid", "pid", 0x2000_0000),
    MOUNT("mount", "mnt", 0x0002_0000),
    CGROUP("cgroup", "cgroup", 0x0200_0000),
    TIME("time", "time", 0x0000_0080);

    private final String ociName;
    private final String procFile;
    private final int cloneFlag;

    NamespaceType(String ociName, String procFile, int cloneFlag) {
        this.ociName = ociName;
        this.procFile = procFile;
        this.cloneFlag = cloneFlag;
    }

    /** Its name in config.json. */
    public String ociName() {
        return ociName;
    }

    /** Its file in {@code /proc/PID/ns}. */
    public String procFile() {
        return procFile;
    }

    /** Its {@code CLONE_NEW*} flag. */
    public int cloneFlag() {
        return cloneFlag;
    }

    /** The path of a process's namespace of this type. */
    public String pathOf(int pid) {
        return "/proc/" + pid + "/ns/" + procFile;
    }

    /** Whether the running kernel has it: its file is there and can be read. Asked once. */
    public boolean isSupported() {
        return Kernel.SUPPORTED.contains(this);
    }

    /** The type of that name in config.json. */
    public static Optional<NamespaceType> ofOciName(String name) {
        return Arrays.stream(values()).filter(type -> type.ociName.equals(name)).findFirst();
    }

    @Override
    public String toString() {
        return ociName;
    }

    /** What a kernel supports does not change while it runs; a holder class asks when it is first needed. */
    private static final class Kernel {
        static final Set<NamespaceType> SUPPORTED = supported(Path.of("/proc/self/ns"));
    }

    static Set<NamespaceType> supported(Path folder) {
        EnumSet<NamespaceType> found = EnumSet.noneOf(NamespaceType.class);
        for (NamespaceType type : values()) {
            if (Files.isReadable(folder.resolve(type.procFile))) {
                found.add(type);
            }
        }
        return Collections.unmodifiableSet(found);
    }
}
