package dev.nodens.runtime.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.LaunchOptions.Supervision;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.syscall.Syscalls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerStoreTest {

    private static final byte[] CONFIG = "{\"ociVersion\":\"1.3.0\"}".getBytes(UTF_8);
    private static final StoredContainer WEB = new StoredContainer(
            "web",
            "/srv/web",
            1_795_554_000_000_000_000L,
            "a-boot",
            Supervision.RESIDENT,
            StateFile.checksum(CONFIG),
            false,
            true,
            "/nodens/web",
            "",
            Map.of("team", "edge"));
    private static final ContainerId ID = WEB.containerId();

    @TempDir
    private Path root = Path.of("set by JUnit");

    private ContainerStore store = new ContainerStore(Syscalls.linux(), root);

    @BeforeEach
    void open() {
        store = new ContainerStore(Syscalls.linux(), root);
    }

    @Test
    void findsWhatItWroteDown() {
        store.add(WEB, CONFIG).close();
        assertEquals(Optional.of(WEB), store.find(ID));
        assertEquals("1.3.0", store.config(WEB).ociVersion());
        assertEquals(List.of(ID), store.ids());
    }

    @Test
    void givesAnIdToOneContainerOnly() {
        store.add(WEB, CONFIG).close();
        ContainerException refused = assertThrows(ContainerException.class, () -> store.add(WEB, CONFIG));
        assertEquals(ErrorCode.ALREADY_EXISTS, refused.code());
        assertEquals("container \"web\" exists already", refused.getMessage());
    }

    @Test
    void forgetsWithoutATrace() throws Exception {
        try (ContainerLock lock = store.add(WEB, CONFIG)) {
            store.remove(lock);
        }
        assertEquals(Optional.empty(), store.find(ID));
        assertTrue(store.lock(ID).isEmpty());
        assertTrue(isEmpty(root.resolve("staging")));
    }

    @Test
    void refusesAStateThatWasCut() throws Exception {
        damage(json -> json.substring(0, json.length() / 2));
    }

    @Test
    void refusesAStateThatWasChanged() throws Exception {
        damage(json -> json.replace("/srv/web", "/srv/wet"));
    }

    @Test
    void refusesAStateOfAnotherVersion() throws Exception {
        ContainerException refused = damage(json -> json.replace("\"schemaVersion\":1", "\"schemaVersion\":2"));
        assertTrue(refused.getMessage().endsWith("schemaVersion 2 must be 1"), refused.getMessage());
    }

    @Test
    void refusesAConfigThatWasChanged() throws Exception {
        store.add(WEB, CONFIG).close();
        Files.writeString(store.directory(ID).resolve("config.json"), "{\"ociVersion\":\"1.0.0\"}");
        assertEquals(
                ErrorCode.DAMAGED_STATE,
                assertThrows(ContainerException.class, () -> store.config(WEB)).code());
    }

    @Test
    void keepsWhatIsDamagedAside() throws Exception {
        store.add(WEB, CONFIG).close();
        try (ContainerLock lock = store.lock(ID).orElseThrow()) {
            assertTrue(Files.exists(store.setAside(lock).resolve("state.json")));
        }
        assertEquals(List.of(), store.ids());
    }

    @Test
    void sweepsOnlyWhatNobodyWorksOn() throws Exception {
        Path abandoned = root.resolve("staging").resolve("abandoned");
        Files.createDirectories(abandoned);
        Files.writeString(abandoned.resolve("config.json"), "{}");
        store.sweep();
        assertFalse(Files.exists(abandoned));
    }

    private ContainerException damage(java.util.function.UnaryOperator<String> damage) throws Exception {
        store.add(WEB, CONFIG).close();
        Path state = store.directory(ID).resolve("state.json");
        Files.writeString(state, damage.apply(Files.readString(state)));
        ContainerException refused = assertThrows(ContainerException.class, () -> store.find(ID));
        assertEquals(ErrorCode.DAMAGED_STATE, refused.code());
        return refused;
    }

    private static boolean isEmpty(Path directory) throws Exception {
        try (var entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        }
    }
}
