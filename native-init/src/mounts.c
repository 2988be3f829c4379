/* mounts.c - attaches each mount of the message to its target, which is opened inside the root (acts). */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "copyup.h"
#include "fd.h"
#include "frame.h"
#include "kernel.h"
#include "mapping.h"
#include "rootfs.h"
#include "stages.h"
#include "trees.h"

/*
 * Where these are symbolic links, the image chose where the kernel's own file systems go, and later steps would look
 * for them elsewhere (CVE-2019-19921, CVE-2023-27561).
 */
static bool must_be_real(const char *target)
{
	return strcmp(target, "/proc") == 0 || strcmp(target, "/sys") == 0 || strcmp(target, "/dev") == 0;
}

/*
 * Missing targets come in rows: /dev/pts and its like, and the hierarchies of version 1 below one tmpfs. Between two in
 * one directory only the first of them was mounted on, so that the path leads where it led.
 */
static int make_target(struct init *init, const char *path, bool directory)
{
	const char *name = directory && !init->running ? rootfs_name_in(&init->made, path) : NULL;

	/* A name with a dot may be ".."; one that is there already may be a link, and is followed as links are. */
	if (name && *name && *name != '.' && mkdirat(init->made.directory, name, 0755) == 0)
		return sys_openat(init->made.directory, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	fd_close(&init->made.directory);
	return rootfs_make(init->root, path, directory, 0644, &init->made);
}

static int open_target(struct init *init, const struct mount_record *mount, bool directory)
{
	int target = -1;

	if (must_be_real(mount->target)) {
		target = rootfs_open_plain(init->root, mount->target, O_PATH | O_DIRECTORY);
		if (target < 0 && errno != ENOENT)
			return fail_with(&init->failure, init->stage, OPERATION_CHECK_CONTAINMENT, ENOTDIR,
					 mount->target);
	}
	if (target < 0)
		target = make_target(init, mount->target, directory);
	else
		fd_close(&init->made.directory);
	/* What was made is where links led; what is mounted on is looked at once more. */
	if (init->running && target >= 0) {
		close(target);
		target = rootfs_open_plain(init->root, mount->target, O_PATH);
	}
	return target < 0 ? STEP_FAILED(OPEN, mount->target) : target;
}

#define OPTIONS_BYTES 4096 /* more of them than a tmpfs has words for */

/*
 * A tmpfs without a mode of its own gets that of the directory it covers, among its options, where everybody can read
 * it; where there was none it is open to all. text holds them.
 */
static int inherit_mode(struct init *init, struct mount_record *mount, char text[OPTIONS_BYTES])
{
	static const char key[] = "mode";
	cleanup_fd int covered = rootfs_open(init->root, mount->target, O_PATH | O_DIRECTORY);
	size_t length = mount->options.length;
	struct stat found;

	if (covered < 0)
		return 0;
	if (fstat(covered, &found) < 0)
		return STEP_FAILED(FSTAT, mount->target);
	if (length + sizeof(key) + sizeof("07777") > OPTIONS_BYTES)
		return fail_with(&init->failure, init->stage, OPERATION_FSCONFIG, E2BIG, mount->target);
	if (length > 0)
		memcpy(text, mount->options.data, length);
	memcpy(text + length, key, sizeof(key));
	length += sizeof(key);
	length += (size_t)snprintf(text + length, sizeof("07777"), "0%03o", found.st_mode & 07777) + 1;
	mount->options = (struct bytes){text, (uint32_t)length};
	return 0;
}

/* Target and tree are both descriptors: no path is walked between the check and the mount (CVE-2021-30465). */
static int attach(struct init *init, const struct mount_record *mount, int tree, bool directory)
{
	cleanup_fd int target = open_target(init, mount, directory);

	if (target < 0)
		return -1;
	if (mount->flags & mount_flag_COPY_UP && copy_up(target, tree) < 0)
		return STEP_FAILED(WRITE, mount->target);
	if (sys_move_mount(tree, "", target, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) < 0)
		return STEP_FAILED(MOVE_MOUNT, mount->target);
	return 0;
}

static int mount_filesystem(struct init *init, const struct mount_record *mount)
{
	struct mount_record whole = *mount;
	cleanup_fd int tree = -1;
	char text[OPTIONS_BYTES];

	if (mount->flags & mount_flag_INHERIT_MODE && inherit_mode(init, &whole, text) < 0)
		return -1;
	tree = tree_of_mount(&whole, -1, -1, &init->failure);
	if (tree < 0)
		return -1;
	return attach(init, mount, tree, true);
}

/* It is still detached, as it must be for that; what comes back is one byte. */
static int map_outside(struct init *init, const struct mount_record *mount, int tree)
{
	if (await_release(init) < 0)
		return -1;
	if (frame_send(init->report, FRAME_IDMAP, NULL, 0, tree) < 0)
		return STEP_FAILED(SENDMSG, mount->target);
	return await_launcher(init);
}

/* A tree of the container's own, as it is when its turn comes. */
static int inner_tree(struct init *init, const struct mount_record *mount)
{
	bool outside = mapping_is_outside(init->message, mount);
	cleanup_fd int source = rootfs_open(init->root, mount->source, O_PATH), tree = -1;
	struct mount_record ours = *mount;

	if (source < 0)
		return STEP_FAILED(OPEN, mount->source);
	if (outside)
		ours.flags &= ~(uint32_t)(mount_flag_IDMAP | mount_flag_IDMAP_RECURSIVE);
	tree = tree_of_mount(&ours, source, mount_ids_of(&init->sources.ids, mount->ids, -1), &init->failure);
	if (tree >= 0 && outside && map_outside(init, mount, tree) < 0)
		return -1;
	return fd_steal(&tree);
}

/* What it is mounted on is made as what it is: a file for a file. */
static int mount_bind(struct init *init, const struct mount_record *mount)
{
	bool inner = mount->flags & mount_flag_SOURCE_IN_ROOT;
	/* Closed with everything else, before the program is looked for. */
	int tree = inner ? inner_tree(init, mount) : sources_take(&init->sources);
	struct stat source;

	if (tree == -1)
		return -1;
	if (tree == TREE_ABSENT)
		return 0;
	if (fstat(tree, &source) < 0)
		return STEP_FAILED(FSTAT, mount->source);
	return attach(init, mount, tree, S_ISDIR(source.st_mode));
}

static int remount(struct init *init, const struct mount_record *mount)
{
	cleanup_fd int target = init->running ? rootfs_open_plain(init->root, mount->target, O_PATH)
					      : rootfs_open(init->root, mount->target, O_PATH);

	if (target < 0)
		return STEP_FAILED(OPEN, mount->target);
	if (tree_change(target, mount, -1) < 0)
		return STEP_FAILED(MOUNT_SETATTR, mount->target);
	return 0;
}

static int mount_one(struct init *init, const struct mount_record *mount)
{
	switch (mount->kind) {
	case mount_kind_FILESYSTEM:
		return mount_filesystem(init, mount);
	case mount_kind_BIND:
		return mount_bind(init, mount);
	default:
		return remount(init, mount);
	}
}

static int mount_those(struct init *init, bool last)
{
	struct mount_record mount;
	uint32_t cursor = 0;
	int result = 0;

	while (result == 0 && bootstrap_next(init->message, ATTRIBUTE_MOUNT, &cursor, &mount))
		if (!(mount.flags & mount_flag_LAST) == !last)
			result = mount_one(init, &mount);
	fd_close(&init->made.directory);
	return result;
}

int mount_all(struct init *init)
{
	return mount_those(init, false);
}

int remount_last(struct init *init)
{
	return mount_those(init, true);
}
