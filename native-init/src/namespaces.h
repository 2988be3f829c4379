/* namespaces.h - namespace files: opened and verified first, joined later (acts). */
#ifndef NAMESPACES_H
#define NAMESPACES_H

#include <stdint.h>

#include "bootstrap.h"
#include "report.h"

#define NAMESPACES_MAX 8

/* An open namespace file: nsfs, and of the type that was promised. */
struct namespace_file {
	int fd;
	uint32_t flag;
	const char *path; /* of a joined one it may go on behind a comma */
};

struct namespaces {
	struct namespace_file host[NAMESPACES_MAX];
	unsigned host_count;
	struct namespace_file joined[NAMESPACES_MAX];
	unsigned joined_count;
};

/* NS_PATHS and HOST_NS. What is open after a failure is closed by namespaces_close. */
int namespaces_open(const struct bootstrap *message, struct namespaces *namespaces, struct failure *failure);

/* Joins what was opened for the container, in the calling process. */
int namespaces_join(const struct namespaces *namespaces, struct failure *failure);

/* Joins the host's, in the calling process; the pid namespace is that of its next children. */
int namespaces_join_host(const struct namespaces *namespaces, struct failure *failure);

/* The one of this type that is joined; NULL = none. */
const struct namespace_file *namespaces_joined(const struct namespaces *namespaces, uint32_t flag);

void namespaces_close(struct namespaces *namespaces);

/* The word that config.json has for a type; "?" for none. */
const char *namespace_word(uint32_t flag);

#endif
