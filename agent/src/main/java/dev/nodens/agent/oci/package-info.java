/** The desired container in the words of the OCI runtime-spec. Pure. */
@NullMarked
package dev.nodens.agent.oci;

import org.jspecify.annotations.NullMarked;
