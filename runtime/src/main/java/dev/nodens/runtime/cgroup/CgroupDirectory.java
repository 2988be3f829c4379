package dev.nodens.runtime.cgroup;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.syscall.Errno;
import dev.nodens.runtime.syscall.ErrnoException;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Syscalls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** One directory of a cgroup file system and its control files. */
record CgroupDirectory(Path path, Syscalls syscalls) {

    private static final int O_RDONLY = 0;
    private static final int O_WRONLY = 1;
    private static final int O_DIRECTORY = 0x10000;
    private static final int MODE = 0755;
    private static final int PAGE = 4096;

    CgroupDirectory parent() {
        return new CgroupDirectory(Objects.requireNonNull(path.getParent()), syscalls);
    }

    CgroupDirectory child(String name) {
        return new CgroupDirectory(path.resolve(name), syscalls);
    }

    /** Makes it; false where it is there already. */
    boolean make() {
        try {
            syscalls.mkdir(path.toString(), MODE);
            return true;
        } catch (ErrnoException e) {
            if (e.errno() == Errno.EEXIST) {
                return false;
            }
            throw e;
        }
    }

    /** Removes it; false where it still has a process or a child. */
    boolean remove() {
        try {
            syscalls.rmdir(path.toString());
            return true;
        } catch (ErrnoException e) {
            return switch (e.errno()) {
                case ENOENT -> true;
                case EBUSY, ENOTEMPTY -> false;
                default -> throw failed(e);
            };
        }
    }

    /** The cgroups made inside it. */
    List<CgroupDirectory> children() {
        List<CgroupDirectory> children = new ArrayList<>();
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(path, entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))) {
            entries.forEach(entry -> children.add(new CgroupDirectory(entry, syscalls)));
        } catch (NoSuchFileException gone) {
            return List.of();
        } catch (IOException e) {
            throw new ContainerException(ErrorCode.INTERNAL, "cgroup \"" + path + "\": can't be listed", e);
        }
        return children;
    }

    /** Whether its processes are stopped, by the file that its version has for it. */
    boolean isFrozen() {
        return read("cgroup.freeze").filter("1"::equals).isPresent()
                || read("freezer.state")
                        .filter(state -> !state.equals("THAWED"))
                        .isPresent();
    }

    /** The sizes that there are files {@code hugetlb.SIZE} with this ending for. */
    List<String> pageSizes(String ending) {
        List<String> sizes = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path, "hugetlb.[0-9]*[KMG]B" + ending)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                sizes.add(name.substring("hugetlb.".length(), name.length() - ending.length()));
            }
        } catch (NoSuchFileException gone) {
            return List.of();
        } catch (IOException e) {
            throw new ContainerException(ErrorCode.INTERNAL, "cgroup \"" + path + "\": can't be listed", e);
        }
        return sizes;
    }

    Fd open() {
        return syscalls.open(path.toString(), O_RDONLY | O_DIRECTORY, 0);
    }

    Fd open(String file) {
        return syscalls.open(path.resolve(file).toString(), O_RDONLY, 0);
    }

    /** What a control file says, without the line feed at its end; empty where it is not there. */
    Optional<String> read(String file) {
        try (Fd fd = open(file)) {
            return Optional.of(read(fd));
        } catch (ErrnoException e) {
            return switch (e.errno()) {
                // a threaded cgroup has no processes of its own to tell of, and one that is being removed has nothing
                case ENOENT, ENODEV, EOPNOTSUPP -> Optional.empty();
                default -> throw failed(e);
            };
        }
    }

    String read(Fd fd) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ByteBuffer page = ByteBuffer.allocate(PAGE);
        while (syscalls.read(fd, page) > 0) {
            bytes.write(page.array(), 0, page.position());
            page.clear();
        }
        return bytes.toString(StandardCharsets.UTF_8).strip();
    }

    /** Writes a control file; false where it is not there. */
    boolean write(String file, String value) {
        return write(file, List.of(value));
    }

    /**
     * Makes settings. One that is refused is tried again after the others: limits bound each other (memory and swap, quota
     * and period, burst and quota), and which must go first depends on what they were.
     */
    void apply(List<Setting> settings) {
        List<Setting> refused = new ArrayList<>();
        for (int start = 0, end; start < settings.size(); start = end) {
            end = start + 1;
            while (end < settings.size()
                    && settings.get(end).file().equals(settings.get(start).file())) {
                end++;
            }
            List<Setting> sameFile = settings.subList(start, end);
            try {
                applyTo(sameFile);
            } catch (ErrnoException e) {
                refused.addAll(sameFile);
            }
        }
        for (Setting setting : refused) {
            try {
                applyTo(List.of(setting));
            } catch (ErrnoException e) {
                throw refusal(setting, e);
            }
        }
    }

    private void applyTo(List<Setting> sameFile) {
        if (write(
                sameFile.getFirst().file(),
                sameFile.stream().map(Setting::value).toList())) {
            return;
        }
        for (Setting setting : sameFile) {
            switch (setting.ifAbsent()) {
                case Setting.IfAbsent.Skip() -> {}
                case Setting.IfAbsent.Instead(Setting other) -> applyTo(List.of(other));
                case Setting.IfAbsent.Refuse() -> throw absent(setting);
            }
        }
    }

    private boolean write(String file, List<String> values) {
        try (Fd fd = syscalls.open(path.resolve(file).toString(), O_WRONLY, 0)) {
            values.forEach(value -> syscalls.write(fd, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8))));
            return true;
        } catch (ErrnoException e) {
            if (e.errno() == Errno.ENOENT && e.call().startsWith("open")) {
                return false;
            }
            throw e;
        }
    }

    private ContainerException absent(Setting setting) {
        return new ContainerException(
                ErrorCode.UNSUPPORTED,
                "cgroup \"" + path + "\": has no \"" + setting.file() + "\": the controller \"" + setting.controller()
                        + "\" is not enabled there, or this kernel is without it");
    }

    private ContainerException refusal(Setting setting, ErrnoException e) {
        ErrorCode code = switch (e.errno()) {
            case EACCES, EPERM, EROFS, ENODEV, EOPNOTSUPP -> ErrorCode.UNSUPPORTED;
            default -> ErrorCode.INVALID_SPEC;
        };
        return new ContainerException(
                code,
                "$.linux.resources: cgroup \"" + path + "\": the kernel refuses \"" + setting.value() + "\" for \""
                        + setting.file() + "\": " + e.errno().text(),
                e);
    }

    /** Makes a user its owner and that of some of its files. The group stays; a kernel may be without a file. */
    void own(long uid, List<String> files) {
        try {
            chown(path, uid);
            for (String file : files) {
                if (Files.exists(path.resolve(file))) {
                    chown(path.resolve(file), uid);
                }
            }
        } catch (IOException e) {
            throw new ContainerException(
                    ErrorCode.UNSUPPORTED, "cgroup \"" + path + "\": can't be given to the user " + uid, e);
        }
    }

    private static void chown(Path file, long uid) throws IOException {
        Files.setAttribute(file, "unix:uid", (int) uid, LinkOption.NOFOLLOW_LINKS);
    }

    ContainerException failed(ErrnoException e) {
        ErrorCode code = switch (e.errno()) {
            case EACCES, EPERM, EROFS -> ErrorCode.UNSUPPORTED;
            case ENOSPC, EAGAIN, ENOMEM -> ErrorCode.RESOURCE_UNAVAILABLE;
            default -> ErrorCode.INTERNAL;
        };
        return new ContainerException(
                code, "cgroup \"" + path + "\": " + e.call() + ": " + e.errno().text(), e);
    }
}
