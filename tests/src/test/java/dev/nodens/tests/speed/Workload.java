package dev.nodens.tests.speed;

import java.util.List;

/**
 * What a container is.
 *
 * @param network whether it has a network namespace of its own, as it has of the other four types
 * @param seccomp whether it has the default profile; else it has no filter
 */
record Workload(boolean network, boolean seccomp, List<String> args) {

    private static final List<String> TRUE = List.of("/bin/true");
    private static final List<String> SLEEP = List.of("/bin/sleep", "100000");

    /** What is judged: five new namespaces, and a filter. */
    static final Workload WHOLE = new Workload(true, true, TRUE);

    static final List<Workload> VARIANTS = List.of(
            WHOLE, new Workload(true, false, TRUE), new Workload(false, true, TRUE), new Workload(false, false, TRUE));

    /** The same, but it stays. */
    Workload sleeping() {
        return new Workload(network, seccomp, SLEEP);
    }

    String title() {
        return (network ? "network" : "no network") + ", " + (seccomp ? "seccomp" : "no seccomp");
    }
}
