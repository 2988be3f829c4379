package dev.nodens.tests.security;

import dev.nodens.tests.harness.TestHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tests whose attacks each have a cell of their own. */
abstract class InCell {

    Cell cell;

    @BeforeEach
    void open(TestHost host) {
        cell = Cell.open(host);
    }

    @AfterEach
    void close() {
        cell.close();
    }
}
