/* filesystem.h - a new mount of a file system, detached (acts). */
#ifndef FILESYSTEM_H
#define FILESYSTEM_H

#include <stdint.h>

#include "bootstrap.h"
#include "report.h"

struct filesystem {
	enum stage_number stage; /* what a failure is said to be of */
	const char *type;
	const char *source;
	struct bytes options; /* as in MOUNT */
	uint64_t attributes;  /* MOUNT_ATTR_* */
};

/* Returns its descriptor; -1 with failure. */
int filesystem_tree(const struct filesystem *filesystem, struct failure *failure);

#endif
