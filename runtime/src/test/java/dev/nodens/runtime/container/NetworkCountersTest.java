package dev.nodens.runtime.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nodens.runtime.ContainerStats.Counters;
import dev.nodens.runtime.ContainerStats.NetworkInterface;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkCountersTest {

    @Test
    void readsTheFirstFourFiguresOfEachDirection() {
        List<String> lines = List.of(
                "Inter-|   Receive                                                |  Transmit",
                " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls",
                "    lo:       0       0    0    0    0     0          0         0        0       0    0    0    0     0 0 0",
                "eth0:1:1296 16 1 2 0 0 0 0 700 9 3 4 0 0 0 0");
        assertEquals(
                List.of(
                        new NetworkInterface("lo", new Counters(0, 0, 0, 0), new Counters(0, 0, 0, 0)),
                        new NetworkInterface("eth0:1", new Counters(1296, 16, 1, 2), new Counters(700, 9, 3, 4))),
                NetworkCounters.parse(lines));
    }

    @Test
    void tellsNothingOfTheNamespaceThatIsSharedWithTheRuntime() {
        assertEquals(List.of(), NetworkCounters.of((int) ProcessHandle.current().pid()));
    }
}
