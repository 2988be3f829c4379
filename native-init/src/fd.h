/* fd.h - descriptors that close themselves when their variable goes out of scope. */
#ifndef FD_H
#define FD_H

#include <errno.h>
#include <fcntl.h>
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

/* A property of the description: whoever has a copy of the descriptor has it too. */
static inline void fd_set_nonblocking(int fd)
{
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

#define cleanup_fd __attribute__((cleanup(fd_close)))

#endif
