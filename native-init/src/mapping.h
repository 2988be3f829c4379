/*
 * mapping.h - ids of trees that are the container's own, mapped by its launcher (acts). The file systems are the
 * host's, and so only the host's root may map their ids; but in a user namespace init alone sees what is mounted there
 * by then. Init sends such a tree before it attaches it, and says nothing of it: which mount it is for both know from
 * the message.
 */
#ifndef MAPPING_H
#define MAPPING_H

#include <stdbool.h>
#include <sys/types.h>

#include "bootstrap.h"
#include "idmaps.h"
#include "report.h"

/* What the launcher keeps for init's trees. All zero: none is expected, and nothing is open. */
struct mapping {
	const struct bootstrap *message;
	uint32_t cursor;    /* behind the mount of the last tree */
	unsigned left;	    /* trees that may still come */
	int user_namespace; /* init's */
	struct mount_ids ids;
};

/*
 * Whether the launcher maps this mount's ids. Only in a user namespace that is made for init: in one that is joined
 * others have the rights to trace init, and to put a tree of theirs in the place of its own.
 */
bool mapping_is_outside(const struct bootstrap *message, const struct mount_record *mount);

/* For an init that is there. ids are taken over where they are needed. */
int mapping_begin(struct mapping *mapping, const struct bootstrap *message, struct mount_ids *ids,
		  struct failure *failure, int proc, pid_t pid);

/* Maps the ids of a tree as the next mount of the message has them. */
int mapping_do(struct mapping *mapping, int tree, struct failure *failure);

void mapping_end(struct mapping *mapping);

#endif
