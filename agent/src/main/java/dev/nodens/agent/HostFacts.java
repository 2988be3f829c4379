package dev.nodens.agent;

import dev.nodens.agent.config.AgentConfig;
import dev.nodens.agent.oci.NodeFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jboss.logging.Logger;

/** Looks at the host that the agent is on. */
final class HostFacts {

    private static final Logger LOG = Logger.getLogger(HostFacts.class);
    private static final Path HOSTNAME = Path.of("/proc/sys/kernel/hostname");

    /** cgroup v2 lists its controllers there; on a hybrid host only some, and memory is not among them. */
    private static final String CONTROLLERS = "sys/fs/cgroup/cgroup.controllers";

    private HostFacts() {}

    static NodeFacts read(AgentConfig config) {
        Path hostRoot = hostRoot(config.host());
        return new NodeFacts(
                config.nodeName().orElseGet(HostFacts::hostname),
                address(),
                hostRoot,
                isCgroupV2(hostRoot),
                List.of(config.dataRoot(), config.logRoot(), config.stateRoot()));
    }

    /**
     * Whether the host's processes are in another mount namespace: then this process lives in a pod. Where they can't be looked
     * at, their namespaces could not be joined either.
     */
    static boolean isInPod(AgentConfig.Host host) {
        Path own = Path.of("/proc/self/ns/mnt");
        Path hosts = Path.of("/proc", Integer.toString(host.pid()), "ns/mnt");
        try {
            return host.join() && !Files.readSymbolicLink(hosts).equals(Files.readSymbolicLink(own));
        } catch (IOException e) {
            LOG.debugf("process %d can't be looked at, so this process's namespaces are the host's: %s", host.pid(), e);
            return false;
        }
    }

    /** The host's root directory as this process sees it. */
    private static Path hostRoot(AgentConfig.Host host) {
        return isInPod(host) ? Path.of("/proc", Integer.toString(host.pid()), "root") : Path.of("/");
    }

    private static String hostname() {
        try {
            return Files.readString(HOSTNAME).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("can't read \"" + HOSTNAME + "\"; set nodens.node-name", e);
        }
    }

    private static boolean isCgroupV2(Path hostRoot) {
        try {
            return List.of(Files.readString(hostRoot.resolve(CONTROLLERS))
                            .strip()
                            .split(" "))
                    .contains("memory");
        } catch (IOException _) {
            return false;
        }
    }

    private static String address() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                    .map(address -> String.valueOf(address.getHostAddress()))
                    .findFirst()
                    .orElse("");
        } catch (SocketException _) {
            return "";
        }
    }
}
