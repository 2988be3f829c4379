package dev.nodens.runtime.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.nodens.runtime.cgroup.CgroupLayout.Unified;
import dev.nodens.runtime.cgroup.CgroupLayout.V1Hierarchy;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.spec.LinuxResources;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What each version's kernel is told for one {@code linux.resources}. */
class ResourceSettingsTest {

    private static final Hierarchy TOP = new Hierarchy(Path.of("/sys/fs/cgroup"), "/");

    @Test
    void writesEveryLimitOfTheFirstVersion() {
        assertEquals(
                List.of(
                        "memory.limit_in_bytes=1048576",
                        "memory.soft_limit_in_bytes=524288",
                        "memory.memsw.limit_in_bytes=2097152",
                        "memory.swappiness=10",
                        "memory.oom_control=1",
                        "cpu.shares=512",
                        "cpu.cfs_period_us=50000",
                        "cpu.cfs_quota_us=25000",
                        "cpu.cfs_burst_us=1000",
                        "cpu.rt_period_us=900000",
                        "cpu.rt_runtime_us=100000",
                        "cpuset.cpus=0-1",
                        "cpuset.mems=0",
                        "pids.max=7",
                        "blkio.weight=500",
                        "blkio.throttle.read_bps_device=8:0 600",
                        "hugetlb.2MB.limit_in_bytes=2097152",
                        "hugetlb.2MB.rsvd.limit_in_bytes=2097152",
                        "net_cls.classid=1048577",
                        "net_prio.ifpriomap=eth0 5",
                        "rdma.max=mlx5_1 hca_handle=3"),
                texts(V1Settings.of(everything())));
    }

    @Test
    void writesEveryLimitOfTheSecondVersion() {
        assertEquals(
                List.of(
                        "memory.max=1048576",
                        "memory.low=524288",
                        "memory.swap.max=1048576",
                        "cpu.weight=59",
                        "cpu.max=25000 50000",
                        "cpu.max.burst=1000",
                        "cpuset.cpus=0-1",
                        "cpuset.mems=0",
                        "pids.max=7",
                        "io.bfq.weight=500",
                        "io.max=8:0 rbps=600",
                        "hugetlb.2MB.max=2097152",
                        "hugetlb.2MB.rsvd.max=2097152",
                        "rdma.max=mlx5_1 hca_handle=3"),
                texts(V2Settings.of(everything(), _ -> Optional.empty())));
    }

    @Test
    void keepsTheQuotaWhereThePeriodAloneChanges() {
        LinuxResources period = resources("{'cpu': {'period': 900000}}");

        assertEquals(
                List.of("cpu.max=500000 900000"), texts(V2Settings.of(period, _ -> Optional.of("500000 1000000"))));
        assertEquals(List.of("cpu.max=max 900000"), texts(V2Settings.of(period, _ -> Optional.of("max 100000"))));
        assertEquals(List.of("cpu.cfs_period_us=900000"), texts(V1Settings.of(period)));
    }

    @Test
    void keepsThePeriodWhereTheQuotaAloneChanges() {
        LinuxResources quota = resources("{'cpu': {'quota': -1}}");

        assertEquals(List.of("cpu.max=max"), texts(V2Settings.of(quota, _ -> Optional.empty())));
        assertEquals(List.of("cpu.cfs_quota_us=-1"), texts(V1Settings.of(quota)));
    }

    @Test
    void leavesAsItIsWhatIsZeroAndCannotBe() {
        LinuxResources zeros =
                resources("{'cpu': {'shares': 0, 'quota': 0, 'period': 0, 'realtimePeriod': 0, 'realtimeRuntime': 0},"
                        + " 'memory': {'limit': 0, 'swap': 0, 'reservation': 0}, 'blockIO': {'weight': 0}}");

        assertEquals(List.of(), texts(V1Settings.of(zeros)));
        assertEquals(List.of(), texts(V2Settings.of(zeros, _ -> Optional.empty())));
    }

    @Test
    void countsSwapBesideTheMemoryThatHoldsNow() {
        LinuxResources swap = resources("{'memory': {'swap': 3000}}");

        assertEquals(List.of("memory.swap.max=2000"), texts(V2Settings.of(swap, _ -> Optional.of("1000"))));
        assertEquals(List.of("memory.memsw.limit_in_bytes=3000"), texts(V1Settings.of(swap)));
        assertThrows(ContainerException.class, () -> V2Settings.of(swap, _ -> Optional.of("max")));
    }

    @Test
    void needsNoSwapAccountingToLiftOrDenySwap() {
        for (String memory : List.of("{'limit': -1}", "{'limit': 4096, 'swap': 4096}", "{'swap': -1}")) {
            Setting swap = V2Settings.of(resources("{'memory': " + memory + "}"), _ -> Optional.empty())
                    .getLast();

            assertEquals("memory.swap.max", swap.file());
            assertEquals(new Setting.IfAbsent.Skip(), swap.ifAbsent());
        }
    }

    @Test
    void refusesASwappinessOutOfRange() {
        assertThrows(ContainerException.class, () -> V1Settings.of(resources("{'memory': {'swappiness': 101}}")));
    }

    @Test
    void refusesAUnifiedFileThatIsNoPlainName() {
        for (String file : List.of("../cgroup.procs", "memory", "cgroup.procs", "cgroup.kill", "a/memory.max", "..")) {
            LinuxResources unified = LinuxResources.empty().with(r -> r.unified = Map.of(file, "1"));

            assertThrows(ContainerException.class, () -> V2Settings.of(unified, _ -> Optional.empty()), file);
        }
    }

    @Test
    void tellsOfWhatTheSecondVersionHasNoWordFor() {
        List<String> warnings = ResourceWarnings.of(
                resources("{'memory': {'swappiness': 1, 'disableOOMKiller': true, 'kernel': 1, 'kernelTCP': 1},"
                        + " 'cpu': {'realtimeRuntime': 1, 'realtimePeriod': 1},"
                        + " 'blockIO': {'leafWeight': 10}, 'network': {'classID': 1}}"),
                new Unified(TOP));

        assertEquals(8, warnings.size(), warnings::toString);
        assertTrue(warnings.getFirst().startsWith("$.linux.resources.memory.kernel: is left out"));
    }

    @Test
    void tellsOfNothingThatTheFirstVersionHas() {
        CgroupLayout v1 = new CgroupLayout.Legacy(List.of(new V1Hierarchy(List.of("blkio", "cpu", "memory"), TOP)));

        assertEquals(List.of(), ResourceWarnings.of(everything(), v1));
    }

    @Test
    void changesADeviceListByTheDifferenceAlone() {
        DeviceRules rules = DeviceRules.of(
                resources("{'devices': [{'allow': true, 'type': 'c', 'major': 1, 'minor': 11, 'access': 'r'}]}")
                        .devices());
        String now = texts(V1Settings.devices(rules)).stream()
                        .filter(text -> text.startsWith("devices.allow=") && !text.contains("1:11"))
                        .map(text -> text.substring("devices.allow=".length()) + "\n")
                        .reduce("", String::concat)
                + "c 1:11 rwm\nb 8:0 rwm\n";

        List<String> changes = texts(V1Settings.deviceChanges(now, rules));

        assertEquals(
                List.of("devices.deny=c 1:11 wm", "devices.deny=b 8:0 rwm"),
                changes.stream()
                        .filter(change -> change.startsWith("devices.deny"))
                        .toList());
        assertTrue(changes.indexOf("devices.allow=c 1:11 r") < changes.indexOf("devices.deny=c 1:11 wm"));
    }

    @Test
    void startsADeviceListAnewWhereEverythingWasAllowed() {
        assertEquals(
                "devices.deny=a",
                texts(V1Settings.deviceChanges("a *:* rwm", DeviceRules.of(List.of())))
                        .getFirst());
    }

    private static LinuxResources everything() {
        return resources("{'memory': {'limit': 1048576, 'reservation': 524288, 'swap': 2097152, 'swappiness': 10,"
                + " 'disableOOMKiller': true},"
                + " 'cpu': {'shares': 512, 'quota': 25000, 'burst': 1000, 'period': 50000, 'realtimeRuntime': 100000,"
                + " 'realtimePeriod': 900000, 'cpus': '0-1', 'mems': '0'},"
                + " 'pids': {'limit': 7},"
                + " 'blockIO': {'weight': 500, 'throttleReadBpsDevice': [{'major': 8, 'minor': 0, 'rate': 600}]},"
                + " 'hugepageLimits': [{'pageSize': '2MB', 'limit': 2097152}],"
                + " 'network': {'classID': 1048577, 'priorities': [{'name': 'eth0', 'priority': 5}]},"
                + " 'rdma': {'mlx5_1': {'hcaHandles': 3}}}");
    }

    private static LinuxResources resources(String json) {
        try {
            return JsonMapper.builder().build().readValue(json.replace('\'', '"'), LinuxResources.class);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> texts(List<Setting> settings) {
        return settings.stream().map(Setting::toString).toList();
    }
}
