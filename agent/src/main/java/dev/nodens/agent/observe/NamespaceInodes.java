package dev.nodens.agent.observe;

import dev.nodens.agent.desired.NamespaceNames;
import dev.nodens.crd.v1alpha1.NamespaceKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which namespaces a process is in. */
public final class NamespaceInodes {

    private static final Pattern LINK = Pattern.compile("[a-z_]+:\\[(\\d+)]");

    private NamespaceInodes() {}

    /** The inode of each namespace, as {@code ls -l /proc/PID/ns} shows it; without those that can't be read. */
    public static Map<NamespaceKind, Long> of(int pid) {
        Map<NamespaceKind, Long> inodes = new EnumMap<>(NamespaceKind.class);
        Path folder = Path.of("/proc", Integer.toString(pid), "ns");
        for (NamespaceKind kind : NamespaceKind.values()) {
            inode(folder.resolve(NamespaceNames.file(kind))).ifPresent(inode -> inodes.put(kind, inode));
        }
        return inodes;
    }

    private static OptionalLong inode(Path file) {
        try {
            Matcher link = LINK.matcher(Files.readSymbolicLink(file).toString());
            return link.matches() ? OptionalLong.of(Long.parseLong(link.group(1))) : OptionalLong.empty();
        } catch (IOException _) {
            // The process has ended meanwhile, or this kernel lacks the type.
            return OptionalLong.empty();
        }
    }
}
