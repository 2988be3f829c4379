package dev.nodens.agent.schema;

/**
 * One thing that is wrong with a manifest.
 *
 * @param path the field, such as {@code spec.namespaces[0].type}
 * @param message what was found and what is allowed
 */
public record SpecError(String path, String message) {

    @Override
    public String toString() {
        return path.isEmpty() ? message : path + ": " + message;
    }
}
