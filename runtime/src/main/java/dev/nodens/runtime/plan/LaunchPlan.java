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
        ProcessPlan process,
        HookPlan hooks) {}
