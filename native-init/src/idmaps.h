/* idmaps.h - what /proc/PID of a process in new namespaces is told from outside (acts). */
#ifndef IDMAPS_H
#define IDMAPS_H

#include <sys/types.h>

#include "bootstrap.h"
#include "report.h"

#define MOUNT_IDS 64

/* Writes uid_map, gid_map and setgroups of a process in a new user namespace; proc is the host's /proc. */
int idmaps_write(const struct bootstrap *message, int proc, pid_t pid, struct failure *failure);

/* User namespaces without a process, in the order of MOUNT_IDS: descriptors, close-on-exec. */
struct mount_ids {
	int fds[MOUNT_IDS];
	unsigned count;
};

/* Makes them all, from where the host's ids are the caller's own; on failure none is left open. */
int mount_ids_make(struct mount_ids *ids, const struct bootstrap *message, int proc, struct failure *failure);

void mount_ids_close(struct mount_ids *ids);

/* The host's /proc, before anything of a container's can be in its place. */
int proc_open(struct failure *failure);

/* Writes text to one file of /proc/PID. Returns 0; -1 with errno. */
int proc_write(int proc, pid_t pid, const char *name, const char *text);

#endif
