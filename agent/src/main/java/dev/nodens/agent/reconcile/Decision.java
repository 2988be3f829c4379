package dev.nodens.agent.reconcile;

import dev.nodens.agent.observe.StopReason;
import java.time.Instant;

/** The next step for one container. */
public sealed interface Decision {

    /** Nothing, until something changes. */
    record None() implements Decision {}

    /** Nothing before this moment. */
    record WaitUntil(Instant moment) implements Decision {}

    /** Make it and start it. */
    record Launch() implements Decision {}

    /** Remove what a creation left that was cut off. */
    record Discard() implements Decision {}

    /** Ask its process to end. */
    record Stop(int signal, StopReason reason) implements Decision {}

    /** Kill everything in it: its time to end by itself is over. */
    record Kill() implements Decision {}

    /** Remove what is left of an ended one. */
    record Delete() implements Decision {}

    /** Freeze it. */
    record Pause() implements Decision {}

    /** Thaw it. */
    record Resume() implements Decision {}

    /** Change its limits in place. */
    record Update() implements Decision {}

    /** Forget it: nothing of it is left. */
    record Release() implements Decision {}
}
