package dev.nodens.crd.generation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.nodens.crd.v1alpha1.ContainerInstance;
import dev.nodens.crd.v1alpha1.ContainerSpec;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The CRD files, by name; the same types make the same bytes. */
final class CrdFiles {

    private static final List<Class<? extends HasMetadata>> KINDS =
            List.of(ContainerSpec.class, ContainerInstance.class);
    private static final String HEADER =
            "# Generated from the types in dev.nodens.crd.v1alpha1 by `mvn -pl crd test -Dnodens.crd.write=true`.\n";
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .build();

    private CrdFiles() {}

    static SortedMap<String, String> generate() {
        ObjectMapper mapper = PodTypes.describeTo(new ObjectMapper());
        KubernetesSerialization serialization = new KubernetesSerialization(mapper, false);
        SortedMap<String, String> files = new TreeMap<>();
        new CRDGenerator()
                .withObjectMapper(mapper, serialization)
                .customResourceClasses(KINDS)
                .withPostProcessor(new io.fabric8.crdv2.generator.CRDPostProcessor() {
                    @Override
                    public HasMetadata process(HasMetadata crd, String version) {
                        CustomResourceDefinition finished = finish((CustomResourceDefinition) crd);
                        files.put(crd.getMetadata().getName() + ".yaml", HEADER + yaml(serialization, finished));
                        return finished;
                    }
                })
                .withOutput(new Discarded())
                .generate();
        return files;
    }

    private static CustomResourceDefinition finish(CustomResourceDefinition crd) {
        crd.getSpec().getVersions().forEach(version -> {
            version.getSchema()
                    .setOpenAPIV3Schema(
                            SchemaConventions.apply(version.getSchema().getOpenAPIV3Schema()));
            version.getAdditionalPrinterColumns()
                    .sort(Comparator.comparingInt(
                            column -> position(crd.getSpec().getNames().getKind(), column)));
        });
        return crd;
    }

    /** The generator sorts columns by path; people read them in the order of the annotations. */
    private static int position(String kind, CustomResourceColumnDefinition column) {
        return KINDS.stream()
                .filter(type -> type.getSimpleName().equals(kind))
                .flatMap(type -> Arrays.stream(type.getAnnotationsByType(AdditionalPrinterColumn.class)))
                .map(AdditionalPrinterColumn::name)
                .toList()
                .indexOf(column.getName());
    }

    private static String yaml(KubernetesSerialization serialization, CustomResourceDefinition crd) {
        try {
            return YAML.writeValueAsString(wholeNumbers(serialization.convertValue(crd, JsonNode.class)));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bounds are doubles in fabric8's model: 4294967295 would be printed as 4.294967295E9. */
    private static JsonNode wholeNumbers(JsonNode node) {
        switch (node) {
            case ObjectNode object ->
                object.properties().forEach(entry -> entry.setValue(wholeNumbers(entry.getValue())));
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) {
                    array.set(i, wholeNumbers(array.get(i)));
                }
            }
            default -> {
                return node.isDouble() && node.doubleValue() == node.longValue()
                        ? LongNode.valueOf(node.longValue())
                        : node;
            }
        }
        return node;
    }

    /** The generator's own rendering, which knows neither whole numbers nor file names without a version. */
    private static final class Discarded implements CRDGenerator.CRDOutput<ByteArrayOutputStream> {
        @Override
        public ByteArrayOutputStream outputFor(String crdName) {
            return new ByteArrayOutputStream();
        }

        @Override
        public void close() {}
    }
}
