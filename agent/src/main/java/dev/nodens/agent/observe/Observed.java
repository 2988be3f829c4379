package dev.nodens.agent.observe;

/** One container and what it refers to, as they were at one moment. */
public record Observed(ActualContainer container, Links links) {}
