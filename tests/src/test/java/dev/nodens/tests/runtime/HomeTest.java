package dev.nodens.tests.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.spec.User;
import dev.nodens.tests.harness.Command;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** HOME where the Spec has none: from a file that the image made, and that may be anything. */
@RequiresRoot
class HomeTest {

    private static final String SAY = "echo $HOME";

    private Scripts scripts;
    private Path passwd;

    @BeforeEach
    void open(TestHost host) throws Exception {
        scripts = new Scripts(host);
        passwd = scripts.rootfs().resolve("etc/passwd");
        Files.writeString(
                passwd,
                "root:x:0:0:root:/root:/bin/sh\nbroken\n::::\nfirst:x:7:7::/srv/first:\nlast:x:07:7::/x:\nlast:x:8:8::/y");
    }

    @AfterEach
    void close() {
        scripts.close();
    }

    @Test
    void isWhatTheContainersPasswdSays() throws Exception {
        assertEquals("/root\n", scripts.output(scripts.template(), SAY));
        assertEquals("/srv/first\n", scripts.output(user(7), SAY));
        assertEquals("/y\n", scripts.output(user(8), SAY));
        assertEquals("/\n", scripts.output(user(9), SAY));
        assertEquals("/root\n", scripts.execOutput(scripts.template(), Scripts.script(SAY)));
    }

    @Test
    void isWhatTheSpecSaysUnlessThatIsEmpty() throws Exception {
        Spec given = scripts.process(process -> process.env = List.of("PATH=/bin", "HOME=/given"));
        Spec empty = scripts.process(process -> process.env = List.of("PATH=/bin", "HOME="));

        assertEquals("/given\n", scripts.output(given, SAY));
        assertEquals("/root\n", scripts.output(empty, SAY));
    }

    @Test
    void waitsForNoFifoAndFollowsNoLinkOutOfTheRoot(TestHost host) throws Exception {
        Files.delete(passwd);
        Command.of("mkfifo", passwd.toString()).run().succeeded();
        assertEquals("/\n", scripts.output(scripts.template(), SAY));

        Files.delete(passwd);
        host.write("outside", "root:x:0:0:root:/outside:/bin/sh\n");
        Files.createSymbolicLink(passwd, host.base().resolve("outside"));
        assertEquals("/\n", scripts.output(scripts.template(), SAY));

        Files.delete(passwd);
        Files.writeString(passwd, "root:x:0:0::/" + "a".repeat(5000) + ":\n");
        assertEquals("/\n", scripts.output(scripts.template(), SAY));
    }

    private Spec user(long uid) {
        return scripts.process(process -> process.user = new User(uid, uid, null, List.of()));
    }
}
