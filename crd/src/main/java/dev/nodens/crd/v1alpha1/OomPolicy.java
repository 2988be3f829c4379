package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What the kernel kills when the memory limit is hit: the whole container, or one process of it. */
public enum OomPolicy {
    @JsonProperty("Group")
    GROUP,

    @JsonProperty("Process")
    PROCESS
}
