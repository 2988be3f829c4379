package dev.nodens.tests.harness;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.opentest4j.AssertionFailedError;

/** Whether a test may be skipped for want of something: a skip must not hide in continuous integration. */
final class MustRun {

    private MustRun() {}

    static ConditionEvaluationResult enabledIf(boolean possible, String otherwise) {
        if (possible) {
            return ConditionEvaluationResult.enabled("everything that it needs is there");
        }
        if ("1".equals(System.getenv("NODENS_MUST_RUN"))) {
            throw new AssertionFailedError("NODENS_MUST_RUN=1 and it can't run: " + otherwise);
        }
        return ConditionEvaluationResult.disabled(otherwise);
    }
}
