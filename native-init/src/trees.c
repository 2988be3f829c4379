/* trees.c - makes mounts detached, with all their attributes, before anybody sees them (acts). */
#include "trees.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fd.h"
#include "filesystem.h"
#include "kernel.h"

#define ATIME ((uint64_t)MOUNT_ATTR__ATIME)

/* A change of atime must name all its bits (mount_setattr(2)). */
static uint64_t cleared(uint64_t set, uint64_t clear)
{
	return set & ATIME ? clear | ATIME : clear;
}

/* Most mounts change nothing here, and then it costs no call. */
static int set_attributes(int mount, unsigned flags, struct mount_attr *attributes)
{
	if (!attributes->attr_set && !attributes->attr_clr && !attributes->propagation)
		return 0;
	return sys_mount_setattr(mount, "", AT_EMPTY_PATH | flags, attributes);
}

/* What is for the mount alone and then what is for its whole tree. */
int tree_change(int tree, const struct mount_record *mount, int user_namespace)
{
	bool recursive = mount->propagation & MS_REC;
	uint32_t propagation = mount->propagation & ~(uint32_t)MS_REC;
	struct mount_attr one = {
	    .attr_set = mount->attrSet,
	    .attr_clr = cleared(mount->attrSet, mount->attrClear),
	    .propagation = recursive ? 0 : propagation,
	    .userns_fd = (uint64_t)user_namespace,
	};
	struct mount_attr all = {
	    .attr_set = mount->recAttrSet,
	    .attr_clr = cleared(mount->recAttrSet, mount->recAttrClear),
	    .propagation = recursive ? propagation : 0,
	    .userns_fd = (uint64_t)user_namespace,
	};

	if (mount->flags & mount_flag_IDMAP)
		one.attr_set |= MOUNT_ATTR_IDMAP;
	if (mount->flags & mount_flag_IDMAP_RECURSIVE)
		all.attr_set |= MOUNT_ATTR_IDMAP;
	if (set_attributes(tree, 0, &one) < 0)
		return -1;
	return set_attributes(tree, AT_RECURSIVE, &all);
}

/*
 * A clone, which nobody sees until it is attached: its attributes are complete before the first process could use it,
 * so that there is no moment in which a read-only bind can be written.
 */
static int bind_tree(const struct mount_record *mount, int source, struct failure *failure)
{
	unsigned flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | (source >= 0 ? AT_EMPTY_PATH : 0);
	cleanup_fd int tree = -1;
	struct stat found;

	if (mount->flags & mount_flag_RECURSIVE)
		flags |= AT_RECURSIVE;
	if (mount->flags & mount_flag_SOURCE_NOFOLLOW)
		flags |= AT_SYMLINK_NOFOLLOW;
	tree = sys_open_tree(source >= 0 ? source : AT_FDCWD, source >= 0 ? "" : mount->source, flags);
	if (tree < 0 && errno == ENOENT && mount->flags & mount_flag_OPTIONAL)
		return TREE_ABSENT;
	if (tree < 0)
		return FAIL(MOUNTS, OPEN_TREE, mount->source);
	if (mount->flags & mount_flag_SOURCE_NOFOLLOW && (fstat(tree, &found) < 0 || S_ISLNK(found.st_mode)))
		return fail_with(failure, STAGE_MOUNTS, OPERATION_OPEN_TREE, ELOOP, mount->source);
	return fd_steal(&tree);
}

int tree_of_mount(const struct mount_record *mount, int source, int user_namespace, struct failure *failure)
{
	struct mount_record rest = *mount;
	cleanup_fd int tree = -1;

	if (mount->kind == mount_kind_BIND) {
		tree = bind_tree(mount, source, failure);
	} else {
		tree = filesystem_tree(&(struct filesystem){.stage = STAGE_MOUNTS,
							    .type = mount->fstype,
							    .source = mount->source,
							    .options = mount->options,
							    .attributes = mount->attrSet},
				       failure);
		rest.attrSet = rest.attrClear = 0;
	}
	if (tree >= 0 && tree_change(tree, &rest, user_namespace) < 0)
		return FAIL(MOUNTS, MOUNT_SETATTR, mount->target);
	return fd_steal(&tree);
}

int tree_of_root(const struct root_record *root, struct failure *failure)
{
	cleanup_fd int tree = -1;
	struct stat found;

	if (*root->fstype)
		return filesystem_tree(
		    &(struct filesystem){
			.stage = STAGE_ROOTFS, .type = root->fstype, .source = root->source, .options = root->options},
		    failure);
	tree = sys_open_tree(AT_FDCWD, root->source,
			     OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE | AT_SYMLINK_NOFOLLOW);
	if (tree < 0)
		return FAIL(ROOTFS, OPEN_TREE, root->source);
	/* Neither a file nor a symbolic link: whoever made the link would choose what becomes the root. */
	if (fstat(tree, &found) < 0 || !S_ISDIR(found.st_mode))
		return fail_with(failure, STAGE_ROOTFS, OPERATION_OPEN_TREE, ENOTDIR, root->source);
	return fd_steal(&tree);
}
