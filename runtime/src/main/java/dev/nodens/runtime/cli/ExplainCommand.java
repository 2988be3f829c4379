package dev.nodens.runtime.cli;

import dev.nodens.runtime.explain.Explainer;
import dev.nodens.runtime.explain.Explanation;
import dev.nodens.runtime.explain.Explanation.Line;
import dev.nodens.runtime.explain.Explanation.Risk;
import dev.nodens.runtime.explain.Explanation.Section;
import dev.nodens.runtime.spec.SpecReader;
import dev.nodens.runtime.spec.SpecValidator;
import dev.nodens.runtime.syscall.Syscalls;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "explain",
        description = {
            "Tells in plain words what a bundle would do, and what that risks.",
            "Whose namespaces it has, what is mounted where, what it may do and as whom on the host, its limits and hooks;",
            "and where it is less apart from the host than it could be, the worst first."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  nodens explain /srv/web",
            "  nodens explain -o json | jq '.risks[] | select(.level == \"HIGH\")'"
        })
final class ExplainCommand implements Callable<Integer> {

    private static final String INDENT = "  ";

    @Spec
    private @Nullable CommandSpec command;

    @Mixin
    private BundleArguments arguments = new BundleArguments();

    @Override
    public Integer call() {
        dev.nodens.runtime.spec.Spec spec = new SpecReader(Syscalls.linux()).read(arguments.config());
        // What breaks a rule would do nothing at all.
        SpecValidator.validate(spec);
        Explanation explanation = Explainer.explain(spec);
        PrintWriter out = Objects.requireNonNull(command).commandLine().getOut();
        switch (arguments.format()) {
            case JSON -> out.println(OciState.json(explanation));
            case TEXT -> print(explanation, out);
        }
        return 0;
    }

    static void print(Explanation explanation, PrintWriter out) {
        for (Section section : explanation.sections()) {
            heading(section.title(), out);
            new Table(section.lines().stream().map(ExplainCommand::row).toList()).print(out);
            out.println();
        }
        heading("risks", out);
        if (explanation.risks().isEmpty()) {
            out.println(INDENT + "none that the configuration shows");
        } else {
            new Table(explanation.risks().stream().map(ExplainCommand::row).toList()).print(out);
        }
    }

    private static void heading(String title, PrintWriter out) {
        out.println(title.toUpperCase(Locale.ROOT));
    }

    private static List<String> row(Line line) {
        return List.of(INDENT + printable(line.what()), printable(line.effect()));
    }

    private static List<String> row(Risk risk) {
        return List.of(INDENT + risk.level(), risk.field(), printable(risk.text()));
    }

    /** A bundle is a stranger's: its words must not move the terminal's cursor. */
    private static String printable(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints().forEach(c -> line.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return line.toString();
    }
}
