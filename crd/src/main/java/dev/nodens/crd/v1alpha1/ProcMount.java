package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How much of /proc is masked, as in a Pod. */
public enum ProcMount {
    @JsonProperty("Default")
    DEFAULT,

    @JsonProperty("Unmasked")
    UNMASKED
}
