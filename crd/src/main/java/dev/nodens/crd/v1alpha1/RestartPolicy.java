package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** When a container that ended is started again, as in a Pod. */
public enum RestartPolicy {
    @JsonProperty("Always")
    ALWAYS,

    @JsonProperty("OnFailure")
    ON_FAILURE,

    @JsonProperty("Never")
    NEVER
}
