package dev.nodens.runtime.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.spec.LinuxResources.Cpu;
import dev.nodens.runtime.spec.LinuxResources.Memory;
import dev.nodens.runtime.spec.LinuxResources.Pids;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScopeTest {

    private static final ContainerId ID = new ContainerId("web");

    @ParameterizedTest
    @CsvSource({
        "machine.slice:libpod:1f, /machine.slice/libpod-1f.scope",
        "a-b-c.slice:x:y, /a.slice/a-b.slice/a-b-c.slice/x-y.scope",
        "-.slice:x:y, /x-y.scope",
        ":x:y, /system.slice/x-y.scope",
        "system.slice::y, /system.slice/y.scope"
    })
    void isWhereSystemdPutsIt(String cgroupsPath, String path) {
        assertEquals(
                path, ScopeName.of(Optional.of(cgroupsPath), ID, false).path("").value());
    }

    @Test
    void hasItsContainersNameWhereTheSpecSaysNothing() {
        assertEquals(
                "/system.slice/nodens-web.scope",
                ScopeName.of(Optional.empty(), ID, false).path("/").value());
        assertEquals(
                "/user.slice/user-7.slice/user@7.service/user.slice/nodens-web.scope",
                ScopeName.of(Optional.empty(), ID, true)
                        .path("/user.slice/user-7.slice/user@7.service")
                        .value());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a/b",
                "a.slice:b",
                "a.slice:b:",
                "a:b:c",
                "../a.slice:b:c",
                "a--b.slice:b:c",
                "a.slice:b/..:c",
                "a.slice:b:c\n",
                "a.slice:b:c:d"
            })
    void isNothingElse(String cgroupsPath) {
        assertThrows(ContainerException.class, () -> ScopeName.of(Optional.of(cgroupsPath), ID, false));
    }

    @Test
    void hasTheLimitsThatSystemdHasAWordFor() {
        LinuxResources resources = LinuxResources.empty().with(r -> {
            r.memory = new Memory(4096L, 1024L, 6144L, null, null, null, null, null, null);
            r.cpu = new Cpu(1024L, 25_001L, null, 50_000L, null, null, "0,9", null, null);
            r.pids = new Pids(0L);
        });

        assertEquals(
                List.of(
                        "MemoryMax=4096",
                        "MemoryLow=1024",
                        "MemorySwapMax=2048",
                        "CPUWeight=100",
                        "CPUQuotaPerSecUSec=510000",
                        "CPUQuotaPeriodUSec=50000",
                        "AllowedCPUs=[1, 2]",
                        "TasksMax=1"),
                texts(ScopeProperties.limits(resources, true, _ -> 100)));
        assertEquals(
                List.of(
                        "MemoryLimit=4096",
                        "CPUShares=1024",
                        "CPUQuotaPerSecUSec=510000",
                        "CPUQuotaPeriodUSec=50000",
                        "TasksMax=1"),
                texts(ScopeProperties.limits(resources, false, _ -> 100)));
    }

    @Test
    void saysInfinityForUnlimited() {
        LinuxResources resources = LinuxResources.empty().with(r -> r.pids = new Pids(-1L));

        assertEquals(List.of("TasksMax=18446744073709551615"), texts(ScopeProperties.limits(resources, true, _ -> 1)));
    }

    private static List<String> texts(List<UnitProperty> properties) {
        return properties.stream()
                .map(property -> property.name + "=" + text(property.value.getValue()))
                .toList();
    }

    private static String text(Object value) {
        return value instanceof byte[] bytes ? java.util.Arrays.toString(bytes) : value.toString();
    }
}
