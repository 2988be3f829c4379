package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens when the log files are full and can't be rotated fast enough. */
public enum WhenLogFull {
    @JsonProperty("Block")
    BLOCK,

    @JsonProperty("DropOldest")
    DROP_OLDEST
}
