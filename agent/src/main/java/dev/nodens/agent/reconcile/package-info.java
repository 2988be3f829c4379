/** From desired and actual to a decision, and the worker of each container that acts on it. */
@NullMarked
package dev.nodens.agent.reconcile;

import org.jspecify.annotations.NullMarked;
