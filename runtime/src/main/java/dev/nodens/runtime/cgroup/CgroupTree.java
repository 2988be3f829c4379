package dev.nodens.runtime.cgroup;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A cgroup's directory and those that its processes made below it. */
final class CgroupTree {

    private CgroupTree() {}

    static List<Integer> processes(CgroupDirectory top) {
        Stream<Integer> own =
                top.read("cgroup.procs").stream().flatMap(String::lines).map(Integer::valueOf);
        Stream<Integer> below = top.children().stream().flatMap(child -> processes(child).stream());
        return Stream.concat(own, below).toList();
    }

    /**
     * Removes a tree, the deepest first; nothing is listed where the top alone is there.
     *
     * @param awaitEmpty waits until a directory that can't be removed has no process any more
     */
    static void destroy(CgroupDirectory top, Consumer<CgroupDirectory> awaitEmpty) {
        if (top.remove()) {
            return;
        }
        top.children().forEach(child -> destroy(child, awaitEmpty));
        if (top.remove()) {
            return;
        }
        awaitEmpty.accept(top);
        if (!top.remove()) {
            throw new ContainerException(
                    ErrorCode.WRONG_STATE,
                    "cgroup \"" + top.path() + "\": can't be removed: it still has processes " + processes(top));
        }
    }
}
