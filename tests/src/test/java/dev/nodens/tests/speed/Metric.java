package dev.nodens.tests.speed;

/** What is measured of a contender, and in what. */
enum Metric {
    RUN("ms"),
    CREATE("ms"),
    START("ms"),
    DELETE("ms"),
    EXEC("ms"),
    /** Containers a second without gaps. */
    RATE("1/s"),
    /** What the whole machine computes for one run, without gaps. */
    CPU("ms"),
    /** The largest process outside the JVM. */
    PEAK("KiB"),
    /** Of one run, in all processes but the JVM. */
    SYSCALLS(""),
    /** Messages of the JVM to native-init for one run. */
    MESSAGES(""),
    START_ALL("s"),
    DELETE_ALL("s"),
    /** Proportional set size, per container, of what stays with it. */
    HELPER("KiB"),
    /** Growth of the JVM per container: live objects. */
    HEAP("KiB"),
    /** Growth of the JVM per container: its memory of no file. */
    ENGINE("KiB"),
    /** What the machine has less, per container. */
    AVAILABLE("KiB");

    private final String unit;

    Metric(String unit) {
        this.unit = unit;
    }

    String unit() {
        return unit;
    }

    boolean moreIsBetter() {
        return this == RATE;
    }
}
