package dev.nodens.crd.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** The desired state of one container on one node, or on every node that a selector matches; written by the user. */
@Group("nodens.dev")
@Version("v1alpha1")
@Kind("ContainerSpec")
@Singular("containerspec")
@Plural("containerspecs")
@ShortNames("cspec")
@Categories("nodens")
@AdditionalPrinterColumn(name = "Node", jsonPath = ".spec.nodeName")
@AdditionalPrinterColumn(name = "Status", jsonPath = ".status.summary")
@AdditionalPrinterColumn(name = "Ready", jsonPath = ".status.readiness")
@AdditionalPrinterColumn(name = "Restarts", jsonPath = ".status.restartCount", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
@AdditionalPrinterColumn(name = "Image", jsonPath = ".spec.image", priority = 1)
@AdditionalPrinterColumn(name = "PID", jsonPath = ".status.pid", type = Type.INTEGER, priority = 1)
@AdditionalPrinterColumn(name = "IP", jsonPath = ".status.addresses[0].ip", priority = 1)
@AdditionalPrinterColumn(name = "Container-ID", jsonPath = ".status.containerID", priority = 1)
@ValidationRule(
        value = "!has(self.spec.dependsOn) || !self.spec.dependsOn.exists(d, d.name == self.metadata.name)",
        message = "a spec must not depend on itself",
        fieldPath = ".spec.dependsOn")
@ValidationRule(
        value =
                "!has(self.spec.namespaces) || !self.spec.namespaces.exists(n, has(n.containerRef) && n.containerRef.name == self.metadata.name)",
        message = "a spec must not join a namespace of itself",
        fieldPath = ".spec.namespaces")
public class ContainerSpec extends CustomResource<ContainerSpecSpec, ContainerSpecStatus> implements Namespaced {
    private static final long serialVersionUID = 1L;
}
