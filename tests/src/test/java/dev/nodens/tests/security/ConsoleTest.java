package dev.nodens.tests.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.LaunchOptions;
import dev.nodens.runtime.container.OciOptions;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.spec.Mount;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.runtime.Containers;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The way of a terminal from the container to its user, and those who stand beside it. */
@RequiresRoot
class ConsoleTest extends InCell {

    /**
     * CVE-2025-52565: /dev/console is a link, so that the terminal is mounted over a file that a later step protects, which
     * stays open to writing then. Defence: {@code bind_console} in native-init/src/console.c follows no link.
     */
    @Test
    void isMountedOverNoFileThatALinkNames() throws Exception {
        Files.createSymbolicLink(cell.rootfs().resolve("dev/console"), Path.of("/proc/sys/kernel/hostname"));
        Spec spec = terminal(devpts());
        ContainerException refused = assertThrows(ContainerException.class, () -> cell.start(spec));
        assertTrue(refused.getMessage().contains("/dev/console"), refused.getMessage());
    }

    /** CVE-2025-52565, its other half: /dev/pts is no devpts, and its ptmx leads elsewhere. Defence: {@code open_master}. */
    @Test
    void isOpenedFromNothingButADevpts() throws Exception {
        Path fake = Files.createDirectory(cell.host().base().resolve("pts"));
        Files.createSymbolicLink(fake.resolve("ptmx"), Path.of("/dev/null"));
        Spec spec = terminal(new Mount("/dev/pts", "bind", fake.toString(), List.of("bind")));
        ContainerException refused = assertThrows(ContainerException.class, () -> cell.start(spec));
        assertTrue(refused.getMessage().contains("/dev/pts"), refused.getMessage());
    }

    /** Whoever gets the terminal may hang up, be no socket at all, or never answer: nobody waits for them. */
    @Test
    void doesNotWaitForWhoShouldTakeIt() throws Exception {
        Path file = cell.host().write("file", "");
        Path silent = cell.host().base().resolve("silent");
        List<SocketChannel> callers = new ArrayList<>();
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(silent), 1);
            fill(silent, callers);
            for (Path socket :
                    List.of(file, cell.host().base(), cell.host().base().resolve("absent"), silent)) {
                assertTimeoutPreemptively(Cell.PATIENCE, () -> {
                    ContainerException refused = assertThrows(ContainerException.class, () -> create(socket));
                    assertTrue(refused.getMessage().contains(socket.toString()), refused.getMessage());
                });
            }
        } finally {
            for (SocketChannel caller : callers) {
                caller.close();
            }
        }
        assertEquals(List.of(), cell.runtime().list());
    }

    /** Until nobody else can be let in. */
    private static void fill(Path socket, List<SocketChannel> callers) throws Exception {
        boolean let = true;
        while (let) {
            SocketChannel caller = SocketChannel.open(StandardProtocolFamily.UNIX);
            callers.add(caller);
            caller.configureBlocking(false);
            try {
                let = caller.connect(UnixDomainSocketAddress.of(socket));
            } catch (IOException full) {
                let = false;
            }
        }
    }

    private void create(Path socket) {
        ContainerId id = Containers.id("console");
        Spec spec = terminal(devpts());
        OciOptions oci = OciOptions.NONE.withConsoleSocket(socket);
        cell.runtime().create(id, spec, LaunchOptions.unsupervised(cell.rootfs()), oci);
    }

    /** With the image's own /dev, which belongs to the attacker. */
    private Spec terminal(Mount pts) {
        return cell.sleeper().with(spec -> {
            spec.process = spec.process.with(process -> process.terminal = true);
            spec.mounts = List.of(new Mount("/proc", "proc", "proc", List.of()), pts);
        });
    }

    private static Mount devpts() {
        return new Mount("/dev/pts", "devpts", "devpts", List.of("newinstance", "ptmxmode=0666", "mode=0620"));
    }
}
