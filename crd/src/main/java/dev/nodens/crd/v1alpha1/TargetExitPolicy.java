package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens to a container when the one whose namespace it joined ends or is replaced. */
public enum TargetExitPolicy {
    @JsonProperty("Restart")
    RESTART,

    @JsonProperty("Stop")
    STOP,

    @JsonProperty("Keep")
    KEEP
}
