/* propagation.c - sets propagation, also where it is not known what is a mount (acts). */
#include "propagation.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/mount.h>

#include "kernel.h"

int propagation_set(int fd, const char *path, uint32_t propagation)
{
	struct mount_attr attributes = {.propagation = propagation & ~(uint32_t)MS_REC};
	unsigned flags = *path ? 0 : AT_EMPTY_PATH;

	return sys_mount_setattr(fd, path, flags | (propagation & MS_REC ? AT_RECURSIVE : 0), &attributes);
}

/* Whose mount a directory is on is found by asking upwards. */
int propagation_make_private(const char *place)
{
	char path[PATH_MAX];
	size_t length = strlen(place);

	if (length >= sizeof(path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(path, place, length + 1);
	while (propagation_set(AT_FDCWD, path, MS_PRIVATE) < 0) {
		char *slash = strrchr(path, '/');

		/* EINVAL: nothing is mounted on this very directory. */
		if (errno != EINVAL || !slash || path[1] == '\0')
			return -1;
		slash[slash == path] = '\0';
	}
	return 0;
}
