/* cgroups.h - cgroups, opened first and entered later (acts). */
#ifndef CGROUPS_H
#define CGROUPS_H

#include "bootstrap.h"
#include "report.h"

#define CGROUPS_V1 32

/* An open cgroup: version 2's directory, for CLONE_INTO_CGROUP, or version 1's tasks. */
struct cgroup_file {
	int fd;
	const char *path;
};

struct cgroup_files {
	struct cgroup_file unified; /* fd -1 = none */
	struct cgroup_file v1[CGROUPS_V1];
	unsigned v1_count;
};

/* Those of one attribute. unified.fd must be -1 before; what is open after a failure is closed by cgroups_close. */
int cgroups_open(const struct bootstrap *message, enum attribute attribute, struct cgroup_files *cgroups,
		 struct failure *failure);

/* Takes the caller, which has but one thread, into those of version 1. */
int cgroups_enter(const struct cgroup_files *cgroups, struct failure *failure);

void cgroups_close(struct cgroup_files *cgroups);

#endif
