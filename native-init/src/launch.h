/*
 * launch.h - from a decoded message to a process in its namespaces (acts). Used for a container's init and for an
 * EXEC alike; the launcher is the process that calls, a monitor or a stand-in for one. First files_open opens what the
 * message names, in the caller's view before it joins any; then launch clones init; and launch_event tells what becomes
 * of it.
 */
#ifndef LAUNCH_H
#define LAUNCH_H

#include "bootstrap.h"
#include "files.h"
#include "launch_event.h"
#include "report.h"

/*
 * Clones init: the caller's child; or with files->sibling its parent's, and then the caller itself joins what is joined
 * and is in those namespaces afterwards. Else a short-lived joiner does that and is reaped here. -1 = there is no init,
 * no other process and no descriptor. What fails later is told by launch_event, so that whoever must reap init knows
 * its pid.
 */
int launch(const struct bootstrap *message, const struct launch_files *files, const struct streams *streams,
	   struct process *process, struct failure *failure);

#endif
