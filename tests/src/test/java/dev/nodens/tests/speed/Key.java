package dev.nodens.tests.speed;

/**
 * What a series of figures is about.
 *
 * @param variant of the workload, or how many at a time
 * @param contender by its name
 */
record Key(Metric metric, String variant, String contender) {}
