package dev.nodens.agent.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Every setting of the agent. Durations take {@code 10s}, {@code 5M} or ISO-8601; paths are absolute. */
@ConfigMapping(prefix = "nodens")
public interface AgentConfig {

    /** Name of the Node object that this agent serves; empty = the host's name. */
    Optional<String> nodeName();

    /** Folder of manifests; where it is given, no API server is asked. */
    Optional<Path> manifests();

    /** What is known of containers; lost at a reboot, as they are. */
    @WithDefault("/run/nodens")
    Path stateRoot();

    /** What must survive a reboot: restart histories, id ranges, volumes, writable layers. */
    @WithDefault("/var/lib/nodens")
    Path dataRoot();

    /** Container logs. */
    @WithDefault("/var/log/nodens")
    Path logRoot();

    /** Whether containers are left running when the agent is told to end; else they are stopped and removed. */
    @WithDefault("true")
    boolean keep();

    /** How often what events told is compared with what is there. */
    @WithDefault("30s")
    Duration relistInterval();

    /** A step of the runtime's at which the agent kills itself with SIGKILL; for tests of what the next one finds. */
    Optional<String> failpoint();

    /** Where the host is, when the agent itself lives in a pod. */
    Host host();

    /** Settings of the API server's side; without effect where a manifest folder is given. */
    Kubernetes kubernetes();

    /** The host as the agent sees it. */
    interface Host {

        /**
         * The process whose mount, cgroup and pid namespaces are the host's; a namespace of its that is our own is not
         * joined.
         */
        @WithDefault("1")
        int pid();

        /** Whether containers are launched into the host's namespaces; false = into the agent's own. */
        @WithDefault("true")
        boolean join();
    }

    /** How the API server is talked to. */
    interface Kubernetes {

        /** Least time between two status writes for one object, after the first. */
        @WithDefault("1s")
        Duration statusInterval();

        /** How long the node's Lease holds without renewal. */
        @WithDefault("40s")
        Duration leaseDuration();

        /** How often the node's Lease is renewed. */
        @WithDefault("10s")
        Duration leaseRenewInterval();

        /** Namespace of the node Leases. */
        @WithDefault("nodens-system")
        String leaseNamespace();
    }
}
