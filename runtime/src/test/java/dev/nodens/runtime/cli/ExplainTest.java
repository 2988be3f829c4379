package dev.nodens.runtime.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.explain.Explainer;
import dev.nodens.runtime.explain.Explanation.Level;
import dev.nodens.runtime.explain.Explanation.Risk;
import dev.nodens.runtime.spec.Capabilities;
import dev.nodens.runtime.spec.Linux;
import dev.nodens.runtime.spec.LinuxNamespace;
import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.spec.LinuxResources.DeviceRule;
import dev.nodens.runtime.spec.Mount;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.spec.SpecReader;
import dev.nodens.runtime.spec.SpecTemplate;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExplainTest {

    @ParameterizedTest
    @ValueSource(strings = {"version-0.4.0", "everything-1.3.0"})
    void putsASampleIntoTheseWords(String sample) throws IOException {
        Spec spec = SpecReader.parse(sample, resource("/spec/" + sample + ".json"));
        assertEquals(new String(resource("/explain/" + sample + ".txt"), StandardCharsets.UTF_8), text(spec));
    }

    @Test
    void findsNoHighRiskInTheTemplates() {
        for (Spec spec : List.of(SpecTemplate.container(), SpecTemplate.rootless(1000, 1000))) {
            assertTrue(risks(spec).stream().noneMatch(risk -> risk.level() == Level.HIGH), () -> text(spec));
        }
    }

    @Test
    void findsTheWaysOutOfAPrivilegedContainer() {
        List<String> all = List.of("CAP_SYS_ADMIN", "CAP_SYS_PTRACE", "CAP_NET_ADMIN");
        Spec template = SpecTemplate.container();
        Spec spec = template.with(s -> {
            s.process = Objects.requireNonNull(template.process())
                    .with(p -> p.capabilities = new Capabilities(all, all, List.of(), all, List.of()));
            s.mounts = List.of(
                    new Mount("/proc", "proc", "proc", List.of()),
                    new Mount("/host", "bind", "/", List.of("rbind", "rshared")),
                    new Mount("/sock", "bind", "/var/run/docker.sock", List.of("bind", "ro")),
                    new Mount("/etc", "bind", "/etc", List.of("bind", "ro")));
            s.linux = Linux.empty().with(l -> {
                l.namespaces = List.of(LinuxNamespace.create("mount"));
                l.resources = LinuxResources.empty()
                        .with(r -> r.devices = List.of(new DeviceRule(true, null, null, null, "rwm")));
            });
        });
        List<String> high = risks(spec).stream()
                .filter(risk -> risk.level() == Level.HIGH)
                .map(risk -> risk.field() + " " + risk.text())
                .toList();
        assertEquals(
                List.of(
                        "$.linux.namespaces it sees the host's processes, and as root can end and read them",
                        "$.linux.namespaces it can change the host's interfaces, routes and packet filters",
                        "$.process.capabilities it can take over any process",
                        "$.process.capabilities CAP_SYS_ADMIN: it can mount the host's disks and undo most of its walls",
                        "$.linux.resources.devices it may use every device, the host's disks among them",
                        "$.mounts[1].source all files of the host are inside",
                        "$.mounts[2].source who talks to /var/run/docker.sock can become root of the host"),
                high);
        List<String> fields = risks(spec).stream().map(Risk::field).toList();
        assertTrue(fields.containsAll(List.of("$.mounts[1].options", "$.mounts[3].source", "$.linux.readonlyPaths")));
    }

    @Test
    void keepsTheTerminalSafeFromTheWordsOfABundle() {
        Spec spec = SpecTemplate.container().with(s -> s.hostname = "a\u001b[2Jb");
        assertTrue(text(spec).contains("a?[2Jb"));
    }

    private static List<Risk> risks(Spec spec) {
        return Explainer.explain(spec).risks();
    }

    private static String text(Spec spec) {
        StringWriter text = new StringWriter();
        ExplainCommand.print(Explainer.explain(spec), new PrintWriter(text, true));
        return text.toString();
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream stream = Objects.requireNonNull(ExplainTest.class.getResourceAsStream(name), name)) {
            return stream.readAllBytes();
        }
    }
}
