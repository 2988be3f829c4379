package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A class of ioprio_set(2), by its name in OCI's config.json. */
public enum IoPriorityClass {
    @JsonProperty("IOPRIO_CLASS_RT")
    RT,

    @JsonProperty("IOPRIO_CLASS_BE")
    BE,

    @JsonProperty("IOPRIO_CLASS_IDLE")
    IDLE
}
