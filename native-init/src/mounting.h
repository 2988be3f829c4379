/* mounting.h - mounts of a container that runs (acts). */
#ifndef MOUNTING_H
#define MOUNTING_H

#include "bootstrap.h"
#include "files.h"
#include "report.h"

/*
 * Does what a message of MODE MOUNT says, in the namespaces that files has open; the caller is in them afterwards. Host
 * trees are opened before. What was done before a failure stays.
 */
int mount_in_container(const struct bootstrap *message, const struct launch_files *files, struct failure *failure);

#endif
