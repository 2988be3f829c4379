/* hide.c - paths that the container must not see, and paths that it must not change (acts). */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "fd.h"
#include "kernel.h"
#include "rootfs.h"
#include "stages.h"

/* A kernel without the feature has no such file, and then there is nothing to hide. */
static bool is_absent(int error)
{
	return error == ENOENT || error == ENOTDIR;
}

/* The host's /dev/null: the container's own may be anything by now (CVE-2025-31133). */
static int null_tree(struct init *init)
{
	cleanup_fd int tree = sys_open_tree(AT_FDCWD, "/dev/null", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	struct stat found;

	if (tree < 0)
		return STEP_FAILED(OPEN_TREE, "/dev/null");
	if (fstat(tree, &found) < 0 || !S_ISCHR(found.st_mode) || found.st_rdev != makedev(1, 3))
		return fail_with(&init->failure, init->stage, OPERATION_FSTAT, ENODEV, "/dev/null");
	return fd_steal(&tree);
}

/* Room for its root directory and nothing else, should it ever become writable. */
static int empty_tree(struct init *init)
{
	cleanup_fd int context = sys_fsopen("tmpfs", FSOPEN_CLOEXEC);
	int tree;

	if (context < 0)
		return STEP_FAILED(FSOPEN, "tmpfs");
	if (sys_fsconfig(context, FSCONFIG_SET_STRING, "mode", "0555", 0) < 0 ||
	    sys_fsconfig(context, FSCONFIG_SET_STRING, "nr_inodes", "2", 0) < 0 ||
	    sys_fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
		return STEP_FAILED(FSCONFIG, "tmpfs");
	tree = sys_fsmount(context, FSMOUNT_CLOEXEC,
			   MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
	return tree < 0 ? STEP_FAILED(FSMOUNT, "tmpfs") : tree;
}

/* What lies over directories and over files. Only the first of each kind is made, the others are clones of it. */
struct masks {
	int directory;
	int file;
};

static int mask_path(struct init *init, const char *path, struct masks *masks)
{
	cleanup_fd int target = rootfs_open(init->root, path, O_PATH), clone = -1;
	struct stat found;
	int *mask;

	if (target < 0)
		return is_absent(errno) ? 0 : STEP_FAILED(OPEN, path);
	if (fstat(target, &found) < 0)
		return STEP_FAILED(FSTAT, path);
	mask = S_ISDIR(found.st_mode) ? &masks->directory : &masks->file;
	if (*mask < 0) {
		*mask = S_ISDIR(found.st_mode) ? empty_tree(init) : null_tree(init);
		if (*mask < 0)
			return -1;
	} else {
		clone = sys_open_tree(*mask, "", AT_EMPTY_PATH | OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
		if (clone < 0)
			return STEP_FAILED(OPEN_TREE, path);
	}
	if (sys_move_mount(clone < 0 ? *mask : clone, "", target, "",
			   MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) < 0)
		return STEP_FAILED(MOVE_MOUNT, path);
	return 0;
}

int mask_paths(struct init *init)
{
	struct masks masks = {-1, -1};
	const char *path;
	uint32_t cursor = 0;
	int result = 0;

	while (result == 0 && bootstrap_next(init->message, ATTRIBUTE_MASKED_PATH, &cursor, &path))
		result = mask_path(init, path, &masks);
	fd_close(&masks.directory);
	fd_close(&masks.file);
	return result;
}

/* A mount of the path over itself, because read-only is a property of mounts; what is mounted below comes with it. */
static int protect_path(struct init *init, const char *path)
{
	cleanup_fd int target = rootfs_open(init->root, path, O_PATH), tree = -1;
	struct mount_attr readonly = {.attr_set = MOUNT_ATTR_RDONLY};

	if (target < 0)
		return is_absent(errno) ? 0 : STEP_FAILED(OPEN, path);
	tree = sys_open_tree(target, "", AT_EMPTY_PATH | AT_RECURSIVE | OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	if (tree < 0)
		return STEP_FAILED(OPEN_TREE, path);
	if (sys_mount_setattr(tree, "", AT_EMPTY_PATH | AT_RECURSIVE, &readonly) < 0)
		return STEP_FAILED(MOUNT_SETATTR, path);
	if (sys_move_mount(tree, "", target, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) < 0)
		return STEP_FAILED(MOVE_MOUNT, path);
	return 0;
}

int protect_paths(struct init *init)
{
	const char *path;
	uint32_t cursor = 0;

	while (bootstrap_next(init->message, ATTRIBUTE_READONLY_PATH, &cursor, &path))
		if (protect_path(init, path) < 0)
			return -1;
	return 0;
}
