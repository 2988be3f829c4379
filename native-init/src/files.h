/* files.h - what a launch is given: all that its message names as the sender sees it, opened and checked (acts). */
#ifndef FILES_H
#define FILES_H

#include <stdbool.h>

#include "bootstrap.h"
#include "cgroups.h"
#include "hook.h"
#include "namespaces.h"
#include "report.h"

/* Everything close-on-exec. state is -1 where the message has no STATE_DIR. */
struct launch_files {
	bool sibling; /* set by main for SUPERVISION NONE: init becomes the caller's parent's child */
	int state;
	int root; /* of another process, which init enters; -1 = none */
	struct namespaces namespaces;
	struct cgroup_files cgroups;
	struct cgroup_files monitor_cgroups;
	struct hook_outputs hook_outputs;
};

/* The caller's descriptors that become the process's 0, 1 and 2; not used where the message has TERMINAL. */
struct streams {
	int in;
	int out;
	int err;
};

/* Opens and checks. On failure everything is closed again. */
int files_open(const struct bootstrap *message, struct launch_files *files, struct failure *failure);
void files_close(struct launch_files *files);

#endif
