/**
 * The OCI runtime-spec 1.3 as values: one record per object of {@code config.json}, each component named as its field.
 *
 * <p>What is not given is {@code null}; an empty string counts as not given, as it does for the Go types that most
 * writers of config.json use. Lists and maps are never null, never change, and keep the order of the file.
 */
@NullMarked
package dev.nodens.runtime.spec;

import org.jspecify.annotations.NullMarked;
