package dev.nodens.agent.source.folder;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import dev.nodens.agent.schema.SpecSchema;
import dev.nodens.agent.source.ContainerKey;
import dev.nodens.agent.source.SpecSource;
import dev.nodens.crd.v1alpha1.ContainerSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Manifests of one folder: {@code *.yaml}, {@code *.yml} and {@code *.json}, not below it, and none whose name begins with a dot.
 * Followed by inotify. A file is read once nothing was written in the folder for a moment, because not every editor renames its
 * file into place.
 */
public final class FolderSource implements SpecSource {

    private static final long QUIET_MILLISECONDS = 100;
    private static final int MOST_QUIET_WAITS = 50;
    private static final long LOST_FOLDER_RETRY_SECONDS = 5;
    private static final Set<String> EXTENSIONS = Set.of("yaml", "yml", "json");

    private final Path folder;
    private final NodeSelection selection;
    private final ManifestReader reader;
    private final WatchService watcher;
    private final Consumer<List<ManifestProblem>> problems;
    private final SortedMap<Path, LoadedFile> files = new TreeMap<>();
    private volatile FolderContent content = FolderContent.NOTHING_READ;
    private volatile boolean synced;

    /** @param problems told all problems that there are, each time that they are not what they were */
    public FolderSource(Path folder, String nodeName, SpecSchema schema, Consumer<List<ManifestProblem>> problems)
            throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("manifests: \"" + folder + "\" must be a directory");
        }
        this.folder = folder;
        this.selection = NodeSelection.ofHost(nodeName);
        this.reader = new ManifestReader(schema);
        this.watcher = folder.getFileSystem().newWatchService();
        this.problems = problems;
    }

    @Override
    public void start(Consumer<ContainerKey> changed) {
        Thread.ofPlatform().daemon().name("manifests").start(() -> follow(changed));
    }

    @Override
    public Optional<ContainerSpec> get(ContainerKey key) {
        return Optional.ofNullable(content.specs().get(key));
    }

    @Override
    public Set<ContainerKey> keys() {
        return content.specs().keySet();
    }

    @Override
    public boolean synced() {
        return synced;
    }

    @Override
    public boolean complete() {
        return synced && content.complete();
    }

    public List<ManifestProblem> problems() {
        return content.problems();
    }

    @Override
    public void close() {
        try {
            watcher.close();
        } catch (IOException e) {
            throw new IllegalStateException("closing an inotify descriptor failed", e);
        }
    }

    private void follow(Consumer<ContainerKey> changed) {
        try {
            while (true) {
                // Watched before it is read: what is written in between is read once more, and nothing is missed.
                if (!watched()) {
                    watcher.poll(LOST_FOLDER_RETRY_SECONDS, TimeUnit.SECONDS);
                    continue;
                }
                scan(changed);
                awaitQuiet(watcher.take());
            }
        } catch (InterruptedException | ClosedWatchServiceException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Registering once more is the same watch; after the folder was replaced it is a new one. */
    private boolean watched() {
        try {
            folder.register(watcher, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE);
            return true;
        } catch (IOException e) {
            ManifestProblem lost = new ManifestProblem(folder, 0, "can't be watched, its last state counts: " + e);
            content = new FolderContent(content.specs(), List.of(lost), false);
            problems.accept(content.problems());
            return false;
        }
    }

    private void awaitQuiet(WatchKey first) throws InterruptedException {
        WatchKey key = first;
        for (int waits = 0; key != null && waits < MOST_QUIET_WAITS; waits++) {
            key.pollEvents();
            key.reset();
            key = watcher.poll(QUIET_MILLISECONDS, TimeUnit.MILLISECONDS);
        }
    }

    private void scan(Consumer<ContainerKey> changed) {
        FolderContent before = content;
        try {
            load();
        } catch (IOException e) {
            // Whatever it is, it also moves the watch: the next look tries to register again.
            return;
        }
        FolderContent now = FolderContent.of(files, selection);
        now.specs().forEach((key, spec) -> identify(key, spec, before.specs().get(key)));
        content = now;
        synced = true;
        if (!now.problems().equals(before.problems())) {
            problems.accept(now.problems());
        }
        differing(before, now).forEach(changed);
    }

    private void load() throws IOException {
        Set<Path> present = new HashSet<>();
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path file : entries.filter(FolderSource::isManifest).sorted().toList()) {
                if (Files.isDirectory(file) || !Files.exists(file)) {
                    continue;
                }
                present.add(file);
                LoadedFile.Stamp stamp = LoadedFile.Stamp.of(file);
                @Nullable LoadedFile before = files.get(file);
                if (before == null || !before.stamp().equals(stamp)) {
                    files.put(file, LoadedFile.of(stamp, reader.read(file), before));
                }
            }
        }
        files.keySet().retainAll(present);
    }

    private static boolean isManifest(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith(".") && EXTENSIONS.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    /** Gives a spec what the API server would: an identity that is the same after a restart, and a count of its changes. */
    private static void identify(ContainerKey key, ContainerSpec spec, @Nullable ContainerSpec before) {
        spec.getMetadata()
                .setUid(UUID.nameUUIDFromBytes(key.toString().getBytes(StandardCharsets.UTF_8))
                        .toString());
        long generation = before == null ? 1 : before.getMetadata().getGeneration();
        boolean same = before == null || before.getSpec().equals(spec.getSpec());
        spec.getMetadata().setGeneration(same ? generation : generation + 1);
    }

    private static Set<ContainerKey> differing(FolderContent before, FolderContent now) {
        Set<ContainerKey> keys = new HashSet<>(before.specs().keySet());
        keys.addAll(now.specs().keySet());
        keys.removeIf(key -> Objects.equals(before.specs().get(key), now.specs().get(key)));
        return keys;
    }
}
