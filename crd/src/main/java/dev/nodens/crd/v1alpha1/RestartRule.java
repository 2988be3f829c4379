package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** Decides by exit code before restartPolicy does; the first rule that matches wins. */
public record RestartRule(
        @Required @JsonPropertyDescription("What is done.") RestartAction action,

        @Required @JsonPropertyDescription("Which exit codes it is for.")
        ExitCodes exitCodes) {}
