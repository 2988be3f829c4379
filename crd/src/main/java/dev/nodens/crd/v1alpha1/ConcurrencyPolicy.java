package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a due scheduled run does while the one before still runs, as in a CronJob. */
public enum ConcurrencyPolicy {
    @JsonProperty("Allow")
    ALLOW,

    @JsonProperty("Forbid")
    FORBID,

    @JsonProperty("Replace")
    REPLACE
}
