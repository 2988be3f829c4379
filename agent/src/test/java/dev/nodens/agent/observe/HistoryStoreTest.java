package dev.nodens.agent.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.agent.status.ConditionReason;
import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryStoreTest {

    private static final ContainerId ID = new ContainerId("default_web_1");
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00.123456789Z");

    @TempDir
    Path folder;

    private DataFolders folders;

    @BeforeEach
    void makeFolders() {
        folders = new DataFolders(folder.resolve("data"), folder.resolve("logs"));
    }

    @Test
    void theNextAgentReadsWhatThisOneWrote() {
        RestartHistory history = new RestartHistory(
                "hash",
                3,
                2,
                new RestartHistory.End(
                        NOON, new ExitStatus(137, 9, true, NOON, NOON, ExitStatus.Reason.EXITED), "hash", false),
                new RestartHistory.StopRequest(NOON, NOON, StopReason.SPEC_CHANGED),
                new RestartHistory.Failure(NOON, ConditionReason.COMMAND_NOT_FOUND, "no such file", true),
                new RestartHistory.Update(NOON, "limits"));

        new HistoryStore(folders).put(ID, history);

        assertEquals(history, new HistoryStore(folders).get(ID));
    }

    @Test
    void aDamagedFileIsSetAside() throws IOException {
        Files.createDirectories(folders.container(ID));
        Files.writeString(folders.container(ID).resolve("history.json"), "{\"hash\": ");

        assertEquals(RestartHistory.EMPTY, new HistoryStore(folders).get(ID));
        assertTrue(Files.exists(folders.container(ID).resolve("history.json.damaged")));
    }
}
