package dev.nodens.runtime.spec;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpecTemplateTest {

    @Test
    void isValidAndReadBackAsWritten() {
        for (Spec spec : List.of(SpecTemplate.container(), SpecTemplate.rootless(1000, 1001))) {
            assertDoesNotThrow(() -> SpecValidator.validate(spec));
            assertEquals(spec, SpecReader.parse("config.json", SpecWriter.indented(spec)));
        }
    }

    @Test
    void isWrittenForPeople() {
        String text = new String(SpecWriter.indented(SpecTemplate.container()), StandardCharsets.UTF_8);

        assertTrue(text.startsWith("{\n    \"ociVersion\": \"1.3.0\",\n"), text);
    }

    @Test
    void mapsTheUserAloneWhereItIsRootless() {
        Linux linux = SpecTemplate.rootless(1000, 1001).linux();

        assertEquals(List.of(new LinuxIdMapping(0, 1000, 1)), linux.uidMappings());
        assertEquals(List.of(new LinuxIdMapping(0, 1001, 1)), linux.gidMappings());
        assertTrue(SpecTemplate.rootless(1, 1).mounts().stream()
                .flatMap(mount -> mount.options().stream())
                .noneMatch(option -> option.startsWith("gid=")));
    }
}
