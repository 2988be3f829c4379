/* namespaces.h - namespace files and cgroups: opened and verified first, entered later (acts). */
#ifndef NAMESPACES_H
#define NAMESPACES_H

#include "launch.h"

/* NS_PATHS and HOST_NS; each file is nsfs and of the promised type, or this fails. */
int namespaces_open(const struct bootstrap *message, struct launch_files *files, struct failure *failure);

/* Joins what namespaces_open opened for the container, in the calling process. */
int namespaces_join(const struct launch_files *files, struct failure *failure);

/* Joins the host's, in the calling process; the pid namespace is that of its next children. */
int namespaces_join_host(const struct launch_files *files, struct failure *failure);

/* Whether one of this type is joined. */
bool namespaces_joins(const struct launch_files *files, uint32_t flag);

/* The word that /proc/PID/ns has for a type; "?" for none. */
const char *namespace_word(uint32_t flag);

#endif
