package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What is done when a referenced ConfigMap or Secret changes. */
public enum ConfigChangeAction {
    @JsonProperty("Restart")
    RESTART,

    @JsonProperty("Signal")
    SIGNAL,

    @JsonProperty("Ignore")
    IGNORE
}
