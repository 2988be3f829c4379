package dev.nodens.tests.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nodens.runtime.spec.Spec;
import dev.nodens.tests.harness.RequiresRoot;
import dev.nodens.tests.harness.TestHost;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * CVE-2021-43784: a value that is longer than its attribute's 16 bits of length can tell, so that its rest is read as further
 * attributes. Defence: {@code BootstrapEncoder} cuts it into MORE attributes, native-init's {@code check_frame} and {@code
 * take_attribute} in decode.c take nothing else; {@code make fuzz} and {@code vectors/broken} try what no encoder sends.
 */
@RequiresRoot
class MessageOverflowTest {

    /** Around what one attribute holds, around 16 bits, around two attributes, and the longest string that Linux takes. */
    private static final List<Integer> LENGTHS =
            List.of(65_520, 65_527, 65_532, 65_536, 65_800, 131_056, 131_060, 131_068);

    /** The header of an attribute HOSTNAME (28183) of 257 bytes, which happens to hold no NUL, and its payload. */
    private static final String FORGED =
            "\u0001\u0001\u0017n" + "owned".repeat(51).substring(0, 253);

    @Test
    void leavesNoBytesOfAValueToBeReadAsAttributes(TestHost host) throws Exception {
        try (Cell cell = Cell.open(host)) {
            List<String> env = new ArrayList<>(List.of("PATH=/bin"));
            StringBuilder expected = new StringBuilder("innocent\n");
            for (int i = 0; i < LENGTHS.size(); i++) {
                String value = FORGED.repeat(600).substring(0, LENGTHS.get(i));
                env.add("V" + i + "=" + value);
                expected.append(digest(value)).append("\n");
            }
            Spec spec = cell.shell(
                            "hostname; for i in 0 1 2 3 4 5 6 7; do eval printf %s '\"$V'$i'\"' | md5sum | cut -c 1-32; done")
                    .with(s -> {
                        s.hostname = "innocent";
                        s.process = s.process.with(p -> p.env = env);
                    });
            assertEquals(expected.toString(), cell.output(spec));
        }
    }

    private static String digest(String value) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(value.getBytes(UTF_8)));
    }
}
