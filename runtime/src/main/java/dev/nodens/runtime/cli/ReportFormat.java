package dev.nodens.runtime.cli;

/** {@code --output} of what is told to people. */
enum ReportFormat {
    TEXT,
    JSON
}
