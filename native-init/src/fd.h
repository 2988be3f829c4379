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

/* A signal or a full pipe may cut a write(2) short. 0, or -1 with errno. */
static inline int fd_write_all(int fd, const char *text, size_t length)
{
	while (length > 0) {
		ssize_t written = write(fd, text, length);

		if (written < 0 && errno != EINTR)
			return -1;
		if (written > 0) {
			text += written;
			length -= (size_t)written;
		}
	}
	return 0;
}

#define cleanup_fd __attribute__((cleanup(fd_close)))

#endif
