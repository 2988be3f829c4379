package dev.nodens.runtime.cli;

import dev.nodens.runtime.error.ContainerException;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.IntConsumer;
import sun.misc.Signal;

/**
 * Signals that this process gets are meant for the container in its foreground. Those that a terminal's keys make go to
 * the whole foreground group, so native-init has them too and passes them on: ours would come twice.
 */
final class ForwardedSignals {

    /** QUIT is not among them: the JVM keeps it for itself. */
    private static final Set<SignalName> BY_KEY = EnumSet.of(SignalName.INT, SignalName.TSTP);

    private static final Set<SignalName> BY_OTHERS = EnumSet.of(
            SignalName.HUP,
            SignalName.TERM,
            SignalName.USR1,
            SignalName.USR2,
            SignalName.ALRM,
            SignalName.CONT,
            SignalName.URG,
            SignalName.VTALRM,
            SignalName.PROF,
            SignalName.WINCH,
            SignalName.IO,
            SignalName.PWR);

    private ForwardedSignals() {}

    static void to(IntConsumer container) {
        boolean onTerminal = System.console() != null && System.console().isTerminal();
        BY_KEY.forEach(signal -> handle(signal, onTerminal ? _ -> {} : container));
        BY_OTHERS.forEach(signal -> handle(signal, container));
    }

    private static void handle(SignalName signal, IntConsumer container) {
        Signal.handle(new Signal(signal.name()), _ -> {
            try {
                container.accept(signal.number());
            } catch (ContainerException ended) {
                // It is about to be told of: a signal that comes too late changes nothing.
            }
        });
    }
}
