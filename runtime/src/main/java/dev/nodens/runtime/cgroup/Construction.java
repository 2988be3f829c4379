package dev.nodens.runtime.cgroup;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.syscall.Errno;
import dev.nodens.runtime.syscall.ErrnoException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** The directories that one creation has made so far, so that they can be taken back, and no others. */
final class Construction {

    /** How often a directory above may vanish under a creation: each time, another process has removed it as empty. */
    private static final int ATTEMPTS = 8;

    private final Deque<CgroupDirectory> made = new ArrayDeque<>();

    /**
     * Makes a container's directory, and those above it where they are missing.
     *
     * @param top the hierarchy's mount point, which is never made
     * @param prepare told of each directory above, the topmost first, before anything is made in it; of the top too
     */
    void makeLeaf(CgroupDirectory leaf, CgroupDirectory top, Consumer<CgroupDirectory> prepare) {
        for (int attempt = 1; ; attempt++) {
            try {
                if (!make(leaf)) {
                    requireIdle(leaf);
                }
                return;
            } catch (ErrnoException e) {
                if (e.errno() != Errno.ENOENT || attempt == ATTEMPTS) {
                    throw leaf.failed(e);
                }
                makeShared(leaf.parent(), top, prepare);
            }
        }
    }

    /** One that was there may be used, as long as nobody else does, and what enters it would run. */
    private static void requireIdle(CgroupDirectory leaf) {
        if (!CgroupTree.processes(leaf).isEmpty()) {
            throw new ContainerException(
                    ErrorCode.ALREADY_EXISTS,
                    "container's cgroup is not empty: \"" + leaf.path() + "\" already has processes");
        }
        if (leaf.isFrozen()) {
            throw new ContainerException(
                    ErrorCode.WRONG_STATE,
                    "container's cgroup unexpectedly frozen: \"" + leaf.path() + "\" must be thawed");
        }
    }

    /** Makes a directory that many share. That it vanishes again at once is left to the caller's next attempt. */
    void makeShared(CgroupDirectory directory, CgroupDirectory top, Consumer<CgroupDirectory> prepare) {
        if (!directory.path().equals(top.path())) {
            makeShared(directory.parent(), top, prepare);
            try {
                make(directory);
            } catch (ErrnoException e) {
                if (e.errno() != Errno.ENOENT || directory.parent().path().equals(top.path())) {
                    throw directory.failed(e);
                }
            }
        }
        prepare.accept(directory);
    }

    private boolean make(CgroupDirectory directory) {
        boolean isNew = directory.make();
        if (isNew) {
            made.push(directory);
        }
        return isNew;
    }

    boolean madeAnything() {
        return !made.isEmpty();
    }

    /** Removes what was made, the last first. What others have begun to use meanwhile stays. */
    void undo() {
        while (!made.isEmpty()) {
            made.pop().remove();
        }
    }
}
