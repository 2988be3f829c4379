/* devices.c - device nodes and symbolic links (acts). */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "fd.h"
#include "kernel.h"
#include "rootfs.h"
#include "stages.h"

/* Nearly all nodes are in /dev: the directory of the last one is kept open. */
static int open_place(struct init *init, struct place *place, const char *path, const char **name)
{
	*name = rootfs_name_in(place, path);
	if (*name)
		return 0;
	fd_close(&place->directory);
	place->directory = rootfs_parent(init->root, path, name);
	place->path = path;
	return place->directory < 0 ? STEP_FAILED(OPEN, path) : 0;
}

/* A fifo has no numbers. */
static bool is_device(const struct stat *found, const struct device_record *device)
{
	return (found->st_mode & S_IFMT) == (device->mode & S_IFMT) &&
	       (S_ISFIFO(found->st_mode) || found->st_rdev == makedev(device->major, device->minor));
}

/* Without the right to make nodes (a user namespace) the host's own is mounted, if it is what is asked for. */
static int bind_device(struct init *init, const struct device_record *device, int directory, const char *name)
{
	cleanup_fd int tree = sys_open_tree(AT_FDCWD, device->path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	cleanup_fd int target = -1;
	struct stat found;

	if (tree < 0)
		return STEP_FAILED(OPEN_TREE, device->path);
	if (fstat(tree, &found) < 0 || !is_device(&found, device))
		return fail_with(&init->failure, init->stage, OPERATION_FSTAT, ENODEV, device->path);
	if (mknodat(directory, name, S_IFREG, 0) < 0 && errno != EEXIST)
		return STEP_FAILED(MKNOD, device->path);
	target = openat(directory, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (target < 0)
		return STEP_FAILED(OPEN, device->path);
	if (sys_move_mount(tree, "", target, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) < 0)
		return STEP_FAILED(MOVE_MOUNT, device->path);
	return 0;
}

/* What the image has in its place may only be the same device, and is left as it is: chmod would follow a link. */
static int accept_existing(struct init *init, const struct device_record *device, int directory, const char *name)
{
	struct stat found;

	if (fstatat(directory, name, &found, AT_SYMLINK_NOFOLLOW) < 0)
		return STEP_FAILED(FSTAT, device->path);
	if (!is_device(&found, device))
		return fail_with(&init->failure, init->stage, OPERATION_MKNOD, EEXIST, device->path);
	return 0;
}

static int make_device(struct init *init, const struct device_record *device, struct place *place)
{
	const char *name;

	if (open_place(init, place, device->path, &name) < 0)
		return -1;
	/* In a user namespace mknod makes no devices, and a node that it does make may still not be opened. */
	if (init->user_namespace && !S_ISFIFO(device->mode))
		return bind_device(init, device, place->directory, name);
	/* Our umask is 0: the node has its mode at once, and there is no moment with another. */
	if (mknodat(place->directory, name, (mode_t)device->mode, makedev(device->major, device->minor)) < 0) {
		if (errno == EPERM)
			return bind_device(init, device, place->directory, name);
		if (errno != EEXIST)
			return STEP_FAILED(MKNOD, device->path);
		if (accept_existing(init, device, place->directory, name) < 0)
			return -1;
	}
	if ((device->uid || device->gid) &&
	    fchownat(place->directory, name, device->uid, device->gid, AT_SYMLINK_NOFOLLOW) < 0)
		return STEP_FAILED(CHOWN, device->path);
	return 0;
}

int make_devices(struct init *init)
{
	struct device_record device;
	struct place place = {.directory = -1};
	uint32_t cursor = 0;
	int result = 0;

	while (result == 0 && bootstrap_next(init->message, ATTRIBUTE_DEVICE, &cursor, &device))
		result = make_device(init, &device, &place);
	fd_close(&place.directory);
	return result;
}

int make_symlinks(struct init *init)
{
	struct symlink_record link;
	struct place place = {.directory = -1};
	uint32_t cursor = 0;
	const char *name;
	int result = 0;

	while (result == 0 && bootstrap_next(init->message, ATTRIBUTE_SYMLINK, &cursor, &link)) {
		result = open_place(init, &place, link.path, &name);
		if (result == 0 && symlinkat(link.target, place.directory, name) < 0 && errno != EEXIST)
			result = STEP_FAILED(SYMLINK, link.path);
	}
	fd_close(&place.directory);
	return result;
}
