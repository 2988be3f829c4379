package dev.nodens.tests.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nodens.runtime.spec.Mount;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.tests.harness.Command;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options that are about a tree of mounts, on a tree of two: what the kernel then says of each. */
@RequiresRoot
class MountWordsTest {

    /** awk: the kind of propagation without its number. */
    private static final String KIND = " {sub(/:.*/, \"\", $7)} ";

    private Scripts scripts;
    private Path tree;
    private Path below;

    @BeforeEach
    void open(TestHost host) throws Exception {
        scripts = new Scripts(host);
        tree = Files.createDirectory(host.base().resolve("tree"));
        below = tree.resolve("below");
        mount("--bind", tree.toString(), tree.toString());
        mount("--make-private", tree.toString());
        Files.createDirectory(below);
        mount("-t", "tmpfs", "-o", "nosuid", "tmpfs", below.toString());
        mount("--make-private", below.toString());
    }

    @AfterEach
    void close() {
        scripts.close();
        Command.of("umount", "-R", tree.toString()).run().succeeded();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            rro          | ro,relatime             | ro,nosuid,relatime
            rnosuid      | rw,nosuid,relatime      | rw,nosuid,relatime
            rsuid        | rw,relatime             | rw,relatime
            rnodev       | rw,nodev,relatime       | rw,nosuid,nodev,relatime
            rnoexec      | rw,noexec,relatime      | rw,nosuid,noexec,relatime
            rnodiratime  | rw,nodiratime,relatime  | rw,nosuid,nodiratime,relatime
            rnosymfollow | rw,relatime,nosymfollow | rw,nosuid,relatime,nosymfollow
            rnoatime     | rw,noatime              | rw,nosuid,noatime
            rstrictatime | rw                      | rw,nosuid
            """)
    void changesEveryMountOfATree(String option, String top, String inner) throws Exception {
        assertEquals(
                "/tmp/tree " + top + " -\n/tmp/tree/below " + inner + " -\n", mountinfo("/tmp/tree", "rbind", option));
    }

    @Test
    void changesTheTopmostMountAloneWithoutTheR() throws Exception {
        assertEquals(
                "/tmp/tree ro,noexec,relatime -\n/tmp/tree/below rw,nosuid,relatime -\n",
                mountinfo("/tmp/tree", "rbind", "ro", "noexec"));
    }

    /** docs/decisions/0025: with any flag a bind has what its options say, without one what its source has. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            rprivate | ro,nosuid,noexec,noatime
            dev      | rw,noatime
            nosuid   | rw,nosuid,noatime
            ro       | ro,noatime
            relatime | rw,relatime
            """)
    void hasTheFlagsOfItsOptionsOrOfItsSource(String option, String flags) throws Exception {
        mount("-o", "remount,bind,ro,nosuid,noexec,noatime", tree.toString());
        assertEquals("/tmp/tree " + flags + " -\n", mountinfo("/tmp/tree", "bind", option));
    }

    @ParameterizedTest
    @CsvSource({
        "private, -, -",
        "rprivate, -, -",
        "slave, -, -",
        "shared, shared, -",
        "rshared, shared, shared",
        "unbindable, unbindable, -",
        "runbindable, unbindable, unbindable"
    })
    void propagatesAsItsWordSays(String word, String top, String inner) throws Exception {
        assertEquals(
                "/tmp/tree rw,relatime " + top + "\n/tmp/tree/below rw,nosuid,relatime " + inner + "\n",
                mountinfo("/tmp/tree", "rbind", word));
    }

    /** Of a tree that is shared on the host a slave hears, and a private one does not. */
    @ParameterizedTest
    @CsvSource({"slave, master, master", "rslave, master, master", "rprivate, -, -"})
    void hearsOfASharedTreeAsItsWordSays(String word, String top, String inner) throws Exception {
        mount("--make-rshared", tree.toString());

        assertEquals(
                "/tmp/tree rw,relatime " + top + "\n/tmp/tree/below rw,nosuid,relatime " + inner + "\n",
                mountinfo("/tmp/tree", "rbind", word));
    }

    /** A slave without a master, of a root that nobody shares, is private. */
    @ParameterizedTest
    @CsvSource({
        "private, -",
        "rprivate, -",
        "slave, -",
        "rslave, -",
        "shared, shared",
        "rshared, shared",
        "unbindable, unbindable",
        "runbindable, unbindable"
    })
    void makesTheRootWhatRootfsPropagationSays(String word, String kind) throws Exception {
        Spec spec = scripts.linux(linux -> linux.rootfsPropagation = word);

        assertEquals(
                kind + "\n", scripts.output(spec, "awk '" + KIND + "$5 == \"/\" {print $7}' /proc/self/mountinfo"));
    }

    /** The place, the attributes and the propagation of each mount of the tree. */
    private String mountinfo(String path, String... options) throws Exception {
        return scripts.output(
                scripts.mounts(new Mount(path, "none", tree.toString(), List.of(options))),
                "awk '" + KIND + "$5 ~ \"^" + path + "\" {print $5, $6, $7}' /proc/self/mountinfo");
    }

    private static void mount(String... arguments) {
        Command.of("mount").with(arguments).run().succeeded();
    }
}
