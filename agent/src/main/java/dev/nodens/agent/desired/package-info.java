/** What one container is to be: the spec of the API, defaulted and checked. Pure. */
@NullMarked
package dev.nodens.agent.desired;

import org.jspecify.annotations.NullMarked;
