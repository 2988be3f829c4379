package dev.nodens.agent.desired;

import dev.nodens.crd.v1alpha1.ContainerSpecSpec;

/** A digest of the limits, which are changed in place. */
public final class ResourcesHash {

    private ResourcesHash() {}

    public static String of(ContainerSpecSpec spec) {
        return SpecHash.digest(spec.resources());
    }
}
