/**
 * How long a container takes and what it weighs, beside other runtimes and beside what the kernel alone needs. Run by {@code
 * make bench}: a {@link dev.nodens.tests.speed.Scenario} asks every {@link dev.nodens.tests.speed.Contender} one question,
 * {@link dev.nodens.tests.speed.Rounds} lets them take turns, {@link dev.nodens.tests.speed.Goals} judges.
 */
@NullMarked
package dev.nodens.tests.speed;

import org.jspecify.annotations.NullMarked;
