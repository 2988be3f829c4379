/* rootfs.c - opens and makes what paths inside the container's root lead to (acts). */
#include "rootfs.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fd.h"
#include "kernel.h"

static int open_inside(int root, const char *path, uint64_t flags, uint64_t resolve)
{
	int fd;

	/* EAGAIN: something was renamed or mounted while a ".." was looked at (openat2(2)). */
	do
		fd = sys_openat2(root, path, flags | O_CLOEXEC, 0, RESOLVE_IN_ROOT | resolve);
	while (fd < 0 && (errno == EAGAIN || errno == EINTR));
	return fd;
}

int rootfs_open(int root, const char *path, uint64_t flags)
{
	return open_inside(root, path, flags, RESOLVE_NO_MAGICLINKS);
}

int rootfs_open_plain(int root, const char *path, uint64_t flags)
{
	return open_inside(root, path, flags, RESOLVE_NO_SYMLINKS);
}

/* One more directory below parent, whoever made it; never through a symbolic link. */
static int make_directory(int parent, const char *name)
{
	if (mkdirat(parent, name, 0755) < 0 && errno != EEXIST)
		return -1;
	return sys_openat(parent, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* Opens the longest prefix that is there and makes the rest of it. path is changed meanwhile and restored. */
static int make_directories(int root, char *path)
{
	cleanup_fd int parent = rootfs_open(root, "/", O_PATH | O_DIRECTORY);
	char *name = path;

	while (parent >= 0) {
		char *end, kept;
		int next;

		name += strspn(name, "/");
		end = name + strcspn(name, "/");
		if (end == name)
			break;
		kept = *end;
		*end = '\0';
		next = rootfs_open(root, path, O_PATH | O_DIRECTORY);
		if (next < 0 && errno == ENOENT)
			next = make_directory(parent, name);
		*end = kept;
		fd_close(&parent);
		parent = next;
		name = end;
	}
	return fd_steal(&parent);
}

int rootfs_parent(int root, const char *path, const char **name)
{
	char copy[PATH_MAX];
	const char *slash = strrchr(path, '/');
	int parent;

	if (!slash || strlen(path) >= sizeof(copy)) {
		errno = slash ? ENAMETOOLONG : EINVAL;
		return -1;
	}
	*name = slash + 1;
	snprintf(copy, sizeof(copy), "%.*s/", (int)(slash - path), path);
	parent = rootfs_open(root, copy, O_PATH | O_DIRECTORY);
	return parent >= 0 || errno != ENOENT ? parent : make_directories(root, copy);
}

const char *rootfs_name_in(const struct place *place, const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t length = slash ? (size_t)(slash - path) : 0;

	if (place->directory < 0 || !slash || strncmp(place->path, path, length + 1) != 0 ||
	    strchr(place->path + length + 1, '/'))
		return NULL;
	return slash + 1;
}

/* A link where nothing was found leads nowhere: that it is one is said as ELOOP or ENOTDIR. */
static int make_missing(int root, const char *path, bool directory, mode_t mode, struct place *place)
{
	cleanup_fd int parent = -1;
	const char *name;

	parent = rootfs_parent(root, path, &name);
	if (parent < 0)
		return -1;
	/* Most often only the last name is missing; one with a dot may be ".." and goes the long way. */
	if (directory && *name && *name != '.') {
		int fd = make_directory(parent, name);

		if (fd >= 0 && place)
			*place = (struct place){.directory = fd_steal(&parent), .path = path};
		return fd;
	}
	if (directory) {
		char copy[PATH_MAX];

		strcpy(copy, path);
		return make_directories(root, copy);
	}
	if (mknodat(parent, name, S_IFREG | mode, 0) < 0) {
		errno = errno == EEXIST ? ELOOP : errno;
		return -1;
	}
	return openat(parent, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
}

/* The same path with what its first dangling link says in the link's place: text, which only the kernel follows. */
static bool follow_dangling(int root, const char *path, char followed[PATH_MAX])
{
	char name[NAME_MAX + 1], prefix[PATH_MAX], link[PATH_MAX];
	cleanup_fd int parent = rootfs_open(root, "/", O_PATH | O_DIRECTORY);
	const char *start = path, *end = path;
	ssize_t length;

	for (int next = parent; next >= 0; parent = next) {
		start = end + strspn(end, "/");
		end = start + strcspn(start, "/");
		if (end == start || end - start > NAME_MAX || end - path >= PATH_MAX)
			return false;
		snprintf(prefix, sizeof(prefix), "%.*s", (int)(end - path), path);
		next = rootfs_open(root, prefix, O_PATH);
		if (next < 0)
			break;
		close(parent);
	}
	snprintf(name, sizeof(name), "%.*s", (int)(end - start), start);
	length = readlinkat(parent, name, link, sizeof(link) - 1);
	if (length <= 0)
		return false;
	link[length] = '\0';
	return snprintf(followed, PATH_MAX, "%.*s%s%s", *link == '/' ? 0 : (int)(start - path), path, link, end) <
	       PATH_MAX;
}

/*
 * Most targets are there: the whole path first, and parts of it only where that fails. Images have links to what is not
 * there yet, such as /etc/resolv.conf into /run: it is made where they lead, as often as the kernel would follow.
 */
int rootfs_make(int root, const char *path, bool directory, mode_t mode, struct place *place)
{
	static char followed[2][PATH_MAX];

	for (unsigned links = 0; links < 40; links++) {
		int fd = rootfs_open(root, path, O_PATH);

		if (fd >= 0 || errno != ENOENT)
			return fd;
		/* A place is known by the caller's own path, which lasts. */
		fd = make_missing(root, path, directory, mode, links == 0 ? place : NULL);
		if (fd >= 0 || (errno != ELOOP && errno != ENOTDIR))
			return fd;
		if (!follow_dangling(root, path, followed[links % 2]))
			break;
		path = followed[links % 2];
	}
	errno = ELOOP;
	return -1;
}
