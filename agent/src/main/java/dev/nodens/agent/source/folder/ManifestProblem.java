package dev.nodens.agent.source.folder;

import java.nio.file.Path;

/**
 * Why a file, or one document of it, does not count.
 *
 * @param line from 1 on; 0 where it is the file as such
 */
public record ManifestProblem(Path file, int line, String message) {

    @Override
    public String toString() {
        return file + (line > 0 ? ":" + line : "") + ": " + message;
    }
}
