package dev.nodens.agent.source.folder;

import dev.nodens.crd.v1alpha1.ContainerSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One file as it counts. A file counts as a whole: with one mistake in it, all of it is as it was when it was last good, so that
 * a slip of the pen stops nothing that runs.
 *
 * @param stamp tells whether it was written since
 * @param specs of its last good state
 * @param problems of its present state
 * @param everGood whether it was good since the agent's start
 */
record LoadedFile(Stamp stamp, List<ContainerSpec> specs, List<ManifestProblem> problems, boolean everGood) {

    /** What changes when a file is written or replaced. */
    record Stamp(long size, long modified, Object inode) {
        static Stamp of(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(
                    attributes.size(),
                    attributes.lastModifiedTime().toMillis(),
                    Objects.requireNonNullElse(attributes.fileKey(), ""));
        }
    }

    static LoadedFile of(Stamp stamp, ManifestReader.Content content, @Nullable LoadedFile before) {
        boolean good = content.problems().isEmpty();
        List<ContainerSpec> lastGood = before == null ? List.of() : before.specs();
        return new LoadedFile(
                stamp,
                good ? content.specs() : lastGood,
                content.problems(),
                good || before != null && before.everGood());
    }
}
