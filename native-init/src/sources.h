/*
 * sources.h - host trees that the container mounts, all opened before any of them is mounted (acts). In a user
 * namespace the launcher does it and passes them over the report socket: the container's root may not even see them (a
 * directory of mode 0700) and could not map their ids.
 */
#ifndef SOURCES_H
#define SOURCES_H

#include <stdbool.h>
#include <sys/types.h>

#include "bootstrap.h"
#include "idmaps.h"
#include "namespaces.h"
#include "report.h"
#include "trees.h"

#define SOURCES_MAX 256

/* Descriptors in the order of the message: the root, then each BIND; TREE_ABSENT where an OPTIONAL one is missing. */
struct sources {
	int fds[SOURCES_MAX];
	unsigned count;
	unsigned taken;
	struct mount_ids ids; /* made before they are opened */
};

/* Whether the launcher opens them: for a user namespace, new or joined, unless it has no more rights than init. */
bool sources_are_sent(const struct bootstrap *message, const struct namespaces *namespaces);

/* Opens them all; user_namespace is the container's, for the ids of IDMAP; -1 = it has none. */
int sources_open(struct sources *sources, const struct bootstrap *message, int user_namespace, struct failure *failure);

/* The same for the launcher: before a user namespace is joined, or after pid was made in a new one. */
int sources_open_early(struct sources *sources, const struct bootstrap *message, const struct namespaces *namespaces,
		       struct failure *failure);
int sources_open_late(struct sources *sources, const struct bootstrap *message, const struct namespaces *namespaces,
		      int proc, pid_t pid, struct failure *failure);

int sources_send(const struct sources *sources, int report, struct failure *failure);
int sources_receive(struct sources *sources, const struct bootstrap *message, int report, struct failure *failure);

/* The next one, now the caller's; TREE_ABSENT. */
int sources_take(struct sources *sources);

void sources_close(struct sources *sources);

#endif
