/* scheduling.h - where a launcher runs while it clones (acts). What init does for itself is in stages.h. */
#ifndef SCHEDULING_H
#define SCHEDULING_H

#include "bootstrap.h"
#include "report.h"

#define PROCESSORS_BYTES 1024 /* CONFIG_NR_CPUS has at most 8192 */

/* A set of processors, as the kernel has it; length 0 = there was nothing to keep. */
struct processors {
	long length;
	unsigned char mask[PROCESSORS_BYTES];
};

/*
 * What is cloned now runs on INITIAL_CPUS, which it could not choose for itself once it is in a cgroup that lacks them.
 * kept is what the caller had before. Without the attribute both do nothing.
 */
int scheduling_begin(const struct bootstrap *message, struct processors *kept, struct failure *failure);
void scheduling_end(const struct processors *kept);

#endif
