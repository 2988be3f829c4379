package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A mode of set_mempolicy(2), by its name in OCI's config.json. */
public enum MemoryPolicyMode {
    @JsonProperty("MPOL_DEFAULT")
    DEFAULT,

    @JsonProperty("MPOL_BIND")
    BIND,

    @JsonProperty("MPOL_INTERLEAVE")
    INTERLEAVE,

    @JsonProperty("MPOL_WEIGHTED_INTERLEAVE")
    WEIGHTED_INTERLEAVE,

    @JsonProperty("MPOL_PREFERRED")
    PREFERRED,

    @JsonProperty("MPOL_PREFERRED_MANY")
    PREFERRED_MANY,

    @JsonProperty("MPOL_LOCAL")
    LOCAL
}
