package dev.nodens.agent.desired;

import dev.nodens.crd.v1alpha1.Backoff;
import dev.nodens.crd.v1alpha1.ExitCodeOperator;
import dev.nodens.crd.v1alpha1.ExitCodes;
import dev.nodens.crd.v1alpha1.RestartAction;
import dev.nodens.crd.v1alpha1.RestartPolicy;
import dev.nodens.crd.v1alpha1.RestartRule;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a container that ended is started again, and when.
 *
 * @param rules decide before the policy does; the first that matches the exit code wins
 * @param initial the first wait
 * @param max the longest wait
 * @param resetAfter a run of at least this long makes the next end count as the first
 */
public record RestartStrategy(
        RestartPolicy policy, List<RestartRule> rules, Duration initial, Duration max, Duration resetAfter) {

    private static final Duration INITIAL = Duration.ofSeconds(10);
    private static final Duration MAX = Duration.ofSeconds(300);
    private static final Duration RESET_AFTER = Duration.ofSeconds(600);

    public RestartStrategy {
        rules = List.copyOf(rules);
    }

    static RestartStrategy of(@Nullable RestartPolicy policy, List<RestartRule> rules, @Nullable Backoff backoff) {
        Backoff given = backoff == null ? new Backoff(null, null, null) : backoff;
        return new RestartStrategy(
                policy == null ? RestartPolicy.ALWAYS : policy,
                rules,
                seconds(given.initialSeconds(), INITIAL),
                seconds(given.maxSeconds(), MAX),
                seconds(given.resetAfterSeconds(), RESET_AFTER));
    }

    private static Duration seconds(@Nullable Integer given, Duration otherwise) {
        return given == null ? otherwise : Duration.ofSeconds(given);
    }

    /** Whether it is started again after this exit code. */
    public boolean restartsAfter(int exitCode) {
        for (RestartRule rule : rules) {
            if (matches(rule.exitCodes(), exitCode)) {
                return rule.action() == RestartAction.RESTART;
            }
        }
        return switch (policy) {
            case ALWAYS -> true;
            case ON_FAILURE -> exitCode != 0;
            case NEVER -> false;
        };
    }

    private static boolean matches(ExitCodes codes, int exitCode) {
        return codes.values().contains(exitCode) == (codes.operator() == ExitCodeOperator.IN);
    }

    /**
     * The wait before the next start. As with a Pod's container the first one is started at once; then the wait doubles.
     *
     * @param ends how often in a row it ended early or could not be made, at least 1
     */
    public Duration delay(int ends) {
        if (ends <= 1) {
            return Duration.ZERO;
        }
        Duration wait = initial;
        for (int i = 2; i < ends && wait.compareTo(max) < 0; i++) {
            wait = wait.multipliedBy(2);
        }
        return wait.compareTo(max) < 0 ? wait : max;
    }
}
