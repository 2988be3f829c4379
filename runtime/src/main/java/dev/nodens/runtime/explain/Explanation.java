package dev.nodens.runtime.explain;

import java.util.List;

/**
 * A Spec in words.
 *
 * @param risks ways out of the container, or to harm others from inside, the worst first
 */
public record Explanation(List<Section> sections, List<Risk> risks) {

    public Explanation {
        sections = List.copyOf(sections);
        risks = List.copyOf(risks);
    }

    /** What belongs together. */
    public record Section(String title, List<Line> lines) {

        public Section {
            lines = List.copyOf(lines);
        }
    }

    /**
     * @param what the thing, as the Spec or the kernel names it
     * @param effect what it does
     */
    public record Line(String what, String effect) {}

    /**
     * @param field JSON path of what brings it
     */
    public record Risk(Level level, String field, String text) {}

    /** How much of the host is at stake. */
    public enum Level {
        /** Root inside can become root of the host, or end its other processes. */
        HIGH,
        /** A wall less than usual between the container and the host. */
        MEDIUM,
        /** It can use up what others need. */
        LOW
    }
}
