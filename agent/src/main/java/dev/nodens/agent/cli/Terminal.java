package dev.nodens.agent.cli;

import java.io.PrintStream;

/** The terminal that the agent was started at. */
public final class Terminal {

    private Terminal() {}

    public static PrintStream out() {
        return System.out;
    }
}
