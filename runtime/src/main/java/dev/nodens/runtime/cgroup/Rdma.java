package dev.nodens.runtime.cgroup;

import dev.nodens.runtime.spec.LinuxResources;
import java.util.Map;
import java.util.stream.Stream;

/** {@code linux.resources.rdma}: the same file in v1 and v2. */
final class Rdma {

    private Rdma() {}

    static Stream<Setting> settings(Map<String, LinuxResources.Rdma> byDevice) {
        return byDevice.entrySet().stream().map(entry -> {
            LinuxResources.Rdma limits = entry.getValue();
            String handles = limits.hcaHandles() == null ? "" : " hca_handle=" + limits.hcaHandles();
            String objects = limits.hcaObjects() == null ? "" : " hca_object=" + limits.hcaObjects();
            return Setting.of("rdma.max", entry.getKey() + handles + objects);
        });
    }
}
