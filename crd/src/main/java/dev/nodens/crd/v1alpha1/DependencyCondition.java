package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What another container must have reached before this one is started. */
public enum DependencyCondition {
    @JsonProperty("Started")
    STARTED,

    @JsonProperty("Ready")
    READY,

    @JsonProperty("Completed")
    COMPLETED
}
