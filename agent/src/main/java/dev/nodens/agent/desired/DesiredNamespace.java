package dev.nodens.agent.desired;

import dev.nodens.agent.source.ContainerKey;
import dev.nodens.crd.v1alpha1.NamespaceKind;
import dev.nodens.crd.v1alpha1.TargetExitPolicy;

/** One of the container's eight namespaces, and where it comes from. */
public record DesiredNamespace(NamespaceKind kind, Origin origin, TargetExitPolicy onTargetExit) {

    /** Where a namespace comes from. */
    public sealed interface Origin {}

    /** It is made for the container. */
    public record New() implements Origin {}

    /** It is the host's. */
    public record OfHost() implements Origin {}

    /** It is the one that a file of the host names. */
    public record AtPath(String path) implements Origin {}

    /** It is that of another container of ours on this node. */
    public record OfContainer(ContainerKey target) implements Origin {}
}
