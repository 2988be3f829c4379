package dev.nodens.runtime.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SysctlNameTest {

    /** The examples of sysctl.d(5). */
    @ParameterizedTest
    @CsvSource({
        "kernel.domainname,                   kernel/domainname",
        "kernel/domainname,                   kernel/domainname",
        "net.ipv4.conf.enp3s0/200.forwarding, net/ipv4/conf/enp3s0.200/forwarding",
        "net/ipv4/conf/enp3s0.200/forwarding, net/ipv4/conf/enp3s0.200/forwarding",
        "single,                              single"
    })
    void readsBothWaysOfWritingOne(String name, String path) {
        assertEquals(path, SysctlName.of(name).path());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "net..ipv4", "net/../../kernel/core_pattern", "/net/ipv4", "net/ipv4/", "net/./x"})
    void isNoNameThatLeadsElsewhere(String name) {
        assertFalse(SysctlName.of(name).isPlain());
    }

    @Test
    void isAName() {
        assertTrue(SysctlName.of("net.ipv4.ip_forward").isPlain());
    }
}
