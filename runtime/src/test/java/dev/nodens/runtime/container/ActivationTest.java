package dev.nodens.runtime.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.spec.Process;
import dev.nodens.runtime.spec.Spec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ActivationTest {

    private static final Path STATE = Path.of("/run/nodens/containers/web");
    private static final Spec SPEC =
            Spec.empty().with(s -> s.process = Process.of(List.of("sh")).with(p -> p.env = List.of("A=b")));

    @Test
    void takesSocketsThatAreMeantForThisProcessOnly() {
        Map<String, String> environment = Map.of("LISTEN_FDS", "2", "LISTEN_PID", "77");

        assertEquals(new Activation(2, false), Activation.of(environment, 77));
        assertEquals(Activation.NONE, Activation.of(environment, 78));
    }

    @Test
    void refusesANumberOfSocketsThatIsNone() {
        assertThrows(ContainerException.class, () -> Activation.of(Map.of("LISTEN_FDS", "-1", "LISTEN_PID", "77"), 77));
    }

    @Test
    void tellsTheContainersProcessThatItIsTheOneWhoListens() {
        assertEquals(
                List.of("A=b", "LISTEN_FDS=2", "LISTEN_PID=1"),
                new Activation(2, false).in(SPEC, STATE).process().env());
    }

    @Test
    void mountsTheFolderOfTheNotifySocketReadOnly() {
        Spec launched = Activation.of(Map.of("NOTIFY_SOCKET", "@systemd"), 77).in(SPEC, STATE);

        assertEquals(
                List.of("A=b", "NOTIFY_SOCKET=/run/notify/notify.sock"),
                launched.process().env());
        assertEquals(STATE + "/notify", launched.mounts().getFirst().source());
        assertEquals("ro", launched.mounts().getFirst().options().getLast());
    }

    @Test
    void changesNothingWithoutAServiceManager() {
        assertSame(SPEC, Activation.NONE.in(SPEC, STATE));
    }
}
