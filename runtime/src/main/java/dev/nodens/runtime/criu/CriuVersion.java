package dev.nodens.runtime.criu;

/** As criu counts: 3.17 is 3, 17, 0. */
public record CriuVersion(int major, int minor, int sublevel) implements Comparable<CriuVersion> {

    /** External pid namespaces and the notice that lazy pages are served came with this one. */
    static final CriuVersion OLDEST = new CriuVersion(3, 15, 0);

    @Override
    public int compareTo(CriuVersion other) {
        return Integer.compare(number(), other.number());
    }

    private int number() {
        return (major * 100 + minor) * 100 + sublevel;
    }

    @Override
    public String toString() {
        return major + "." + minor + (sublevel == 0 ? "" : "." + sublevel);
    }
}
