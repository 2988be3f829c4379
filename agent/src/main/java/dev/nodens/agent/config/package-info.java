@NullMarked
package dev.nodens.agent.config;

import org.jspecify.annotations.NullMarked;
