/* creation.h - a monitor's container from its message to STARTED or FAILED (acts). */
#ifndef CREATION_H
#define CREATION_H

#include "container.h"
#include "files.h"
#include "report.h"

/* What the report and the sender say is heard from now on. */
void creation_init(struct container *container);

/*
 * Launches what the message describes, with pipes or a terminal as it wants them; with RESTORE, the program that
 * restores it. From then on container->state is files->state. Returns 0; -1 with failure, and nothing is left running.
 */
int creation_start(struct container *container, struct launch_files *files, struct failure *failure);

/* Reads what init has said of itself: at any time, and for the last time before it is reaped. */
void creation_read_report(struct container *container);

#endif
