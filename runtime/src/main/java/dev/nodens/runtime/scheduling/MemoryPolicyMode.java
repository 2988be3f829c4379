package dev.nodens.runtime.scheduling;

/** {@code linux.memoryPolicy.mode}, in the order of the numbers of set_mempolicy(2). */
public enum MemoryPolicyMode {
    MPOL_DEFAULT(Nodes.NONE),
    MPOL_PREFERRED(Nodes.ANY),
    MPOL_BIND(Nodes.SOME),
    MPOL_INTERLEAVE(Nodes.SOME),
    MPOL_LOCAL(Nodes.NONE),
    MPOL_PREFERRED_MANY(Nodes.SOME),
    MPOL_WEIGHTED_INTERLEAVE(Nodes.SOME);

    /** How many nodes a mode goes with. */
    public enum Nodes {
        NONE,
        ANY,
        SOME
    }

    private final Nodes nodes;

    MemoryPolicyMode(Nodes nodes) {
        this.nodes = nodes;
    }

    public Nodes nodes() {
        return nodes;
    }

    public int number() {
        return ordinal();
    }
}
