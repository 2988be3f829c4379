package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** An execution domain of personality(2), by its name in OCI's config.json. */
public enum PersonalityDomain {
    @JsonProperty("LINUX")
    LINUX,

    @JsonProperty("LINUX32")
    LINUX32
}
