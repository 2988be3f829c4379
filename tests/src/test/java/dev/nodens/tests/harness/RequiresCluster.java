package dev.nodens.tests.harness;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test against a real etcd and kube-apiserver, which an {@link ApiServer} parameter of the test or of a lifecycle
 * method gives: skipped where {@code tests/kube/fetch} was never run, failed instead under {@code NODENS_MUST_RUN=1}.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("cluster")
@ExtendWith(ApiServerExtension.class)
public @interface RequiresCluster {}
