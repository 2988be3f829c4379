package dev.nodens.tests.harness;

import com.sun.security.auth.module.UnixSystem;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Enables a test where this process is root. */
final class RootCondition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return MustRun.enabledIf(
                new UnixSystem().getUid() == 0, "this test makes containers, for which it must be root");
    }
}
