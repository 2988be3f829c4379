/* trees.h - detached mount trees, made where the host's paths can be seen (acts). */
#ifndef TREES_H
#define TREES_H

#include "bootstrap.h"
#include "report.h"

/* A BIND's source is missing and its record says OPTIONAL. */
#define TREE_ABSENT (-2)

/*
 * A detached mount with the record's attributes and propagation, for FILESYSTEM and BIND. source is that of a BIND
 * where it was opened, -1 = by its path; user_namespace maps ids with IDMAP, -1 = none does. Returns its descriptor,
 * TREE_ABSENT, or -1 with failure.
 */
int tree_of_mount(const struct mount_record *mount, int source, int user_namespace, struct failure *failure);

/* The same as tree_of_mount for the root. */
int tree_of_root(const struct root_record *root, struct failure *failure);

/* Changes a mount to the record's attributes and propagation. Returns 0; -1 with errno. */
int tree_change(int tree, const struct mount_record *mount, int user_namespace);

#endif
