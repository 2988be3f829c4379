package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the exit code is compared with a rule's values. */
public enum ExitCodeOperator {
    @JsonProperty("In")
    IN,

    @JsonProperty("NotIn")
    NOT_IN
}
