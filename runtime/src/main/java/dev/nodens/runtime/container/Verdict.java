package dev.nodens.runtime.container;

import java.util.List;

/**
 * What there is to say of a configuration before anything is made of it. Each entry starts with the place in the file.
 *
 * @param problems because of which it would be refused
 * @param warnings what is passed over, or can't be had here
 */
public record Verdict(List<String> problems, List<String> warnings) {

    public Verdict {
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    public boolean isAccepted() {
        return problems.isEmpty();
    }
}
