package dev.nodens.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** The execution domain of personality(2), as in OCI's config.json. */
public record Personality(
        @Required @JsonPropertyDescription("The domain.") PersonalityDomain domain) {}
