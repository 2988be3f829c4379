package dev.nodens.agent.status;

/** How an event is meant; the words are Kubernetes' own. */
public enum Severity {
    NORMAL("Normal"),
    WARNING("Warning");

    private final String word;

    Severity(String word) {
        this.word = word;
    }

    /** The event's {@code type}. */
    public String word() {
        return word;
    }
}
