package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How /etc/resolv.conf is made, as in a Pod. */
public enum DnsPolicy {
    @JsonProperty("ClusterFirst")
    CLUSTER_FIRST,

    @JsonProperty("ClusterFirstWithHostNet")
    CLUSTER_FIRST_WITH_HOST_NET,

    @JsonProperty("Default")
    DEFAULT,

    @JsonProperty("None")
    NONE
}
