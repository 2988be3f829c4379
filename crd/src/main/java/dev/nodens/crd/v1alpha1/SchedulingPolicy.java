package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A scheduling policy of sched(7), by its name in OCI's config.json. */
public enum SchedulingPolicy {
    @JsonProperty("SCHED_OTHER")
    OTHER,

    @JsonProperty("SCHED_FIFO")
    FIFO,

    @JsonProperty("SCHED_RR")
    RR,

    @JsonProperty("SCHED_BATCH")
    BATCH,

    @JsonProperty("SCHED_ISO")
    ISO,

    @JsonProperty("SCHED_IDLE")
    IDLE,

    @JsonProperty("SCHED_DEADLINE")
    DEADLINE
}
