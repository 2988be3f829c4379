/* rootfs.h - paths inside the container's root, resolved so that nothing in it can lead out (acts). */
#ifndef ROOTFS_H
#define ROOTFS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Opens a path as if root were "/": symbolic links and ".." stay inside, magic links are refused. -1 with errno. */
int rootfs_open(int root, const char *path, uint64_t flags);

/* The same for the root of a container that runs: a symbolic link anywhere is refused (ELOOP). */
int rootfs_open_plain(int root, const char *path, uint64_t flags);

/* A directory that is kept open, because paths in it come one after the other. Closed: {.directory = -1}. */
struct place {
	int directory;
	const char *path; /* a path in it; what is before its last slash leads there */
};

/* The last part of a path that leads to the same directory; else NULL. */
const char *rootfs_name_in(const struct place *place, const char *path);

/*
 * The same for a mount's target: what is missing of it is made, an empty file or a directory. O_PATH. The directory in
 * which one was made is kept at *place, unless that is NULL: whoever mounts elsewhere must close it, for it may be
 * covered then.
 */
int rootfs_make(int root, const char *path, bool directory, mode_t mode, struct place *place);

/* Opens the directory that path's last part is in, made where it is missing; *name is that part. */
int rootfs_parent(int root, const char *path, const char **name);

#endif
