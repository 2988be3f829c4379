package dev.nodens.tests.harness;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test of the real kernel: skipped without root, failed instead where {@code NODENS_MUST_RUN=1} says that nothing may
 * be skipped, and failed where it leaves anything behind.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("root")
@ExtendWith({RootCondition.class, LeakCheck.class})
public @interface RequiresRoot {}
