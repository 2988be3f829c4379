package dev.nodens.runtime.container;

import dev.nodens.runtime.criu.CriuOption;
import dev.nodens.runtime.criu.CriuRequest;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.syscall.ErrnoException;
import dev.nodens.runtime.syscall.Fd;
import dev.nodens.runtime.syscall.Syscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The directories that criu works in, held open: criu takes descriptors of the one who asks it.
 *
 * @param work empty = criu works where its images are
 * @param workPath where its log is
 */
record ImageDirectory(Path path, Fd images, Optional<Fd> work, Path workPath) implements AutoCloseable {

    private static final int O_DIRECTORY = 0x10000;

    /** Opens the directory of a checkpoint to be; it is made where it is missing, and only its owner may look in. */
    static ImageDirectory make(Syscalls syscalls, Path images, Optional<Path> work) {
        make("image path", images);
        return open(syscalls, images, work);
    }

    /** The directory of criu's log need not be there before. */
    static void makeWork(Path work) {
        make("work path", work);
    }

    private static ImageDirectory open(Syscalls syscalls, Path images, Optional<Path> work) {
        work.ifPresent(ImageDirectory::makeWork);
        Fd opened = open(syscalls, "image path", images);
        try {
            return new ImageDirectory(
                    images, opened, work.map(path -> open(syscalls, "work path", path)), work.orElse(images));
        } catch (RuntimeException failed) {
            opened.close();
            throw failed;
        }
    }

    /** Tells criu of them. */
    CriuRequest in(CriuRequest request) {
        request.with(CriuOption.IMAGES_DIR_FD, images.number());
        work.ifPresent(directory -> request.with(CriuOption.WORK_DIR_FD, directory.number()));
        return request;
    }

    /** Where criu writes what it does. */
    Path log(String name) {
        return workPath.resolve(name);
    }

    @Override
    public void close() {
        images.close();
        work.ifPresent(Fd::close);
    }

    private static void make(String what, Path directory) {
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException failed) {
            throw new ContainerException(
                    ErrorCode.INVALID_SPEC,
                    what + " \"" + directory + "\": can't be made: " + failed.getMessage(),
                    failed);
        }
    }

    private static Fd open(Syscalls syscalls, String what, Path directory) {
        try {
            return syscalls.open(directory.toString(), O_DIRECTORY, 0);
        } catch (ErrnoException failed) {
            throw new ContainerException(
                    ErrorCode.INVALID_SPEC,
                    what + " \"" + directory + "\": " + failed.errno().text(),
                    failed);
        }
    }
}
