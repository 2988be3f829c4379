package dev.nodens.runtime.init;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nodens.protocol.Operation;
import dev.nodens.protocol.Stage;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.syscall.Errno;
import org.junit.jupiter.api.Test;

class InitFailureTest {

    @Test
    void saysThatACommandIsNotInThePathAsDockerExpectsIt() {
        check(
                new InitFailure(Stage.FIND_COMMAND, Operation.EXECVE, Errno.ENOENT, "nope"),
                ErrorCode.COMMAND_NOT_FOUND,
                "exec: \"nope\": executable file not found in $PATH");
    }

    @Test
    void saysThatACommandGivenByPathIsNotThere() {
        check(
                new InitFailure(Stage.EXEC, Operation.EXECVE, Errno.ENOENT, "/bin/nope"),
                ErrorCode.COMMAND_NOT_FOUND,
                "exec: \"/bin/nope\": no such file or directory");
    }

    @Test
    void saysThatACommandMayNotBeExecuted() {
        check(
                new InitFailure(Stage.FIND_COMMAND, Operation.EXECVE, Errno.EACCES, "/etc/passwd"),
                ErrorCode.COMMAND_NOT_EXECUTABLE,
                "exec: \"/etc/passwd\": permission denied");
    }

    @Test
    void blamesTheSpecForANamespaceThatHasGone() {
        check(
                new InitFailure(Stage.JOIN_NAMESPACES, Operation.OPEN, Errno.ENOENT, "/proc/9/ns/net"),
                ErrorCode.INVALID_NAMESPACE,
                "namespace path \"/proc/9/ns/net\": no such file or directory;"
                        + " has the process that it belonged to ended?");
    }

    @Test
    void asksForAnotherTryWhereTheNodeIsOutOfSomething() {
        check(
                new InitFailure(Stage.CREATE_NAMESPACES, Operation.CLONE, Errno.EAGAIN, "init"),
                ErrorCode.RESOURCE_UNAVAILABLE,
                "create-namespaces: clone3 \"init\": resource temporarily unavailable");
    }

    @Test
    void leavesTheFactsToSpeakWhereNothingIsKnown() {
        check(
                new InitFailure(Stage.PIVOT_ROOT, Operation.PIVOT_ROOT, Errno.EINVAL, "/"),
                ErrorCode.INTERNAL,
                "pivot-root: pivot_root \"/\": invalid argument");
    }

    private static void check(InitFailure failure, ErrorCode code, String message) {
        ContainerException exception = failure.exception();
        assertEquals(code, exception.code());
        assertEquals(message, exception.getMessage());
    }
}
