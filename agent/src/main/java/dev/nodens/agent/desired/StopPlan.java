package dev.nodens.agent.desired;

import java.time.Duration;

/**
 * How a container is stopped.
 *
 * @param signal number of the signal that asks its process to end
 * @param grace from that signal to SIGKILL
 */
public record StopPlan(int signal, Duration grace) {}
