package dev.nodens.agent.status;

/** Every reason that a condition, a state or an event can carry, once. */
public enum ConditionReason {
    // What is wrong with the spec
    NOT_SUPPORTED_YET("NotSupportedYet"),
    INVALID("Invalid"),
    PATH_NOT_FOUND("PathNotFound"),
    NAMESPACE_NOT_FOUND("NamespaceNotFound"),
    NAMESPACE_TYPE_MISMATCH("NamespaceTypeMismatch"),
    REFERENCE_CYCLE("ReferenceCycle"),
    COMMAND_NOT_FOUND("CommandNotFound"),
    COMMAND_NOT_EXECUTABLE("CommandNotExecutable"),
    // What the node lacks
    NOT_SUPPORTED_BY_NODE("NotSupportedByNode"),
    RESOURCE_UNAVAILABLE("ResourceUnavailable"),
    DAMAGED_STATE("DamagedState"),
    INTERNAL_ERROR("InternalError"),
    // What it waits for
    WAITING_FOR_TARGET("WaitingForTarget"),
    WAITING_FOR_DEPENDENCY("WaitingForDependency"),
    TARGET_STOPPED("TargetStopped"),
    // How it goes
    ACCEPTED("Accepted"),
    DEPENDENCIES_MET("DependenciesMet"),
    NOT_NEEDED("NotNeeded"),
    CREATING("ContainerCreating"),
    CREATED("Created"),
    CREATE_FAILED("CreateFailed"),
    STARTED("Started"),
    RUNNING("Running"),
    READY("Ready"),
    NOT_READY("NotReady"),
    PROBING("Probing"),
    PROBE_FAILED("ProbeFailed"),
    STOPPING("Stopping"),
    STOPPED("Stopped"),
    PAUSED("Paused"),
    COMPLETED("Completed"),
    ERROR("Error"),
    OOM_KILLED("OOMKilled"),
    MONITOR_LOST("MonitorLost"),
    NODE_RESTARTED("NodeRestarted"),
    CRASH_LOOP_BACK_OFF("CrashLoopBackOff"),
    RESTARTING("Restarting"),
    UP_TO_DATE("UpToDate"),
    SPEC_CHANGED("SpecChanged"),
    TARGET_RESTARTED("TargetRestarted"),
    UPDATED("Updated"),
    DELETED("Deleted"),
    HEALTHY("Healthy");

    private final String word;

    ConditionReason(String word) {
        this.word = word;
    }

    /** The one CamelCase word that the API shows. */
    public String word() {
        return word;
    }
}
