package dev.nodens.runtime.cgroup;

import java.nio.file.Path;

/**
 * A cgroup directory that a process is to enter.
 *
 * @param version 2 is entered by CLONE_INTO_CGROUP, 1 by a write to its {@code tasks}
 */
public record CgroupRef(int version, Path path) {}
