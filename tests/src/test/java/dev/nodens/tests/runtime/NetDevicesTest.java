package dev.nodens.tests.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.spec.LinuxNetDevice;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.tests.harness.Command;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Devices that leave the host for a container: one end of a pair each, whose other end stays. */
@RequiresRoot
class NetDevicesTest {

    private final String device = "nd" + ProcessHandle.current().pid();
    private final String peer = device + "p";
    private Scripts scripts;

    @BeforeEach
    void open(TestHost host) {
        scripts = new Scripts(host);
        ip("link", "add", device, "type", "veth", "peer", "name", peer);
    }

    @AfterEach
    void close() {
        scripts.close();
        // one end goes with the other, and with the container's network
        Command.of("ip", "link", "delete", peer).run();
    }

    @Test
    void movesADeviceWithItsAddressesUnderItsNewName() throws Exception {
        ip("address", "add", "192.0.2.7/24", "dev", device);
        ip("address", "add", "2001:db8::7/64", "dev", device, "nodad");
        ip("link", "set", peer, "up");
        Spec spec = scripts.linux(linux -> linux.netDevices = Map.of(device, new LinuxNetDevice("eth0")));

        String found = scripts.output(
                spec, "ip -o address show dev eth0 | awk '{print $2, $4}' | sort; cat /sys/class/net/eth0/operstate");

        assertTrue(found.startsWith("eth0 192.0.2.7/24\neth0 2001:db8::7/64\n"), found);
        assertTrue(found.endsWith("up\n"), found);
    }

    @Test
    void takesTheDeviceFromTheHost() {
        ContainerId id = Containers.id("netdevice");
        Spec spec = scripts.linux(linux -> linux.netDevices = Map.of(device, new LinuxNetDevice(null)))
                .with(draft -> draft.process = draft.process.with(process -> process.args = List.of("sleep", "1000")));
        scripts.runtime().run(id, spec, scripts.monitored(id));

        assertTrue(Files.notExists(Path.of("/sys/class/net", device)));
        assertEquals(
                "lo\n" + device + "\n",
                scripts.runtime()
                        .exec(id, Scripts.script("ls /sys/class/net"), Scripts.PATIENCE, 1 << 16)
                        .output());
    }

    @Test
    void movesItIntoANamespaceThatIsJoined() throws Exception {
        String name = device + "ns";
        ip("netns", "add", name);
        try {
            Spec spec = Containers.joining(
                    scripts.linux(linux -> linux.netDevices = Map.of(device, new LinuxNetDevice("data0"))),
                    "network",
                    "/run/netns/" + name);

            assertEquals("data0\nlo\n", scripts.output(spec, "ip -o link | awk -F '[ :@]+' '{print $2}' | sort"));
        } finally {
            ip("netns", "delete", name);
        }
    }

    @Test
    void movesItIntoTheNetworkOfAUserNamespace() throws Exception {
        Spec spec = Containers.mapped(Containers.withNamespaces(
                scripts.linux(linux -> linux.netDevices = Map.of(device, new LinuxNetDevice("eth0"))),
                "pid",
                "mount",
                "ipc",
                "uts",
                "network",
                "user"));

        assertEquals("eth0\nlo\n", scripts.output(spec, "ip -o link | awk -F '[ :@]+' '{print $2}' | sort"));
    }

    @Test
    void saysWhichDeviceIsNotThere() {
        Spec spec = scripts.linux(linux -> linux.netDevices = Map.of("nowhere0", new LinuxNetDevice(null)));

        ContainerException refused = assertThrows(ContainerException.class, () -> scripts.output(spec, "true"));
        assertEquals("$.linux.netDevices: the host has no network device \"nowhere0\"", refused.getMessage());
    }

    @Test
    void saysThatTheNewNameIsTaken() {
        Spec spec = scripts.linux(linux -> linux.netDevices = Map.of(device, new LinuxNetDevice("lo")));

        ContainerException refused = assertThrows(ContainerException.class, () -> scripts.output(spec, "true"));
        assertEquals(
                "$.linux.netDevices: \"" + device + "\" is to have a name that the container has already",
                refused.getMessage());
        assertTrue(Files.exists(Path.of("/sys/class/net", device)));
    }

    private static void ip(String... arguments) {
        List<String> line = new java.util.ArrayList<>(List.of("ip"));
        line.addAll(List.of(arguments));
        Command.of(line.toArray(String[]::new)).run().succeeded();
    }
}
