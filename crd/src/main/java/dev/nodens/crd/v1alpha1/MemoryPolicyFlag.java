package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A flag of set_mempolicy(2), by its name in OCI's config.json. */
public enum MemoryPolicyFlag {
    @JsonProperty("MPOL_F_NUMA_BALANCING")
    NUMA_BALANCING,

    @JsonProperty("MPOL_F_RELATIVE_NODES")
    RELATIVE_NODES,

    @JsonProperty("MPOL_F_STATIC_NODES")
    STATIC_NODES
}
