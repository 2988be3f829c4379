package dev.nodens.runtime.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.spec.User;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * CVE-2026-30892 (crun): a user that is understood by half is another user, most often root. Defence: {@code
 * UserArgument.parse} takes the whole text or nothing.
 */
class UserArgumentTest {

    private static final int TEXTS = 20_000;
    private static final long SEED = 30_892;
    private static final String LETTERS = "0123456789:::+-. \tax\n\0\u0661\uff11\u00b2";
    private static final BigInteger LAST_ID = BigInteger.TWO.pow(32).subtract(BigInteger.TWO);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "0:",
                ":0",
                "1000:",
                "root",
                "1000 ",
                " 1000",
                "+1",
                "-1",
                "0x0",
                "1e3",
                "1:2:3",
                "1000:x",
                "4294967295",
                "4294967296",
                "4294968296",
                "18446744073709551616",
                "1\n",
                "1\0",
                "\u0661",
                "1,2",
                "1;2"
            })
    void refusesWhatIsNoUser(String text) {
        assertThrows(ContainerException.class, () -> UserArgument.parse(text, User.ROOT));
    }

    @Test
    void takesATextWholeOrNotAtAll() {
        RandomGenerator random = new Random(SEED);
        for (int i = 0; i < TEXTS; i++) {
            String text = random(random);
            if (isUser(text)) {
                String[] ids = text.split(":");
                User user = UserArgument.parse(text, User.ROOT);
                assertEquals(Long.parseLong(ids[0]), user.uid(), text);
                assertEquals(ids.length == 1 ? 0 : Long.parseLong(ids[1]), user.gid(), text);
            } else {
                assertThrows(ContainerException.class, () -> UserArgument.parse(text, User.ROOT), text);
            }
        }
    }

    /** Mostly digits, so that a good part of them are users. */
    private static String random(RandomGenerator random) {
        int bound = random.nextBoolean() ? 11 : LETTERS.length();
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(1, 14); length > 0; length--) {
            text.append(LETTERS.charAt(random.nextInt(bound)));
        }
        return text.toString();
    }

    /** By other means than the parser's: character by character, and no number that wraps around. */
    private static boolean isUser(String text) {
        List<String> parts = List.of(text.split(":", -1));
        return parts.size() <= 2 && parts.stream().allMatch(UserArgumentTest::isId);
    }

    private static boolean isId(String part) {
        return !part.isEmpty()
                && part.length() <= 10
                && part.chars().allMatch(c -> c >= '0' && c <= '9')
                && new BigInteger(part).compareTo(LAST_ID) <= 0;
    }
}
