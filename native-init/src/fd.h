/* fd.h - descriptors that close themselves when their variable goes out of scope. */
#ifndef FD_H
#define FD_H

#include <errno.h>
#include <unistd.h>

static inline void fd_close(int *fd)
{
	int saved = errno;

	if (*fd >= 0)
		close(*fd);
	*fd = -1;
	errno = saved;
}

/* The descriptor is the caller's from now on. */
static inline int fd_steal(int *fd)
{
	int stolen = *fd;

	*fd = -1;
	return stolen;
}

#define cleanup_fd __attribute__((cleanup(fd_close)))

#endif
