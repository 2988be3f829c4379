/* idmaps.h - what /proc/PID of a process in new namespaces is told from outside (acts). */
#ifndef IDMAPS_H
#define IDMAPS_H

#include <sys/types.h>

#include "bootstrap.h"
#include "report.h"

#define MOUNT_IDS 64

/* Writes uid_map, gid_map and setgroups of a process in a new user namespace; proc is the host's /proc. */
int idmaps_write(const struct bootstrap *message, int proc, pid_t pid, struct failure *failure);

/*
 * Refuses a joined user namespace with other maps than the message has, if it has any: called in that namespace, whose
 * file's path is for the failure and may go on behind a comma.
 */
int idmaps_check(const struct bootstrap *message, int proc, const char *path, struct failure *failure);

/* The user namespace of a process: a descriptor, or -1 with errno. */
int idmaps_open_namespace(int proc, pid_t pid);

/* User namespaces without a process, in the order of MOUNT_IDS: descriptors, close-on-exec. */
struct mount_ids {
	int fds[MOUNT_IDS];
	unsigned count;
};

/* Makes them all, from where the host's ids are the caller's own; on failure none is left open. */
int mount_ids_make(struct mount_ids *ids, const struct bootstrap *message, int proc, struct failure *failure);

/* The one that a mount names: 0 = the container's, and -1 where that is none either. */
int mount_ids_of(const struct mount_ids *ids, uint32_t number, int container);

void mount_ids_close(struct mount_ids *ids);

/* The host's /proc, before anything of a container's can be in its place. */
int proc_open(struct failure *failure);

/* Writes text to one file of /proc/PID. Returns 0; -1 with errno. */
int proc_write(int proc, pid_t pid, const char *name, const char *text);

#endif
