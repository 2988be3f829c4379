package dev.nodens.crd.v1alpha1;

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
public class ContainerSpec extends CustomResource<ContainerSpecSpec, ContainerSpecStatus> implements Namespaced {
    private static final long serialVersionUID = 1L;
}
