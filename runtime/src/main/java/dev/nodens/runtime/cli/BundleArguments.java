package dev.nodens.runtime.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a verb is told that looks at a bundle and makes nothing. */
final class BundleArguments {

    @Parameters(index = "0", arity = "0..1", paramLabel = "BUNDLE", description = "the bundle (${DEFAULT-VALUE})")
    private Path bundle = Path.of(".");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text or json (${DEFAULT-VALUE})")
    private ReportFormat format = ReportFormat.TEXT;

    Path bundle() {
        return bundle;
    }

    Path config() {
        return bundle.resolve("config.json");
    }

    ReportFormat format() {
        return format;
    }
}
