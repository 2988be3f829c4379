package dev.nodens.runtime.mount;

import dev.nodens.runtime.mount.MountOption.Effect;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The options of one mount, told apart. Of two that contradict each other the later one holds.
 *
 * @param propagations {@code MS_*} bits, to be set one after the other
 * @param superblock flags of the file system that any file system may have
 * @param data options of the file system's own
 */
public record MountOptions(
        MountKind kind,
        Set<MountFlag> flags,
        MountAttributes attributes,
        MountAttributes recursiveAttributes,
        List<Integer> propagations,
        List<FilesystemOption> superblock,
        List<FilesystemOption> data) {

    /** A comma ends an option, as it does for mount(2), unless it is escaped as in overlay's lowerdir. */
    private static final Pattern COMMA = Pattern.compile("(?<!\\\\),");

    public MountOptions {
        flags = flags.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(flags));
        propagations = List.copyOf(propagations);
        superblock = List.copyOf(superblock);
        data = List.copyOf(data);
    }

    /** Tells them apart. An option that the table does not have is the file system's own. */
    public static MountOptions parse(List<String> options) {
        Parser parser = new Parser();
        options.stream()
                .flatMap(option -> option.indexOf(',') < 0 ? Stream.of(option) : COMMA.splitAsStream(option))
                .filter(option -> !option.isEmpty())
                .forEach(parser::add);
        return parser.done();
    }

    private static final class Parser {
        private MountKind kind = MountKind.FILESYSTEM;
        private final Set<MountFlag> flags = EnumSet.noneOf(MountFlag.class);
        private MountAttributes attributes = MountAttributes.NONE;
        private MountAttributes recursive = MountAttributes.NONE;
        private final List<Integer> propagations = new ArrayList<>();
        private final List<FilesystemOption> superblock = new ArrayList<>();
        private final List<FilesystemOption> data = new ArrayList<>();

        void add(String option) {
            MountOption.of(option)
                    .ifPresentOrElse(known -> apply(known.effect()), () -> data.add(ofFilesystem(option)));
        }

        private void apply(Effect effect) {
            switch (effect) {
                case Effect.Kind of -> {
                    // whichever comes first: "bind" beside "remount" only says that no superblock is meant
                    kind = kind == MountKind.REMOUNT ? kind : of.kind();
                    flags.addAll(of.flags());
                }
                case Effect.Attribute(MountAttributes change, boolean tree) -> {
                    if (tree) {
                        recursive = recursive.then(change);
                    } else {
                        attributes = attributes.then(change);
                    }
                }
                case Effect.Propagation(int bits) -> propagations.add(bits);
                case Effect.Superblock(String key) -> superblock.add(new FilesystemOption(key, ""));
                case Effect.Flag(MountFlag flag) -> flags.add(flag);
                case Effect.Nothing() -> {}
            }
        }

        MountOptions done() {
            return new MountOptions(kind, flags, attributes, recursive, propagations, superblock, data);
        }

        private static FilesystemOption ofFilesystem(String option) {
            int equals = option.indexOf('=');
            return equals < 0
                    ? new FilesystemOption(option, "")
                    : new FilesystemOption(option.substring(0, equals), option.substring(equals + 1));
        }
    }
}
