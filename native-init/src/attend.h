/* attend.h - a launch in the making, and its second half (acts). */
#ifndef ATTEND_H
#define ATTEND_H

#include <stdbool.h>
#include <stdint.h>

#include "bootstrap.h"
#include "files.h"
#include "launch_event.h"
#include "report.h"
#include "sources.h"

struct launch {
	const struct bootstrap *message;
	const struct launch_files *files;
	const struct streams *streams;
	uint32_t flags;		 /* CLONE_NEW* of the namespaces to create */
	int proc;		 /* the host's, verified */
	int listener;		 /* start.sock; -1 = nobody waits there */
	int report;		 /* init's end of its socket */
	bool clone_parent;	 /* init is to be our sibling */
	struct witness *witness; /* NULL = we can read start times ourselves */
	struct process *process;
	struct failure *failure;
	struct sources sources;
};

/*
 * Does for init what only a process outside can do, while init makes its mounts. From here on there is an init, which
 * its parent has to learn of: a failure only ends it and is told by the next launch_event.
 */
void attend_init(struct launch *l);

#endif
