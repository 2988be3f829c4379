package dev.nodens.runtime.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.protocol.Attribute;
import dev.nodens.protocol.Bootstrap;
import dev.nodens.protocol.Occurs;
import dev.nodens.protocol.Wire;
import dev.nodens.runtime.bootstrap.BootstrapDecoder.MalformedMessageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** What holds for every message that the tables allow, and for every string of bytes. */
class BootstrapPropertiesTest {

    private static final int LONGEST = 3 * Bootstrap.PART_BYTES;

    @RepeatedTest(200)
    void readsBackWhatItWrote(RepetitionInfo seed) {
        BootstrapMessage message = message(new Random(seed.getCurrentRepetition()));

        byte[] bytes = BootstrapEncoder.encode(message);

        assertEquals(0, bytes.length % BootstrapEncoder.ALIGNMENT);
        assertEquals(message, BootstrapDecoder.decode(bytes));
    }

    /** Whatever was damaged, the decoder says so or reads another message; it never fails in another way. */
    @RepeatedTest(500)
    void neverFallsOverDamagedBytes(RepetitionInfo seed) {
        Random random = new Random(seed.getCurrentRepetition());
        byte[] bytes = BootstrapEncoder.encode(LaunchMessage.of(Plans.everything()));
        for (int damages = random.nextInt(1, 17); damages > 0; damages--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        byte[] cut = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
        try {
            assertTrue(BootstrapDecoder.decode(cut).entries().size() > 0);
        } catch (MalformedMessageException refused) {
            assertTrue(String.valueOf(refused.getMessage()).startsWith("message "));
        }
    }

    private static BootstrapMessage message(Random random) {
        List<BootstrapMessage.Entry> entries = new ArrayList<>();
        entries.add(new BootstrapMessage.Entry(Attribute.VERSION, List.of(Value.of(Bootstrap.TABLE_VERSION))));
        Set<Attribute> given = EnumSet.of(Attribute.MORE, Attribute.VERSION);
        Attribute[] all = Attribute.values();
        for (int i = random.nextInt(40); i > 0; i--) {
            Attribute attribute = all[random.nextInt(all.length)];
            if (given.add(attribute) || attribute.occurs() == Occurs.REPEATED && attribute != Attribute.MORE) {
                entries.add(new BootstrapMessage.Entry(
                        attribute,
                        BootstrapMessage.wires(attribute).stream()
                                .map(wire -> value(wire, random))
                                .toList()));
            }
        }
        return new BootstrapMessage(entries);
    }

    private static Value value(Wire wire, Random random) {
        return switch (wire) {
            case U32, I32 -> Value.of(random.nextInt());
            case U64 -> Value.of(random.nextLong());
            case STR -> Value.of(text(random));
            case BYTES -> {
                byte[] bytes = new byte[length(random)];
                random.nextBytes(bytes);
                yield Value.of(bytes);
            }
            case RECORD -> throw new AssertionError("a record is in a record");
        };
    }

    private static String text(Random random) {
        return random.ints(Math.min(length(random), Bootstrap.STRING_BYTES / 3), 1, 0x800)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Now and then so long that it has to be cut, and then often at the very edge. */
    private static int length(Random random) {
        return switch (random.nextInt(20)) {
            case 0 -> random.nextInt(LONGEST);
            case 1 -> Bootstrap.PART_BYTES - 1 + random.nextInt(3);
            default -> random.nextInt(60);
        };
    }
}
