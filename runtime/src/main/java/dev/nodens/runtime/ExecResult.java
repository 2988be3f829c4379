package dev.nodens.runtime;

/**
 * What a finished exec left.
 *
 * @param code exit code; 128 + signal where a signal ended it
 * @param timedOut whether it was killed because its time was up
 * @param output the first bytes of its standard output and error together, at most the limit asked for
 */
public record ExecResult(int code, boolean timedOut, String output) {}
