package dev.nodens.agent.source.folder;

import dev.nodens.agent.desired.ContainerIds;
import dev.nodens.agent.source.ContainerKey;
import dev.nodens.crd.v1alpha1.ContainerSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * What the folder says, all files taken together.
 *
 * @param specs those of this node
 * @param problems of all files, by file and line
 * @param complete whether every file was good at least once since the agent's start
 */
record FolderContent(Map<ContainerKey, ContainerSpec> specs, List<ManifestProblem> problems, boolean complete) {

    static final FolderContent NOTHING_READ = new FolderContent(Map.of(), List.of(), false);

    FolderContent {
        specs = Map.copyOf(specs);
        problems = List.copyOf(problems);
    }

    /** Of two documents with the same name the one in the file that comes first by name counts. */
    static FolderContent of(SortedMap<Path, LoadedFile> files, NodeSelection selection) {
        Map<ContainerKey, ContainerSpec> specs = new HashMap<>();
        Map<ContainerKey, Path> origins = new HashMap<>();
        List<ManifestProblem> problems = new ArrayList<>();
        files.forEach((path, file) -> {
            problems.addAll(file.problems());
            for (ContainerSpec spec : file.specs()) {
                ContainerKey key = ContainerIds.keyOf(spec.getMetadata());
                Path earlier = origins.putIfAbsent(key, path);
                if (earlier != null) {
                    problems.add(new ManifestProblem(
                            path,
                            0,
                            "ContainerSpec \"" + key + "\" is left out: it must be in one place, and stands in \""
                                    + earlier + "\" too"));
                } else if (selection.matches(spec)) {
                    specs.put(key, spec);
                }
            }
        });
        boolean complete = files.values().stream().allMatch(LoadedFile::everGood);
        return new FolderContent(specs, problems, complete);
    }
}
