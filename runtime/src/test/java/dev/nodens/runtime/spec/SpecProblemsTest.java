package dev.nodens.runtime.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.error.ContainerException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpecProblemsTest {

    @Test
    void findsNoneInTheTemplates() {
        assertEquals(List.of(), SpecValidator.problems(SpecTemplate.container()));
        assertEquals(List.of(), SpecValidator.problems(SpecTemplate.rootless(1000, 1000)));
    }

    @Test
    void tellsOfAllOfThemEachWithItsPlace() {
        Spec wrong = SpecTemplate.container().with(spec -> {
            spec.ociVersion = "2.0";
            spec.process = spec.process.with(p -> {
                p.cwd = "tmp";
                p.env = List.of("A=1", "B", "=");
            });
            spec.mounts = List.of(
                    new Mount("/proc", "proc", "proc", List.of()),
                    new Mount("/proc/1", "tmpfs", "tmpfs", List.of()),
                    new Mount("/", "tmpfs", "tmpfs", List.of()));
            spec.linux = spec.linux.with(l -> {
                l.namespaces = List.of(
                        LinuxNamespace.create("mount"), LinuxNamespace.create("mount"), LinuxNamespace.create("disk"));
                l.sysctl = Map.of("kernel.panic", "1");
            });
        });
        List<String> problems = SpecValidator.problems(wrong).stream()
                .map(ContainerException::getMessage)
                .toList();
        List<String> places = problems.stream()
                .map(problem -> problem.substring(0, problem.indexOf(": ")))
                .toList();
        assertEquals(
                List.of(
                        "$.ociVersion",
                        "$.process.env[1]",
                        "$.process.env[2]",
                        "$.process.cwd",
                        "$.linux.namespaces[1].type",
                        "$.linux.namespaces[2].type",
                        "$.hostname",
                        "$.mounts[1].destination",
                        "$.mounts[2].destination",
                        "$.linux.sysctl[\"kernel.panic\"]"),
                places,
                () -> String.join("\n", problems));
    }

    @Test
    void goesOnWithoutAProcess() {
        Spec wrong = SpecTemplate.container().with(spec -> {
            spec.process = null;
            spec.root = null;
        });
        List<ContainerException> problems = SpecValidator.problems(wrong);
        assertEquals(2, problems.size());
        assertTrue(problems.getFirst().getMessage().startsWith("$.process: "));
    }
}
