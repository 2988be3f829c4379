package dev.nodens.runtime.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.mount.FilesystemOption;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OptionLimitsTest {

    @Test
    void leavesOptionsThatOneOfTheCallsTakes() {
        List<FilesystemOption> each = IntStream.range(0, 40)
                .mapToObj(i -> option("key" + i, "x".repeat(255)))
                .toList();
        List<FilesystemOption> together = List.of(option("lowerdir", "/a:" + "x".repeat(4000)), option("ro", ""));

        assertEquals(each, fitting("overlay", each));
        assertEquals(together, fitting("overlay", together));
    }

    @Test
    void givesTheLayersOfAnOverlayOneByOneWhereTheyAreMoreThanAPage() {
        String many = IntStream.range(0, 100)
                .mapToObj(i -> "/layers/" + "x".repeat(60) + i)
                .collect(Collectors.joining(":"));
        List<FilesystemOption> split = fitting(
                "overlay",
                List.of(option("lowerdir", "/a\\:b\\\\c:" + many + "::/data::/more"), option("upperdir", "/up")));

        assertEquals(104, split.size());
        assertEquals(option("lowerdir+", "/a:b\\c"), split.getFirst());
        assertEquals(option("lowerdir+", "/layers/" + "x".repeat(60) + "0"), split.get(1));
        assertEquals(
                List.of(option("datadir+", "/data"), option("datadir+", "/more"), option("upperdir", "/up")),
                split.subList(101, 104));
    }

    @Test
    void namesTheMountAndTheOptionThatNoCallTakes() {
        List<FilesystemOption> layer = List.of(option("lowerdir", "/a:/" + "x".repeat(5000)));
        List<FilesystemOption> other = List.of(option("a", "x".repeat(3000)), option("b", "x".repeat(3000)));

        assertEquals(
                "$.mounts[1].options: must have at most 4095 bytes, or 255 in each option and overlay's layer, found 5014,"
                        + " and 5001 in \"lowerdir+\"",
                assertThrows(ContainerException.class, () -> fitting("overlay", layer))
                        .getMessage());
        assertEquals(
                "$.mounts[1].options: must have at most 4095 bytes, or 255 in each option and overlay's layer, found 6006,"
                        + " and 3000 in \"a\"",
                assertThrows(ContainerException.class, () -> fitting("nfs", other))
                        .getMessage());
    }

    private static List<FilesystemOption> fitting(String type, List<FilesystemOption> options) {
        return OptionLimits.fitting("mounts[1].options", type, options);
    }

    private static FilesystemOption option(String key, String value) {
        return new FilesystemOption(key, value);
    }
}
