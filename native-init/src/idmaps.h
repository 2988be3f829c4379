/* idmaps.h - what /proc/PID of a process in new namespaces is told from outside (acts). */
#ifndef IDMAPS_H
#define IDMAPS_H

#include <sys/types.h>

#include "bootstrap.h"
#include "report.h"

/* Writes uid_map, gid_map and setgroups of a process in a new user namespace; proc is the host's /proc. */
int idmaps_write(const struct bootstrap *message, int proc, pid_t pid, struct failure *failure);

/* Writes text to one file of /proc/PID. Returns 0; -1 with errno. */
int proc_write(int proc, pid_t pid, const char *name, const char *text);

#endif
