package dev.nodens.runtime.mount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MountOptionsTest {

    /** Every option that runc 1.4 reports as known, and the two that map ids. */
    @Test
    void knowsEveryOptionOfRunc() {
        Set<String> known = Set.of(
                ("async atime bind defaults dev diratime dirsync exec idmap iversion lazytime loud mand noatime nodev"
                                + " nodiratime noexec noiversion nolazytime nomand norelatime nostrictatime nosuid nosymfollow"
                                + " private ratime rbind rdev rdiratime relatime remount rexec ridmap rnoatime rnodev rnodiratime"
                                + " rnoexec rnorelatime rnostrictatime rnosuid rnosymfollow ro rprivate rrelatime rro rrw rshared"
                                + " rslave rstrictatime rsuid rsymfollow runbindable rw shared silent slave strictatime suid"
                                + " symfollow sync tmpcopyup unbindable")
                        .split(" "));

        assertEquals(
                known,
                Arrays.stream(MountOption.values()).map(MountOption::optionName).collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @CsvSource({
        "ro,                   0x1,      0",
        "rw,                   0,        0x1",
        "nosuid;nodev;noexec,  0xe,      0",
        "suid;dev;exec,        0,        0xe",
        "noatime,              0x10,     0x70",
        "strictatime,          0x20,     0x70",
        "relatime,             0,        0x70",
        "atime,                0,        0x70",
        "nostrictatime,        0,        0x70",
        "norelatime,           0,        0",
        "nodiratime,           0x80,     0",
        "nosymfollow,          0x200000, 0",
        "ro;rw,                0,        0x1",
        "rw;ro,                0x1,      0",
        "noatime;strictatime,  0x20,     0x70",
        "noatime;nodiratime,   0x90,     0x70",
        "noatime;atime,        0,        0x70",
        "defaults;silent;loud, 0,        0"
    })
    void setsAndClearsAttributesTheLastOneHolding(String options, String set, String clear) {
        MountOptions parsed = MountOptions.parse(List.of(options.split(";")));

        assertEquals(new MountAttributes(Long.decode(set), Long.decode(clear)), parsed.attributes());
        assertEquals(MountAttributes.NONE, parsed.recursiveAttributes());
        assertEquals(MountKind.FILESYSTEM, parsed.kind());
    }

    @ParameterizedTest
    @CsvSource({
        "rro,                  0x1,      0",
        "rrw,                  0,        0x1",
        "rnosuid;rnodev,       0x6,      0",
        "rnoatime,             0x10,     0x70",
        "rstrictatime;rrelatime, 0,      0x70",
        "rnosymfollow,         0x200000, 0"
    })
    void setsAndClearsAttributesOfTheTree(String options, String set, String clear) {
        MountOptions parsed = MountOptions.parse(List.of(options.split(";")));

        assertEquals(new MountAttributes(Long.decode(set), Long.decode(clear)), parsed.recursiveAttributes());
        assertEquals(MountAttributes.NONE, parsed.attributes());
    }

    @ParameterizedTest
    @CsvSource({
        "private,     0x40000",
        "rprivate,    0x44000",
        "slave,       0x80000",
        "rslave,      0x84000",
        "shared,      0x100000",
        "rshared,     0x104000",
        "unbindable,  0x20000",
        "runbindable, 0x24000"
    })
    void saysPropagationInTheKernelsBits(String option, String bits) {
        assertEquals(
                List.of(Integer.decode(bits)),
                MountOptions.parse(List.of(option)).propagations());
    }

    @Test
    void keepsSeveralPropagationsInOrder() {
        assertEquals(
                List.of(0x80000, 0x100000),
                MountOptions.parse(List.of("slave", "shared")).propagations());
    }

    @Test
    void leavesTheRestToTheFileSystem() {
        MountOptions parsed = MountOptions.parse(List.of("mode=755", "nosuid", "size=64k", "newinstance", "sync"));

        assertEquals(
                List.of(
                        new FilesystemOption("mode", "755"),
                        new FilesystemOption("size", "64k"),
                        new FilesystemOption("newinstance", "")),
                parsed.data());
        assertEquals(List.of(new FilesystemOption("sync", "")), parsed.superblock());
    }

    @Test
    void endsAnOptionAtACommaThatIsNotEscaped() {
        MountOptions parsed = MountOptions.parse(List.of("ro,mode=755,,", "lowerdir=/a\\,b:/c"));

        assertTrue(parsed.attributes().isReadOnly());
        assertEquals(
                List.of(new FilesystemOption("mode", "755"), new FilesystemOption("lowerdir", "/a\\,b:/c")),
                parsed.data());
    }

    @Test
    void makesABindAndItsTree() {
        assertEquals(MountKind.BIND, MountOptions.parse(List.of("bind")).kind());
        assertEquals(Set.of(), MountOptions.parse(List.of("bind")).flags());
        assertEquals(
                Set.of(MountFlag.RECURSIVE),
                MountOptions.parse(List.of("rbind")).flags());
    }

    @Test
    void remountsWhereverThatStands() {
        assertEquals(
                MountKind.REMOUNT,
                MountOptions.parse(List.of("remount", "bind", "ro")).kind());
        assertEquals(
                MountKind.REMOUNT,
                MountOptions.parse(List.of("bind", "remount", "ro")).kind());
    }

    @Test
    void collectsFlags() {
        assertEquals(
                Set.of(MountFlag.COPY_UP, MountFlag.IDMAP),
                MountOptions.parse(List.of("tmpcopyup", "idmap")).flags());
        assertEquals(
                Set.of(MountFlag.IDMAP_RECURSIVE),
                MountOptions.parse(List.of("ridmap")).flags());
    }
}
