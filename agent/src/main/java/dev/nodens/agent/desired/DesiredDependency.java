package dev.nodens.agent.desired;

import dev.nodens.agent.source.ContainerKey;
import dev.nodens.crd.v1alpha1.DependencyCondition;

/** Another container that must have come so far before this one is started. */
public record DesiredDependency(ContainerKey key, DependencyCondition condition) {}
