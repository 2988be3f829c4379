package dev.nodens.tests.architecture;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The runtime's table of features promises tests: each is there, and has the methods that are named beside it. */
class FeatureTableTest {

    private static final Path README = Path.of("../runtime/README.md");
    private static final Pattern LINK = Pattern.compile("\\[`(\\w+)`]\\((\\S+\\.java)\\)((?: `#\\w+`)*)");
    private static final Pattern METHOD = Pattern.compile("#(\\w+)");

    @TestFactory
    List<DynamicTest> namesTestsThatAreThere() throws IOException {
        List<DynamicTest> links = LINK.matcher(Files.readString(README))
                .results()
                .map(link -> DynamicTest.dynamicTest(link.group(1), () -> isThere(link)))
                .toList();
        assertTrue(links.size() > 30, "links found: " + links.size());
        return links;
    }

    private static void isThere(MatchResult link) throws IOException {
        String test = Files.readString(README.resolveSibling(link.group(2)));
        METHOD.matcher(link.group(3))
                .results()
                .forEach(method -> assertTrue(test.contains("void " + method.group(1) + "("), method.group(1)));
    }
}
