package dev.nodens.agent.status;

import dev.nodens.agent.source.ContainerKey;
import dev.nodens.crd.v1alpha1.ContainerSpec;
import dev.nodens.crd.v1alpha1.ContainerSpecStatus;

/** Where status goes. No call blocks, and none fails: what can't be sent now is sent when it can. */
public interface StatusPublisher {

    /** The latest status of one container on this node; earlier ones that were not sent yet are superseded. */
    void publish(ContainerSpec spec, ContainerSpecStatus status);

    /** Something happened that a person may want to read about. */
    void event(ContainerSpec spec, Severity severity, ConditionReason reason, String message);

    /** The container is cleaned up and its spec was being deleted: nothing of it is left on this node. */
    void released(ContainerKey key);
}
