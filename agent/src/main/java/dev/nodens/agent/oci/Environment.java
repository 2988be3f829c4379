package dev.nodens.agent.oci;

import dev.nodens.agent.desired.DesiredContainer;
import io.fabric8.kubernetes.api.model.EnvVar;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The environment, in its order: what every container has, then what its spec gives. */
final class Environment {

    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final Pattern KEYED = Pattern.compile("metadata\\.(labels|annotations)\\['(.*)'\\]");

    private Environment() {}

    static Map<String, String> of(DesiredContainer desired, NodeFacts facts) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("PATH", PATH);
        variables.put("HOSTNAME", OciSpecs.hostname(desired));
        for (EnvVar given : desired.spec().env()) {
            variables.put(given.getName(), value(given, variables, desired, facts));
        }
        return variables;
    }

    private static String value(EnvVar given, Map<String, String> before, DesiredContainer desired, NodeFacts facts) {
        if (given.getValueFrom() != null && given.getValueFrom().getFieldRef() != null) {
            return field(given.getValueFrom().getFieldRef().getFieldPath(), desired, facts);
        }
        return Expansion.expand(Objects.requireNonNullElse(given.getValue(), ""), before);
    }

    private static String field(String path, DesiredContainer desired, NodeFacts facts) {
        Matcher keyed = KEYED.matcher(path);
        if (keyed.matches()) {
            Map<String, String> from = keyed.group(1).equals("labels") ? desired.labels() : desired.annotations();
            return from.getOrDefault(keyed.group(2), "");
        }
        return switch (path) {
            case "metadata.name" -> desired.key().name();
            case "metadata.namespace" -> desired.key().namespace();
            case "metadata.uid" -> desired.uid();
            case "spec.nodeName" -> facts.nodeName();
            case "status.hostIP" -> facts.hostIp();
            default -> throw new IllegalArgumentException("field \"" + path + "\" was not checked");
        };
    }
}
