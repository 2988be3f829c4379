/* mounts.h - detached mount trees, made where the host's paths can be seen (acts). */
#ifndef MOUNTS_H
#define MOUNTS_H

#include "bootstrap.h"
#include "report.h"

/* A BIND's source is missing and its record says OPTIONAL. */
#define MOUNT_ABSENT (-2)

/*
 * A detached mount with the record's attributes and propagation, for FILESYSTEM and BIND. source is that of a BIND
 * where it was opened, -1 = by its path; user_namespace maps ids with IDMAP, -1 = none does. Returns its descriptor,
 * MOUNT_ABSENT, or -1 with failure.
 */
int mount_tree(const struct mount_record *mount, int source, int user_namespace, struct failure *failure);

/* A propagation for a mount, or with MS_REC for its whole tree; an empty path means the descriptor itself. */
int mount_propagation(int fd, const char *path, uint32_t propagation);

/* The same as mount_tree for the root. */
int root_tree(const struct root_record *root, struct failure *failure);

#endif
