package dev.nodens.agent.oci;

import java.nio.file.Path;
import java.util.List;

/**
 * What of this node goes into a container's config; looked up once, at the agent's start.
 *
 * @param nodeName of the Node object, or the host's name
 * @param hostIp the node's address; empty where it has none but loopback
 * @param hostRoot the host's root directory as the agent sees it; {@code /} unless the agent lives in a pod
 * @param cgroupV2 whether the memory controller is cgroup v2's
 * @param ownFolders folders of the agent's, which no container that sees the host's files is to read
 */
public record NodeFacts(String nodeName, String hostIp, Path hostRoot, boolean cgroupV2, List<Path> ownFolders) {

    public NodeFacts {
        ownFolders = List.copyOf(ownFolders);
    }
}
