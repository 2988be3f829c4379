@NullMarked
package dev.nodens.agent.upstream;

import org.jspecify.annotations.NullMarked;
