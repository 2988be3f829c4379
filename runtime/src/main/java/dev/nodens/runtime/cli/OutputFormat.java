package dev.nodens.runtime.cli;

/** {@code --format}. */
enum OutputFormat {
    TABLE,
    JSON
}
