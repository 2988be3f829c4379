package dev.nodens.agent.upstream;

import dev.nodens.agent.schema.SpecSchema;
import dev.nodens.agent.source.SpecSource;
import dev.nodens.agent.source.folder.FolderSource;
import dev.nodens.agent.source.folder.ManifestProblem;
import dev.nodens.agent.status.StatusPublisher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A folder of manifests, and the terminal. */
public final class FolderUpstream implements Upstream {

    private final FolderSource source;
    private final TerminalPublisher publisher;

    public FolderUpstream(Path folder, String nodeName, TerminalPublisher publisher) throws IOException {
        this.publisher = publisher;
        this.source = new FolderSource(folder, nodeName, SpecSchema.load(), this::tell);
    }

    private void tell(List<ManifestProblem> problems) {
        problems.forEach(problem -> publisher.line("manifest  " + problem));
        if (problems.isEmpty()) {
            publisher.line("manifest  all are good again");
        }
    }

    @Override
    public SpecSource source() {
        return source;
    }

    @Override
    public StatusPublisher publisher() {
        return publisher;
    }

    @Override
    public Optional<String> trouble() {
        List<ManifestProblem> problems = source.problems();
        return problems.isEmpty()
                ? Optional.empty()
                : Optional.of(problems.stream().map(ManifestProblem::toString).collect(Collectors.joining("; ")));
    }

    @Override
    public void close() {
        source.close();
        publisher.close();
    }
}
