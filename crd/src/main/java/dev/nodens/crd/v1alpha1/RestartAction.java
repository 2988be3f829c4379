package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a restart rule decides. */
public enum RestartAction {
    @JsonProperty("Restart")
    RESTART,

    @JsonProperty("Stop")
    STOP
}
