package dev.nodens.runtime.criu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.error.ContainerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bytes that criu is sent and sends, as protobuf's own documentation of its wire format makes them. */
class CriuMessagesTest {

    @Test
    void writesKindAndOptionsByTheirNumbers() {
        byte[] message = new CriuRequest(CriuRequest.Kind.DUMP)
                .with(CriuOption.PID, 300)
                .with(CriuOption.LEAVE_RUNNING, true)
                .with(CriuOption.LOG_FILE, "log")
                .encode();

        // 1: varint 1; 2: 10 bytes { 2: varint 300; 3: varint 1; 10: "log" }
        assertEquals("0801" + "120a" + "10ac02" + "1801" + "52036c6f67", hex(message));
    }

    @Test
    void writesPairsAsMessagesOfTheirOwn() {
        byte[] message = new CriuRequest(CriuRequest.Kind.RESTORE)
                .with(CriuOption.EXT_MNT, "/a", "/b")
                .with(CriuOption.INHERIT_FD, "k", 4)
                .encode();

        // 23: { 1: "/a"; 2: "/b" }; 27: { 1: "k"; 2: 4 }
        assertEquals("0802" + "1213" + "ba0108" + "0a022f61" + "12022f62" + "da0105" + "0a016b" + "1004", hex(message));
    }

    @Test
    void asksForAVersionWithoutOptions() {
        assertEquals("080a", hex(new CriuRequest(CriuRequest.Kind.VERSION).encode()));
    }

    @Test
    void readsANotice() {
        CriuResponse response = response("0806" + "1001" + "2a05" + "0a0178" + "1007");

        assertEquals(CriuRequest.Kind.NOTIFY.number(), response.kind());
        assertEquals(new CriuResponse.Notice("x", 7), response.notice());
    }

    @Test
    void readsAVersionAndWhatIsNotKnownIsPassedOver() {
        // 10: { 1: 4; 2: 2; 3: "id"; 4: 1 }, and field 99 of which nobody has heard
        CriuResponse response = response("080a" + "1001" + "520a" + "0804" + "1002" + "1a026964" + "2001" + "9a0601ff");

        assertEquals(new CriuVersion(4, 2, 1), response.version());
        assertEquals("4.2.1", String.valueOf(response.version()));
        assertNull(response.notice());
    }

    @Test
    void readsFeaturesAndFailures() {
        CriuResponse response = response("0809" + "1000" + "3802" + "4204" + "0801" + "1000" + "4a026e6f");

        assertEquals(Set.of(CriuFeature.MEM_TRACK), response.features());
        assertEquals(2, response.errno());
        assertEquals("no", response.error());
    }

    @Test
    void refusesWhatIsCutOff() {
        assertThrows(ContainerException.class, () -> response("08061001" + "2a05"));
    }

    @Test
    void quotesTheLastErrorsOfALog(@TempDir Path directory) throws IOException {
        Path log = Files.writeString(directory.resolve("dump.log"), """
                (00.01) Version: 4.2
                (00.02) Error (criu/tun.c:85): tun: one
                (00.03) Error (criu/a.c:1): two
                (00.04) Warn  (criu/a.c:2): no error
                (00.05) Error (criu/b.c:3): three
                (00.06) Error (criu/b.c:4): four
                (00.07) Error (criu/c.c:5): five
                (00.08) Error (criu/c.c:6): six
                """);

        assertEquals(
                "Error (criu/a.c:1): two; Error (criu/b.c:3): three; Error (criu/b.c:4): four;"
                        + " Error (criu/c.c:5): five; Error (criu/c.c:6): six",
                new CriuLog(log).errors());
        assertTrue(new CriuLog(directory.resolve("absent")).errors().isEmpty());
    }

    private static CriuResponse response(String hex) {
        return CriuResponse.decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
