/** The clients that people use, real ones, over {@code nodens} as their OCI runtime: containerd through its shim, Podman through conmon. */
@NullMarked
package dev.nodens.tests.client;

import org.jspecify.annotations.NullMarked;
