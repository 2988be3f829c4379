/*
 * restorer.h - MODE RESTORE: a program that makes the container's process from files (acts). It is criu, which the
 * sender talks to by a socket of their own; nothing of that talk is understood here.
 *
 * The restorer makes the process as its own sibling (CLONE_PARENT), so that it is the child of whoever must reap it.
 */
#ifndef RESTORER_H
#define RESTORER_H

#include <sys/types.h>

#include "bootstrap.h"
#include "files.h"
#include "launch_event.h"
#include "report.h"

#define RESTORER_FDS 64

struct restorer {
	pid_t pid;
	int pidfd;
	int report; /* to the restorer, until it is the program */
};

/* Clones the restorer: the caller's child, or with files->sibling its parent's. -1 = there is none. */
int restorer_start(const struct bootstrap *message, const struct launch_files *files, const struct streams *streams,
		   struct restorer *restorer, struct failure *failure);

/*
 * Lets it go on and waits until it is the program, in the container's cgroups. Returns the other end of its socket;
 * -1 = it ends by itself. Everything of restorer is closed in any case.
 */
int restorer_release(struct restorer *restorer, struct failure *failure);

/*
 * Takes over a process that the restorer has made and not let run yet: it must be a child of the caller, or with
 * sibling of its parent. Fills pid, pidfd and start_time of process.
 */
int restorer_adopt(const struct bootstrap *message, struct process *process, pid_t pid, bool sibling,
		   struct failure *failure);

#endif
