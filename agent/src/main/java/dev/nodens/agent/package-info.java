@NullMarked
package dev.nodens.agent;

import org.jspecify.annotations.NullMarked;
