/* copyup.c - copies directories, files and symbolic links into a tmpfs; nothing else starts there (acts). */
#include "copyup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fd.h"

/* Deeper trees than any path can name are no image's: the recursion is bounded by it. */
#define DEEPEST 64

static int copy_directory(int from, int to, unsigned depth);

static int copy_file(int from, const char *name, int to, const struct stat *found)
{
	cleanup_fd int in = openat(from, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	cleanup_fd int out = openat(to, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	ssize_t sent;

	if (in < 0 || out < 0)
		return -1;
	do
		sent = sendfile(out, in, NULL, 1 << 30);
	while (sent > 0);
	/* The owner first: a change of it takes set-uid bits away. */
	if (sent < 0 || fchown(out, found->st_uid, found->st_gid) < 0)
		return -1;
	return fchmod(out, found->st_mode & 07777);
}

static int copy_link(int from, const char *name, int to, const struct stat *found)
{
	char target[PATH_MAX];
	ssize_t length = readlinkat(from, name, target, sizeof(target) - 1);

	if (length < 0)
		return -1;
	target[length] = '\0';
	if (symlinkat(target, to, name) < 0)
		return -1;
	return fchownat(to, name, found->st_uid, found->st_gid, AT_SYMLINK_NOFOLLOW);
}

static int copy_subdirectory(int from, const char *name, int to, const struct stat *found, unsigned depth)
{
	cleanup_fd int in = -1, out = -1;

	/* Nobody else may enter before it has its owner and mode, which it gets when it is full. */
	if (mkdirat(to, name, 0700) < 0)
		return -1;
	in = openat(from, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	out = openat(to, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (in < 0 || out < 0 || copy_directory(in, out, depth + 1) < 0)
		return -1;
	if (fchown(out, found->st_uid, found->st_gid) < 0)
		return -1;
	return fchmod(out, found->st_mode & 07777);
}

static int copy_entry(int from, const char *name, int to, unsigned depth)
{
	struct stat found;

	if (fstatat(from, name, &found, AT_SYMLINK_NOFOLLOW) < 0)
		return -1;
	if (S_ISDIR(found.st_mode))
		return copy_subdirectory(from, name, to, &found, depth);
	if (S_ISREG(found.st_mode))
		return copy_file(from, name, to, &found);
	if (S_ISLNK(found.st_mode))
		return copy_link(from, name, to, &found);
	return 0;
}

/* from is consumed. readdir's stream is the one thing that is allocated after the message was read. */
static int copy_directory(int from, int to, unsigned depth)
{
	int own = fcntl(from, F_DUPFD_CLOEXEC, 3), result = 0;
	DIR *directory = own < 0 ? NULL : fdopendir(own);
	struct dirent *entry;

	if (!directory) {
		fd_close(&own);
		return -1;
	}
	if (depth > DEEPEST) {
		closedir(directory);
		errno = ELOOP;
		return -1;
	}
	while (result == 0 && (errno = 0, entry = readdir(directory)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			result = copy_entry(from, entry->d_name, to, depth);
	if (result == 0 && errno != 0)
		result = -1;
	int error = errno;

	closedir(directory);
	errno = error;
	return result;
}

int copy_up(int from, int to)
{
	/* The target was opened with O_PATH, and the tree is a mount: neither can be read as it is. */
	cleanup_fd int in = openat(from, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	cleanup_fd int out = openat(to, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return in < 0 || out < 0 ? -1 : copy_directory(in, out, 0);
}
