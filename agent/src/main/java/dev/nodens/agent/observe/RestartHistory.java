package dev.nodens.agent.observe;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.nodens.agent.desired.RestartStrategy;
import dev.nodens.agent.status.ConditionReason;
import dev.nodens.runtime.ExitStatus;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What happened to one container and can't be seen in the runtime any more. An instance is named by the moment of its creation,
 * so that writing the same thing down twice changes nothing.
 *
 * @param hash of the spec that {@code early} counts for
 * @param ends instances that ended
 * @param early how often in a row it ended early or could not be made
 * @param lastEnd the newest end
 * @param stop the newest request to stop an instance
 * @param failure why it could not be made the last time; null since it was
 * @param update the newest change of limits in place
 */
public record RestartHistory(
        String hash,
        int ends,
        int early,
        @Nullable End lastEnd,
        @Nullable StopRequest stop,
        @Nullable Failure failure,
        @Nullable Update update) {

    public static final RestartHistory EMPTY = new RestartHistory("", 0, 0, null, null, null, null);

    /**
     * How an instance ended.
     *
     * @param hash of the spec it was made from
     * @param excused it was not its own doing: it was asked to, or what it had joined was gone
     */
    public record End(Instant instance, ExitStatus exit, String hash, boolean excused) {}

    /** An instance was asked to end. */
    public record StopRequest(Instant instance, Instant at, StopReason reason) {}

    /**
     * It could not be made.
     *
     * @param slow trying again soon is of no use: the spec or the node must change
     */
    public record Failure(Instant at, ConditionReason reason, String message, boolean slow) {}

    /** The limits of an instance were changed in place. */
    public record Update(Instant instance, String resourcesHash) {}

    /** Another spec is another chance: what went wrong with the one before is no reason to wait. */
    public RestartHistory of(String wantedHash) {
        return wantedHash.equals(hash) ? this : new RestartHistory(wantedHash, ends, 0, lastEnd, stop, null, update);
    }

    /** Takes note of an end. */
    public RestartHistory withEnd(ActualContainer.Ended ended, boolean targetLost, Duration resetAfter) {
        if (lastEnd != null && lastEnd.instance().equals(ended.createdAt())) {
            return this;
        }
        ExitStatus exit = ended.exit();
        boolean excused = targetLost || stopOf(ended.createdAt()) != null;
        boolean ranLong = Duration.between(exit.startedAt(), exit.finishedAt()).compareTo(resetAfter) >= 0;
        End end = new End(ended.createdAt(), exit, ended.labels().hash(), excused);
        return new RestartHistory(hash, ends + 1, excused ? 0 : ranLong ? 1 : early + 1, end, stop, null, update);
    }

    public RestartHistory withFailure(Failure found) {
        return new RestartHistory(hash, ends, early + 1, lastEnd, stop, found, update);
    }

    public RestartHistory withStop(StopRequest request) {
        return new RestartHistory(hash, ends, early, lastEnd, request, failure, update);
    }

    public RestartHistory withUpdate(Update done) {
        return new RestartHistory(hash, ends, early, lastEnd, stop, failure, done);
    }

    /** It was made. */
    public RestartHistory withLaunch() {
        return new RestartHistory(hash, ends, early, lastEnd, stop, null, update);
    }

    /** The request to stop this instance, if there was one. */
    public @Nullable StopRequest stopOf(Instant instance) {
        return stop != null && stop.instance().equals(instance) ? stop : null;
    }

    /** The earliest moment of the next start; one in the past where it may be now. */
    @JsonIgnore
    public Instant nextStart(RestartStrategy strategy) {
        if (failure != null) {
            return failure.at().plus(failure.slow() ? strategy.max() : strategy.delay(early + 1));
        }
        return lastEnd == null ? Instant.EPOCH : lastEnd.exit().finishedAt().plus(strategy.delay(early));
    }

    /** How often it was started again. */
    public int restarts(boolean live) {
        return live ? ends : Math.max(0, ends - 1);
    }
}
