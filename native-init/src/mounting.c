/* mounting.c - mounts and unmounts in a container whose processes run beside us (acts). */
#include "mounting.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fd.h"
#include "kernel.h"
#include "namespaces.h"
#include "rootfs.h"
#include "stages.h"

/*
 * By its name in the directory above, which is opened: a descriptor of the mount itself would keep it busy, and a
 * longer path be walked by umount2, where the container could put a link. What a link at the end leads to is not
 * unmounted.
 */
static int unmount(struct init *init, const char *path)
{
	const char *slash = strrchr(path, '/');
	cleanup_fd int parent = -1;
	char above[PATH_MAX];

	if (!slash || slash[1] == '\0' || strcmp(slash, "/.") == 0 || strcmp(slash, "/..") == 0)
		return fail_with(&init->failure, init->stage, OPERATION_DECODE, EBADMSG, path);
	if (snprintf(above, sizeof(above), "%.*s/", (int)(slash - path), path) >= (int)sizeof(above))
		return fail_with(&init->failure, init->stage, OPERATION_OPEN, ENAMETOOLONG, path);
	parent = rootfs_open_plain(init->root, above, O_PATH | O_DIRECTORY);
	if (parent < 0)
		return STEP_FAILED(OPEN, path);
	if (fchdir(parent) < 0)
		return STEP_FAILED(FCHDIR, path);
	if (sys_umount2(slash + 1, UMOUNT_NOFOLLOW) < 0)
		return STEP_FAILED(UMOUNT, path);
	return 0;
}

static int unmount_all(struct init *init)
{
	const char *path;
	uint32_t cursor = 0;

	while (bootstrap_next(init->message, ATTRIBUTE_UNMOUNT, &cursor, &path))
		if (unmount(init, path) < 0)
			return -1;
	return 0;
}

/* A file system belongs to the user namespace that makes it: as the container's root, where that is another. */
static int mount_here(struct init *init, const struct launch_files *files)
{
	if (namespaces_join(&files->namespaces, &init->failure) < 0)
		return -1;
	if (init->user_namespace && become_root(init) < 0)
		return -1;
	/* setns to a mount namespace has made its root ours: the container's. */
	init->root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (init->root < 0)
		return STEP_FAILED(OPEN, "/");
	return mount_all(init) < 0 || remount_last(init) < 0 || unmount_all(init) < 0 ? -1 : 0;
}

int mount_in_container(const struct bootstrap *message, const struct launch_files *files, struct failure *failure)
{
	struct init init = {
	    .message = message,
	    .stage = STAGE_MOUNTS,
	    .user_namespace = namespaces_joined(&files->namespaces, CLONE_NEWUSER) != NULL,
	    .running = true,
	    .root = -1,
	    .made.directory = -1,
	};
	cleanup_fd int proc = proc_open(&init.failure);
	int result = proc < 0 ? -1 : mount_ids_make(&init.sources.ids, message, proc, &init.failure);

	if (result == 0)
		result = sources_open_early(&init.sources, message, &files->namespaces, &init.failure);
	if (result == 0)
		result = mount_here(&init, files);
	sources_close(&init.sources);
	*failure = init.failure;
	return result;
}
