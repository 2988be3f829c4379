package dev.nodens.runtime.plan;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.mount.FilesystemOption;
import dev.nodens.runtime.spec.Found;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * How long a file system's options may be. fsconfig(2) takes 255 bytes of each; mount(2), which native-init uses where one is
 * longer, a page of them all. The layers of an overlay may be more: since Linux 6.7 they are also taken one by one.
 */
final class OptionLimits {

    private static final int ONE = 255;
    private static final int ALL = 4095;

    private OptionLimits() {}

    /**
     * The same options as the kernel takes them.
     *
     * @param field of the Spec, for the error where it takes them in no way
     */
    static List<FilesystemOption> fitting(String field, String type, List<FilesystemOption> options) {
        if (options.stream().allMatch(OptionLimits::fits) || bytes(options) <= ALL) {
            return options;
        }
        List<FilesystemOption> split = type.equals("overlay")
                ? options.stream().flatMap(OptionLimits::layers).toList()
                : options;
        split.stream().filter(option -> !fits(option)).findFirst().ifPresent(option -> {
            throw new ContainerException(
                    ErrorCode.INVALID_SPEC,
                    "$." + field + ": must have at most " + ALL + " bytes, or " + ONE
                            + " in each option and overlay's layer, found " + bytes(options) + ", and "
                            + Math.max(bytes(option.key()), bytes(option.value())) + " in "
                            + Found.quoted(option.key()));
        });
        return split;
    }

    /** overlayfs.rst: a colon parts layers, two stand before one of data only, and what follows a backslash is itself. */
    private static Stream<FilesystemOption> layers(FilesystemOption option) {
        if (!option.key().equals("lowerdir")) {
            return Stream.of(option);
        }
        Stream.Builder<FilesystemOption> layers = Stream.builder();
        StringBuilder layer = new StringBuilder();
        String key = "lowerdir+";
        String value = option.value();
        for (int i = 0; i < value.length(); i++) {
            char next = value.charAt(i);
            if (next != ':') {
                layer.append(next == '\\' && i + 1 < value.length() ? value.charAt(++i) : next);
                continue;
            }
            layers.add(new FilesystemOption(key, layer.toString()));
            layer.setLength(0);
            boolean data = value.startsWith("::", i);
            key = data ? "datadir+" : "lowerdir+";
            i += data ? 1 : 0;
        }
        return layers.add(new FilesystemOption(key, layer.toString())).build();
    }

    private static boolean fits(FilesystemOption option) {
        return bytes(option.key()) <= ONE && bytes(option.value()) <= ONE;
    }

    private static int bytes(List<FilesystemOption> options) {
        return options.stream()
                .mapToInt(option -> bytes(option.key()) + bytes(option.value()) + 2)
                .sum();
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
