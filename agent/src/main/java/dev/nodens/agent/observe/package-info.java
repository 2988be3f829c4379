/** What one container is: facts of the runtime, and of what it refers to. */
@NullMarked
package dev.nodens.agent.observe;

import org.jspecify.annotations.NullMarked;
