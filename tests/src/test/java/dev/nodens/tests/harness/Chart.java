package dev.nodens.tests.harness;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The chart as Helm renders it for one release. */
public record Chart(String release, String namespace, Map<String, Object> values) {

    /** Helm takes a version of long ago where it asks no cluster. */
    private static final String KUBERNETES = "v1.35.0";

    /** A release with the values of the chart. */
    public static Chart release(String name, String namespace) {
        return new Chart(name, namespace, Map.of());
    }

    public Chart with(String value, Object set) {
        return new Chart(release, namespace, Map.of(value, set));
    }

    public static LintResult lint() {
        return new Helm(folder()).lint().strict().call();
    }

    /** Everything but the resource definitions. */
    public List<HasMetadata> objects() {
        TemplateCommand command = new Helm(folder())
                .template()
                .withName(release)
                .withNamespace(namespace)
                .withKubeVersion(KUBERNETES)
                .skipCrds();
        values.forEach(command::set);
        return new KubernetesSerialization().<List<HasMetadata>>unmarshal(command.call());
    }

    /** The one object of that type. */
    public <T extends HasMetadata> T object(Class<T> type) {
        List<T> found =
                objects().stream().filter(type::isInstance).map(type::cast).toList();
        if (found.size() != 1) {
            throw new IllegalArgumentException("there are " + found.size() + " objects of " + type.getSimpleName());
        }
        return found.getFirst();
    }

    private static Path folder() {
        return Tree.root().resolve("helm/nodens");
    }
}
