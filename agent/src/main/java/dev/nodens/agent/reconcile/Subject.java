package dev.nodens.agent.reconcile;

import dev.nodens.agent.desired.Desired;
import dev.nodens.crd.v1alpha1.ContainerSpec;
import dev.nodens.runtime.ContainerId;
import java.util.Optional;

/**
 * What a worker looks after at one moment.
 *
 * @param spec as the source shows it; empty where it is gone
 */
record Subject(ContainerId id, Desired desired, Optional<ContainerSpec> spec) {}
