@NullMarked
package dev.nodens.agent.source;

import org.jspecify.annotations.NullMarked;
