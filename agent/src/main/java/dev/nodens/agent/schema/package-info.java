/** Holds a manifest to what the API server enforces, by the same schema. */
@NullMarked
package dev.nodens.agent.schema;

import org.jspecify.annotations.NullMarked;
