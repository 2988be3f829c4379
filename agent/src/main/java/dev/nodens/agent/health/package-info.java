/** What the agent says of itself to who asks for its health. */
@NullMarked
package dev.nodens.agent.health;

import org.jspecify.annotations.NullMarked;
