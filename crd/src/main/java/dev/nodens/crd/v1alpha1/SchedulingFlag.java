package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A flag of sched_setattr(2), by its name in OCI's config.json. */
public enum SchedulingFlag {
    @JsonProperty("SCHED_FLAG_RESET_ON_FORK")
    RESET_ON_FORK,

    @JsonProperty("SCHED_FLAG_RECLAIM")
    RECLAIM,

    @JsonProperty("SCHED_FLAG_DL_OVERRUN")
    DL_OVERRUN,

    @JsonProperty("SCHED_FLAG_KEEP_POLICY")
    KEEP_POLICY,

    @JsonProperty("SCHED_FLAG_KEEP_PARAMS")
    KEEP_PARAMS,

    @JsonProperty("SCHED_FLAG_UTIL_CLAMP_MIN")
    UTIL_CLAMP_MIN,

    @JsonProperty("SCHED_FLAG_UTIL_CLAMP_MAX")
    UTIL_CLAMP_MAX
}
