package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The type of a device node, by its letter in mknod(1). */
public enum DeviceType {
    @JsonProperty("b")
    BLOCK,

    @JsonProperty("c")
    CHARACTER,

    @JsonProperty("u")
    UNBUFFERED,

    @JsonProperty("p")
    FIFO
}
