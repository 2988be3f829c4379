/* propagation.h - whom a mount tells of what is mounted in it: mount_namespaces(7) (acts). */
#ifndef PROPAGATION_H
#define PROPAGATION_H

#include <stdint.h>

/* MS_SHARED and its like for a mount, or with MS_REC for its whole tree; an empty path means the descriptor itself. */
int propagation_set(int fd, const char *path, uint32_t propagation);

/* Makes the mount private that a directory is on. Returns 0; -1 with errno. */
int propagation_make_private(const char *place);

#endif
