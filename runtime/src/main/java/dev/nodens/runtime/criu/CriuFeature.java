package dev.nodens.runtime.criu;

/** What not every kernel lets criu do; numbers are those of {@code criu_features} in criu's rpc.proto. */
public enum CriuFeature {
    /** To know which memory was written since it was last looked at: for a pre-dump. */
    MEM_TRACK(1, "memory tracking"),
    LAZY_PAGES(2, "lazy pages");

    private final int number;
    private final String text;

    CriuFeature(int number, String text) {
        this.number = number;
        this.text = text;
    }

    int number() {
        return number;
    }

    /** What people call it. */
    public String text() {
        return text;
    }
}
