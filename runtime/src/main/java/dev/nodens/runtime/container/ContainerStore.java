package dev.nodens.runtime.container;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.spec.SpecReader;
import dev.nodens.runtime.syscall.Errno;
import dev.nodens.runtime.syscall.ErrnoException;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Syscalls;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The state directories of all containers below one root: {@code containers/ID}. A directory appears whole and locked,
 * by one rename from {@code staging}, and goes whole by the rename back, so that no one ever sees half of one.
 */
final class ContainerStore {

    private static final int O_RDONLY = 0;
    private static final int O_DIRECTORY = 0x10000;
    private static final int LOCK_EX = 2;
    private static final int LOCK_NB = 4;
    private static final String CONFIG = "config.json";
    private static final int STRIPES = 256;
    private static final int SHARED = 0755;
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Syscalls syscalls;
    private final Path containers;
    private final Path staging;
    private final Path damaged;

    /** A thread waits here for the others of its process, and in flock(2), which holds up a carrier, only for other processes. */
    private final List<Lock> stripes =
            IntStream.range(0, STRIPES).<Lock>mapToObj(_ -> new ReentrantLock()).toList();

    ContainerStore(Syscalls syscalls, Path root) {
        this.syscalls = syscalls;
        this.containers = root.resolve("containers");
        this.staging = root.resolve("staging");
        this.damaged = root.resolve("damaged");
    }

    Path directory(ContainerId id) {
        return containers.resolve(id.value());
    }

    /** All ids that have an entry, in order; what has no container's name was put there by somebody else. */
    List<ContainerId> ids() {
        try (Stream<Path> entries = Files.list(containers)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(ContainerId::isValid)
                    .map(ContainerId::new)
                    .sorted()
                    .toList();
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException failed) {
            throw failed("read", containers, failed);
        }
    }

    /** Empty where there is no such container. */
    Optional<StoredContainer> find(ContainerId id) {
        try {
            return Optional.of(StateFile.read(directory(id).resolve(StateFile.NAME)));
        } catch (ContainerException missing) {
            if (missing.code() != ErrorCode.NOT_FOUND) {
                throw missing;
            }
            if (!Files.isDirectory(directory(id))) {
                return Optional.empty();
            }
            throw new ContainerException(
                    ErrorCode.DAMAGED_STATE, directory(id) + ": damaged: " + StateFile.NAME + " is missing", missing);
        }
    }

    /** The name of who owns a container's directory, or {@code #} and the id of one without a name. */
    String owner(StoredContainer container) {
        try {
            String name = Files.getOwner(directory(container.containerId())).getName();
            return name.chars().allMatch(Character::isDigit) ? "#" + name : name;
        } catch (IOException gone) {
            throw new ContainerException(
                    ErrorCode.NOT_FOUND, "container \"" + container.id() + "\" does not exist any more", gone);
        }
    }

    /** The Spec that a container was made from. */
    Spec config(StoredContainer container) {
        Path file = directory(container.containerId()).resolve(CONFIG);
        try {
            byte[] json = Files.readAllBytes(file);
            if (!StateFile.checksum(json).equals(container.configChecksum())) {
                throw new ContainerException(ErrorCode.DAMAGED_STATE, file + ": damaged: its checksum does not fit");
            }
            return SpecReader.parse(file.toString(), json);
        } catch (IOException unreadable) {
            throw new ContainerException(ErrorCode.DAMAGED_STATE, file + ": can't be read", unreadable);
        }
    }

    /**
     * Writes a new container down.
     *
     * @param config its Spec as JSON
     * @return the lock on it, held by this thread
     */
    ContainerLock add(StoredContainer container, byte[] config) {
        ContainerId id = container.containerId();
        Lock local = local(id);
        local.lock();
        try {
            return new ContainerLock(directory(id), stage(container, config), local);
        } catch (RuntimeException failed) {
            local.unlock();
            throw failed;
        }
    }

    /** Waits for the lock on a container; empty where there is none. */
    Optional<ContainerLock> lock(ContainerId id) {
        Lock local = local(id);
        local.lock();
        Optional<Fd> held = Optional.empty();
        try {
            held = lockDirectory(directory(id));
            return held.map(fd -> new ContainerLock(directory(id), fd, local));
        } finally {
            if (held.isEmpty()) {
                local.unlock();
            }
        }
    }

    /** Forgets a container; its lock must be held. */
    void remove(ContainerLock lock) {
        Path doomed = staging.resolve(UUID.randomUUID().toString());
        move(lock.directory(), doomed);
        removeTree(doomed);
    }

    /** Keeps a directory that can't be understood where it disturbs nobody; returns where. Its lock must be held. */
    Path setAside(ContainerLock lock) {
        Path kept = damaged.resolve(lock.directory().getFileName() + "-" + UUID.randomUUID());
        makeDirectory(damaged);
        move(lock.directory(), kept);
        return kept;
    }

    /** Removes what processes that were killed left in {@code staging}; what a living one works on is locked. */
    void sweep() {
        if (!Files.isDirectory(staging)) {
            return;
        }
        try (Stream<Path> entries = Files.list(staging)) {
            entries.forEach(this::sweep);
        } catch (IOException failed) {
            throw failed("read", staging, failed);
        }
    }

    private void sweep(Path entry) {
        try (Fd directory = syscalls.open(entry.toString(), O_RDONLY | O_DIRECTORY, 0)) {
            syscalls.flock(directory, LOCK_EX | LOCK_NB);
            removeTree(entry);
        } catch (ErrnoException inUse) {
            if (inUse.errno() != Errno.EAGAIN && inUse.errno() != Errno.ENOENT) {
                throw inUse;
            }
        }
    }

    private Fd stage(StoredContainer container, byte[] config) {
        Path staged = makeStaged();
        Fd held = syscalls.open(staged.toString(), O_RDONLY | O_DIRECTORY, 0);
        try {
            syscalls.flock(held, LOCK_EX);
            Files.write(staged.resolve(CONFIG), config);
            Files.write(staged.resolve(StateFile.NAME), StateFile.encode(container));
            Files.move(staged, directory(container.containerId()), StandardCopyOption.ATOMIC_MOVE);
            return held;
        } catch (IOException | RuntimeException failed) {
            removeTree(staged);
            held.close();
            throw notAdded(container, failed);
        }
    }

    private Path makeStaged() {
        Path staged = staging.resolve(UUID.randomUUID().toString());
        try {
            return Files.createDirectory(staged, PRIVATE);
        } catch (NoSuchFileException first) {
            // In this order: where there is staging, there is a place for what is staged.
            makeDirectory(containers);
            makeDirectory(staging);
            makeDirectory(staged);
            return staged;
        } catch (IOException failed) {
            throw failed("make", staged, failed);
        }
    }

    private static ContainerException notAdded(StoredContainer container, Exception failed) {
        boolean taken = failed instanceof DirectoryNotEmptyException
                || failed instanceof FileAlreadyExistsException
                || failed instanceof FileSystemException move && "Directory not empty".equals(move.getReason());
        return taken
                ? new ContainerException(
                        ErrorCode.ALREADY_EXISTS, "container \"" + container.id() + "\" exists already", failed)
                : new ContainerException(
                        ErrorCode.INTERNAL,
                        "container \"" + container.id() + "\" can't be written down: " + failed,
                        failed);
    }

    /** The directory may be removed, and another take its name, while this waits: then the lock is on nothing. */
    private Optional<Fd> lockDirectory(Path directory) {
        while (true) {
            Fd held;
            try {
                held = syscalls.open(directory.toString(), O_RDONLY | O_DIRECTORY, 0);
            } catch (ErrnoException absent) {
                // A file in a directory's place is no container's: somebody else put it there.
                if (absent.errno() == Errno.ENOENT || absent.errno() == Errno.ENOTDIR) {
                    return Optional.empty();
                }
                throw absent;
            }
            syscalls.flock(held, LOCK_EX);
            if (isStill(directory, held)) {
                return Optional.of(held);
            }
            held.close();
        }
    }

    private static boolean isStill(Path directory, Fd held) {
        try {
            Path opened = Path.of("/proc/self/fd/" + held.number());
            return Files.isSameFile(directory, opened);
        } catch (NoSuchFileException gone) {
            return false;
        } catch (IOException failed) {
            throw failed("read", directory, failed);
        }
    }

    private Lock local(ContainerId id) {
        return stripes.get(Math.floorMod(id.value().hashCode(), STRIPES));
    }

    /** A directory in a container's own that the container may search. */
    void makeShared(Path directory) {
        syscalls.mkdir(directory.toString(), SHARED);
    }

    private static void makeDirectory(Path directory) {
        try {
            Files.createDirectories(directory, PRIVATE);
        } catch (IOException failed) {
            throw failed("make", directory, failed);
        }
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw failed("move", from, failed);
        }
    }

    private static void removeTree(Path directory) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                remove(entry);
            }
            Files.deleteIfExists(directory);
        } catch (NoSuchFileException gone) {
            return;
        } catch (IOException failed) {
            throw failed("remove", directory, failed);
        }
    }

    private static void remove(Path entry) throws IOException {
        try {
            Files.deleteIfExists(entry);
        } catch (DirectoryNotEmptyException tree) {
            removeTree(entry);
        }
    }

    private static ContainerException failed(String verb, Path path, IOException cause) {
        return new ContainerException(ErrorCode.INTERNAL, path + ": can't " + verb + ": " + cause.getMessage(), cause);
    }
}
