package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What the user wants the container to be. */
public enum DesiredState {
    @JsonProperty("Running")
    RUNNING,

    @JsonProperty("Stopped")
    STOPPED,

    @JsonProperty("Paused")
    PAUSED
}
