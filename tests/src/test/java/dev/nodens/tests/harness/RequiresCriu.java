package dev.nodens.tests.harness;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** A test that needs a criu in PATH that runs on this kernel: skipped without, failed under {@code NODENS_MUST_RUN=1}. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(CriuCondition.class)
public @interface RequiresCriu {}
