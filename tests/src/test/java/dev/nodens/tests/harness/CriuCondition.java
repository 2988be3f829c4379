package dev.nodens.tests.harness;

import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Enables a test where criu itself says that it can run here. */
final class CriuCondition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return MustRun.enabledIf(runs(), "this test needs a criu in PATH for which \"criu check\" succeeds");
    }

    private static boolean runs() {
        try {
            return Command.of("criu", "check").run().code() == 0;
        } catch (UncheckedIOException absent) {
            return false;
        }
    }
}
