package dev.nodens.runtime.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CgroupPathTest {

    private static final ContainerId ID = new ContainerId("web-1");

    @Test
    void isNamedAfterTheContainerWhereTheSpecNamesNone() {
        assertEquals("/nodens/web-1", CgroupHome.HOST.of(Optional.empty(), ID).value());
        assertEquals("/nodens/web-1", CgroupHome.HOST.of(Optional.of(""), ID).value());
    }

    @ParameterizedTest
    @CsvSource({"/a/b, /a/b", "a/b, /nodens/a/b", "//a///b/, /a/b", "/./a/./b, /a/b", "/.../a, /.../a"})
    void isBroughtToOneForm(String given, String expected) {
        assertEquals(expected, CgroupHome.HOST.of(Optional.of(given), ID).value());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/..", "/a/../../etc", "..", "a/..", "/a/..", "/", "//", "/.", "/a\0b", "/a\nb", "/a\u007fb"})
    void refusesWhatCouldLeadElsewhere(String given) {
        ContainerException refused =
                assertThrows(ContainerException.class, () -> CgroupHome.HOST.of(Optional.of(given), ID));

        assertEquals(ErrorCode.INVALID_SPEC, refused.code());
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.startsWith("$.linux.cgroupsPath: \""), message);
        assertTrue(message.chars().noneMatch(Character::isISOControl), message);
    }

    @Test
    void refusesNamesThatNoFileSystemTakes() {
        Optional<String> given = Optional.of("/" + "é".repeat(128));

        assertThrows(ContainerException.class, () -> CgroupHome.HOST.of(given, ID));
    }
}
