package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** When an image is pulled, as in a Pod. */
public enum ImagePullPolicy {
    @JsonProperty("Always")
    ALWAYS,

    @JsonProperty("IfNotPresent")
    IF_NOT_PRESENT,

    @JsonProperty("Never")
    NEVER
}
