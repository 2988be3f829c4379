package dev.nodens.tests.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.ContainerState;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.runtime.Containers;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Peers of a container's sockets that flood them, or stop in the middle. Only root gets that far; native-init's own {@code
 * test_hostile} has what a frame can be, and that another user is not served.
 */
@RequiresRoot
class HostilePeerTest extends InCell {

    private static final int FLOOD = 64;
    private static final long SEED = 26;

    private final List<SocketChannel> peers = new ArrayList<>();

    /** Defence: a client is heard one frame at a time (client_receive), and has a place for as long as it keeps the rules. */
    @Test
    void doNotKeepAMonitorFromItsContainer() throws Exception {
        ContainerId id = cell.start(cell.shell("while :; do echo alive; usleep 10000; done"));
        RandomGenerator random = new Random(SEED);
        for (int i = 0; i < FLOOD; i++) {
            send(id, "control.sock", nonsense(random));
        }
        int before = cell.log(id).length();
        Cell.await(() -> cell.log(id).length() > before);
        hangUp();
        Cell.await(() -> answers(id));
        cell.runtime().kill(id, 9, false);
        assertTimeoutPreemptively(
                Cell.PATIENCE, () -> assertEquals(137, cell.runtime().await(id).code()));
    }

    /** Defence: {@code starter_place} in native-init/src/process.c. */
    @Test
    void doNotKeepAContainerFromItsStart() throws Exception {
        ContainerId id = Containers.id("created");
        cell.runtime().create(id, cell.sleeper(), Containers.monitored(cell.host(), id));
        for (int i = 0; i < FLOOD; i++) {
            send(id, "start.sock", new byte[0]);
        }
        assertTimeoutPreemptively(
                Cell.PATIENCE,
                () -> assertInstanceOf(
                        ContainerState.Running.class, cell.runtime().start(id).state()));
    }

    /** Nothing, half a header, a length without its payload, a payload that nobody asked for. */
    private static byte[] nonsense(RandomGenerator random) {
        byte[] bytes = new byte[random.nextInt(0, 64)];
        random.nextBytes(bytes);
        if (random.nextBoolean() && bytes.length >= 8) {
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.nativeOrder())
                    .putInt(random.nextInt(0, 32))
                    .putInt(random.nextBoolean() ? -1 : random.nextInt(0, 1 << 24));
        }
        return bytes;
    }

    private void send(ContainerId id, String socket, byte[] bytes) throws IOException {
        Path path = cell.host().state().resolve("containers/" + id + "/" + socket);
        SocketChannel peer = SocketChannel.open(UnixDomainSocketAddress.of(path));
        peers.add(peer);
        try {
            peer.write(ByteBuffer.wrap(bytes));
        } catch (IOException refused) {
            // The place was given to nobody: that is what is meant to happen to the last of them.
        }
    }

    private boolean answers(ContainerId id) {
        return cell.exec(id, Cell.command("echo", "here")).output().equals("here\n");
    }

    @AfterEach
    void hangUp() throws IOException {
        for (SocketChannel peer : peers) {
            peer.close();
        }
        peers.clear();
    }
}
