package dev.nodens.tests.speed;

import java.io.IOException;

/** One question to all contenders. */
@FunctionalInterface
interface Scenario {

    void measure(Arena arena, Results results) throws IOException, InterruptedException;
}
