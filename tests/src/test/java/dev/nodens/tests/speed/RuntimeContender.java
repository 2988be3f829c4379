package dev.nodens.tests.speed;

/** A container runtime. */
interface RuntimeContender extends Contender {

    @Override
    Phases prepare(String slot, Workload workload);

    /** The name of the cgroup of what {@link #prepare} makes ready. */
    String cgroup(String slot);
}
