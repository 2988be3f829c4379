package dev.nodens.agent.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class StatusDocumentTest {

    private static final String EARLY = "2026-01-01T00:00:00Z";
    private static final String LATE = "2026-01-02T00:00:00Z";

    @Test
    void keepsTheTransitionTimeWhileTheStatusStays() {
        StatusDocument after =
                condition("Ready", "True", "Ready", LATE).after(condition("Ready", "True", "Probing", EARLY));
        assertEquals(EARLY, after.json().at("/conditions/0/lastTransitionTime").asText());
        assertEquals("Ready", after.json().at("/conditions/0/reason").asText());
    }

    @Test
    void takesTheNewTransitionTimeWhenTheStatusChanges() {
        StatusDocument after =
                condition("Ready", "False", "NotReady", LATE).after(condition("Ready", "True", "Ready", EARLY));
        assertEquals(LATE, after.json().at("/conditions/0/lastTransitionTime").asText());
    }

    @Test
    void isEqualWhenOnlyTransitionTimesDiffer() {
        StatusDocument before = condition("Ready", "True", "Ready", EARLY);
        assertEquals(before, condition("Ready", "True", "Ready", LATE).after(before));
    }

    @Test
    void replacesTheWholeStatusOfThatObjectOnly() {
        assertEquals(
                "[{\"op\":\"test\",\"path\":\"/metadata/uid\",\"value\":\"u\"},"
                        + "{\"op\":\"add\",\"path\":\"/status\",\"value\":{}}]",
                StatusDocument.of(null).patch("u"));
    }

    @Test
    void instancesOfDifferentPairsHaveDifferentNames() {
        assertNotEquals(Instances.name("a-b", "c"), Instances.name("a", "b-c"));
        assertTrue(Instances.name("a".repeat(200), "b".repeat(200)).length() <= 253);
        assertTrue(Instances.name("redis", "node-1").startsWith("redis-node-1-"));
    }

    private static StatusDocument condition(String type, String status, String reason, String time) {
        try {
            return new StatusDocument(new ObjectMapper()
                    .readTree(
                            "{\"conditions\":[{\"type\":\"%s\",\"status\":\"%s\",\"reason\":\"%s\",\"lastTransitionTime\":\"%s\"}]}"
                                    .formatted(type, status, reason, time)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
