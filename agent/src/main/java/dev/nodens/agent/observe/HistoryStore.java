package dev.nodens.agent.observe;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.nodens.runtime.ContainerId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Keeps each container's history in a file, so that an agent that was killed goes on where it was. A file that can't be read is
 * set aside; its container then counts as never having ended.
 */
public final class HistoryStore {

    private static final Logger LOG = Logger.getLogger(HistoryStore.class);

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private final DataFolders folders;
    private final Map<ContainerId, RestartHistory> cache = new ConcurrentHashMap<>();

    public HistoryStore(DataFolders folders) {
        this.folders = folders;
    }

    public RestartHistory get(ContainerId id) {
        return cache.computeIfAbsent(id, this::read);
    }

    /** Returns when it is written; nothing is written where nothing changed. */
    public void put(ContainerId id, RestartHistory history) {
        if (history.equals(get(id))) {
            return;
        }
        Path file = file(id);
        Path written = file.resolveSibling("history.json.new");
        try {
            Files.createDirectories(file.getParent());
            JSON.writeValue(written.toFile(), history);
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("can't write \"" + file + "\": " + e.getMessage(), e);
        }
        cache.put(id, history);
    }

    /** The file goes with the container's folder. */
    public void forget(ContainerId id) {
        cache.remove(id);
    }

    private RestartHistory read(ContainerId id) {
        Path file = file(id);
        try {
            return JSON.readValue(Files.readAllBytes(file), RestartHistory.class);
        } catch (NoSuchFileException _) {
            return RestartHistory.EMPTY;
        } catch (IOException e) {
            LOG.errorf("history \"%s\" is damaged, set aside as history.json.damaged: %s", file, e.getMessage());
            setAside(file);
            return RestartHistory.EMPTY;
        }
    }

    private static void setAside(Path file) {
        try {
            Files.move(file, file.resolveSibling("history.json.damaged"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.errorf("can't set \"%s\" aside: %s", file, e.getMessage());
        }
    }

    private Path file(ContainerId id) {
        return folders.container(id).resolve("history.json");
    }
}
