package dev.nodens.agent.report;

import dev.nodens.agent.status.ConditionReason;
import dev.nodens.runtime.error.ErrorCode;

/** From the runtime's errors to what the API says of them. */
public final class ErrorReasons {

    private ErrorReasons() {}

    public static ConditionReason of(ErrorCode code) {
        return switch (code) {
            case INVALID_ID, INVALID_SPEC -> ConditionReason.INVALID;
            case INVALID_NAMESPACE -> ConditionReason.NAMESPACE_NOT_FOUND;
            case ROOTFS_NOT_FOUND -> ConditionReason.PATH_NOT_FOUND;
            case COMMAND_NOT_FOUND -> ConditionReason.COMMAND_NOT_FOUND;
            case COMMAND_NOT_EXECUTABLE -> ConditionReason.COMMAND_NOT_EXECUTABLE;
            case HOOK_FAILED, ALREADY_EXISTS, NOT_FOUND, WRONG_STATE -> ConditionReason.CREATE_FAILED;
            case UNSUPPORTED -> ConditionReason.NOT_SUPPORTED_BY_NODE;
            case RESOURCE_UNAVAILABLE -> ConditionReason.RESOURCE_UNAVAILABLE;
            case DAMAGED_STATE -> ConditionReason.DAMAGED_STATE;
            case INTERNAL -> ConditionReason.INTERNAL_ERROR;
        };
    }

    /** Whether trying again soon is of no use, because the spec or the node must change first. */
    public static boolean slow(ErrorCode code) {
        return switch (code.category()) {
            case INVALID_SPEC, UNSUPPORTED_NODE -> true;
            case CONFLICT, TRANSIENT, INTERNAL -> false;
        };
    }

    /** Whether the world was not what the caller thought, so that looking again says more. */
    public static boolean lookAgain(ErrorCode code) {
        return code.category() == ErrorCode.Category.CONFLICT;
    }
}
