package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A Linux namespace type by its name in OCI's config.json. */
public enum NamespaceKind {
    @JsonProperty("pid")
    PID,

    @JsonProperty("network")
    NETWORK,

    @JsonProperty("ipc")
    IPC,

    @JsonProperty("uts")
    UTS,

    @JsonProperty("mount")
    MOUNT,

    @JsonProperty("user")
    USER,

    @JsonProperty("cgroup")
    CGROUP,

    @JsonProperty("time")
    TIME
}
