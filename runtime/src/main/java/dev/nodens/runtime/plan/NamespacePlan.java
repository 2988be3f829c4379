package dev.nodens.runtime.plan;

import dev.nodens.runtime.namespace.IdMappings;
import dev.nodens.runtime.namespace.Namespace;
import dev.nodens.runtime.namespace.Namespaces;
import dev.nodens.runtime.namespace.TimeOffsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which namespaces the container gets, and what is set in the new ones.
 *
 * @param host namespaces that the monitor joins before all else: the host's, where this process lives in a pod
 * @param idMappings of a new user namespace; what one that is joined must have, none = it may have any
 * @param keepSetgroups whether setgroups(2) stays allowed in the new user namespace
 * @param rootless whether this process lacks the right to write other maps than its own ids'
 * @param mapTools who writes the maps that this process may not
 * @param timeOffsets of a new time namespace; none where one is joined
 * @param hostname null = leave; so is domainname
 * @param loopback whether {@code lo} is brought up in the new network namespace
 */
public record NamespacePlan(
        Namespaces namespaces,
        List<Namespace> host,
        IdMappings idMappings,
        boolean keepSetgroups,
        boolean rootless,
        MapTools mapTools,
        TimeOffsets timeOffsets,
        @Nullable String hostname,
        @Nullable String domainname,
        List<Sysctl> sysctls,
        boolean loopback,
        List<NetDevice> netDevices) {

    /**
     * A network device of the host's that becomes the container's.
     *
     * @param name where this process is
     * @param newName in the container
     */
    public record NetDevice(String name, String newName) {}

    /**
     * Programs that are given a process and the lines of its map.
     *
     * @param uidMap path of newuidmap; null = native-init itself writes that map
     * @param gidMap path of newgidmap
     */
    public record MapTools(
            @Nullable String uidMap, @Nullable String gidMap) {

        public static final MapTools NONE = new MapTools(null, null);
    }

    /**
     * One kernel parameter.
     *
     * @param path below {@code /proc/sys}, with slashes
     */
    public record Sysctl(String path, String value) {}

    public NamespacePlan {
        host = List.copyOf(host);
        sysctls = List.copyOf(sysctls);
        netDevices = List.copyOf(netDevices);
    }
}
