package dev.nodens.agent.oci;

import dev.nodens.crd.v1alpha1.ContainerDevice;
import dev.nodens.crd.v1alpha1.ContainerResources;
import dev.nodens.crd.v1alpha1.ContainerSpecSpec;
import dev.nodens.crd.v1alpha1.DeviceType;
import dev.nodens.crd.v1alpha1.OomPolicy;
import dev.nodens.runtime.spec.LinuxDevice;
import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.spec.LinuxResources.Cpu;
import dev.nodens.runtime.spec.LinuxResources.DeviceRule;
import dev.nodens.runtime.spec.LinuxResources.HugepageLimit;
import dev.nodens.runtime.spec.LinuxResources.Memory;
import dev.nodens.runtime.spec.LinuxResources.Pids;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code linux.resources} and {@code linux.devices}. */
public final class OciResources {

    private static final long PERIOD_MICROSECONDS = 100_000;

    /** The kernel refuses a smaller quota. */
    private static final long LEAST_QUOTA_MICROSECONDS = 1_000;

    private static final long SHARES_PER_CPU = 1024;
    private static final long LEAST_SHARES = 2;
    private static final long MOST_SHARES = 262_144;
    private static final String HUGEPAGES = "hugepages-";

    private OciResources() {}

    public static LinuxResources from(ContainerSpecSpec spec, NodeFacts facts) {
        ContainerResources given = Objects.requireNonNullElseGet(
                spec.resources(),
                () -> new ContainerResources(Map.of(), Map.of(), null, null, null, List.of(), Map.of()));
        return LinuxResources.empty().with(resources -> {
            resources.devices = deviceRules(spec.devices());
            resources.memory = memory(given);
            resources.cpu = cpu(given);
            resources.pids = given.pids() == null ? null : new Pids(given.pids());
            resources.hugepageLimits = hugepages(given.limits());
            resources.unified = unified(given, spec.oomPolicy(), facts);
        });
    }

    private static @Nullable Memory memory(ContainerResources given) {
        @Nullable Long limit = whole(given.limits().get("memory"));
        @Nullable Long low = whole(given.requests().get("memory"));
        @Nullable Long swap = whole(given.swap());
        if (limit == null && low == null) {
            return null;
        }
        // OCI counts memory and swap together.
        @Nullable Long both = limit == null || swap == null ? null : Long.valueOf(limit + swap);
        return new Memory(limit, low, both, null, null, null, null, null, null);
    }

    private static @Nullable Cpu cpu(ContainerResources given) {
        @Nullable BigDecimal limit = decimal(given.limits().get("cpu"));
        @Nullable BigDecimal request = decimal(given.requests().get("cpu"));
        boolean none = limit == null && request == null && given.cpuset() == null;
        if (none) {
            return null;
        }
        return new Cpu(
                request == null ? null : shares(request),
                limit == null ? null : quota(limit),
                null,
                limit == null ? null : PERIOD_MICROSECONDS,
                null,
                null,
                given.cpuset() == null ? null : given.cpuset().cpus(),
                given.cpuset() == null ? null : given.cpuset().mems(),
                null);
    }

    private static long quota(BigDecimal cpus) {
        return Math.max(LEAST_QUOTA_MICROSECONDS, times(cpus, PERIOD_MICROSECONDS));
    }

    private static long shares(BigDecimal cpus) {
        return Math.clamp(times(cpus, SHARES_PER_CPU), LEAST_SHARES, MOST_SHARES);
    }

    private static long times(BigDecimal cpus, long unit) {
        return cpus.multiply(BigDecimal.valueOf(unit)).longValue();
    }

    private static List<HugepageLimit> hugepages(Map<String, Quantity> limits) {
        List<HugepageLimit> found = new ArrayList<>();
        limits.forEach((name, quantity) -> {
            if (name.startsWith(HUGEPAGES)) {
                // Kubernetes says 2Mi where the kernel says 2MB; both mean 2^21 bytes.
                String size = name.substring(HUGEPAGES.length()).replaceAll("i$", "B");
                found.add(new HugepageLimit(size, Objects.requireNonNull(whole(quantity))));
            }
        });
        return found;
    }

    private static Map<String, String> unified(ContainerResources given, @Nullable OomPolicy policy, NodeFacts facts) {
        Map<String, String> files = new LinkedHashMap<>();
        if (facts.cgroupV2()) {
            files.put("memory.oom.group", policy == OomPolicy.PROCESS ? "0" : "1");
        }
        files.putAll(given.unified());
        return files;
    }

    private static List<DeviceRule> deviceRules(List<ContainerDevice> devices) {
        List<DeviceRule> rules = new ArrayList<>();
        rules.add(new DeviceRule(false, null, null, null, "rwm"));
        for (ContainerDevice device : devices) {
            String access = Objects.requireNonNullElse(device.access(), "rwm");
            String type = device.type() == DeviceType.BLOCK ? "b" : "c";
            rules.add(new DeviceRule(true, type, device.major(), device.minor(), access));
        }
        return rules;
    }

    static List<LinuxDevice> devices(List<ContainerDevice> given) {
        return given.stream().map(OciResources::device).toList();
    }

    private static LinuxDevice device(ContainerDevice given) {
        return new LinuxDevice(
                given.path(),
                letter(Objects.requireNonNull(given.type())),
                Objects.requireNonNull(given.major()),
                Objects.requireNonNull(given.minor()),
                given.fileMode() == null ? null : Long.valueOf(given.fileMode()),
                given.uid(),
                given.gid());
    }

    private static String letter(DeviceType type) {
        return switch (type) {
            case BLOCK -> "b";
            case CHARACTER -> "c";
            case UNBUFFERED -> "u";
            case FIFO -> "p";
        };
    }

    private static @Nullable BigDecimal decimal(@Nullable Quantity quantity) {
        return quantity == null ? null : quantity.getNumericalAmount();
    }

    private static @Nullable Long whole(@Nullable Quantity quantity) {
        return quantity == null
                ? null
                : Long.valueOf(quantity.getNumericalAmount().longValue());
    }
}
