package dev.nodens.agent.observe;

/** Why a container that runs is asked to end. */
public enum StopReason {
    UNWANTED("desiredState is Stopped"),
    SPEC_CHANGED("the spec changed in a way that needs a restart"),
    TARGET_REPLACED(
            "a container whose namespaces it joined is gone or was replaced; it is started again with the new one"),
    TARGET_GONE("a container whose namespaces it joined is gone or was replaced, and onTargetExit is Stop"),
    DELETED("it is not wanted any more");

    private final String words;

    StopReason(String words) {
        this.words = words;
    }

    /** For a person. */
    public String words() {
        return words;
    }
}
