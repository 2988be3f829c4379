package dev.nodens.crd.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * The status of one {@link ContainerSpec} with a {@code nodeSelector} on one node; written by the agent of that node only, and
 * owned by the spec. Its status has the shape of the spec's, without the counts over nodes.
 */
@Group("nodens.dev")
@Version("v1alpha1")
@Kind("ContainerInstance")
@Singular("containerinstance")
@Plural("containerinstances")
@ShortNames("cinst")
@Categories("nodens")
@AdditionalPrinterColumn(name = "Spec", jsonPath = ".spec.containerRef.name")
@AdditionalPrinterColumn(name = "Node", jsonPath = ".spec.nodeName")
@AdditionalPrinterColumn(name = "Status", jsonPath = ".status.summary")
@AdditionalPrinterColumn(name = "Ready", jsonPath = ".status.readiness")
@AdditionalPrinterColumn(name = "Restarts", jsonPath = ".status.restartCount", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
@AdditionalPrinterColumn(name = "Image", jsonPath = ".status.image.name", priority = 1)
@AdditionalPrinterColumn(name = "PID", jsonPath = ".status.pid", type = Type.INTEGER, priority = 1)
@AdditionalPrinterColumn(name = "IP", jsonPath = ".status.addresses[0].ip", priority = 1)
@AdditionalPrinterColumn(name = "Container-ID", jsonPath = ".status.containerID", priority = 1)
public class ContainerInstance extends CustomResource<ContainerInstanceSpec, ContainerSpecStatus>
        implements Namespaced {
    private static final long serialVersionUID = 1L;
}
