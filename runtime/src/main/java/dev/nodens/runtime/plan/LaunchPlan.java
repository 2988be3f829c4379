package dev.nodens.runtime.plan;

import dev.nodens.runtime.ContainerId;
import dev.nodens.runtime.LaunchOptions.Supervision;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Everything that native-init is going to do, with nothing left to decide: the bootstrap message as a value.
 *
 * @param stateDirectory as this process sees it
 * @param root null = the process's root is that of the mount namespace that it joins or inherits, and nothing is mounted
 * @param rootOf EXEC: link of procfs to the root of a process, which is entered by chroot; null = that of the mount namespace
 */
public record LaunchPlan(
        Mode mode,
        Supervision supervision,
        ContainerId id,
        Path stateDirectory,
        NamespacePlan namespaces,
        CgroupPlan cgroups,
        StreamPlan streams,
        @Nullable RootPlan root,
        @Nullable String rootOf,
        ProcessPlan process,
        HookPlan hooks) {}
