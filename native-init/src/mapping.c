/* mapping.c - ids of trees that are the container's own, mapped by its launcher (acts). */
#include "mapping.h"

#include <errno.h>
#include <unistd.h>

#include "fd.h"
#include "kernel.h"
#include "trees.h"

bool mapping_is_outside(const struct bootstrap *message, const struct mount_record *mount)
{
	uint32_t mode = bootstrap_u32(message, ATTRIBUTE_MODE, mode_RUN);

	return mount->kind == mount_kind_BIND && mount->flags & mount_flag_SOURCE_IN_ROOT &&
	       mount->flags & (mount_flag_IDMAP | mount_flag_IDMAP_RECURSIVE) &&
	       (mode == mode_RUN || mode == mode_CREATE) &&
	       bootstrap_u32(message, ATTRIBUTE_CLONE_FLAGS, 0) & CLONE_NEWUSER &&
	       !bootstrap_u32(message, ATTRIBUTE_ROOTLESS_EUID, 0);
}

static bool next_mount(const struct bootstrap *message, uint32_t *cursor, struct mount_record *mount)
{
	while (bootstrap_next(message, ATTRIBUTE_MOUNT, cursor, mount))
		if (mapping_is_outside(message, mount))
			return true;
	return false;
}

int mapping_begin(struct mapping *mapping, const struct bootstrap *message, struct mount_ids *ids,
		  struct failure *failure, int proc, pid_t pid)
{
	struct mount_record mount;
	uint32_t cursor = 0;
	unsigned count = 0;
	int user_namespace;

	while (next_mount(message, &cursor, &mount))
		count++;
	if (count == 0)
		return 0;
	user_namespace = idmaps_open_namespace(proc, pid);
	if (user_namespace < 0)
		return FAIL(MOUNTS, OPEN, "user namespace of init");
	*mapping = (struct mapping){.message = message, .left = count, .user_namespace = user_namespace, .ids = *ids};
	ids->count = 0;
	return 0;
}

void mapping_end(struct mapping *mapping)
{
	if (mapping->left == 0)
		return;
	mapping->left = 0;
	fd_close(&mapping->user_namespace);
	mount_ids_close(&mapping->ids);
}

int mapping_do(struct mapping *mapping, int tree, struct failure *failure)
{
	struct mount_record mount, only;
	int result;

	if (mapping->left == 0 || tree < 0 || !next_mount(mapping->message, &mapping->cursor, &mount))
		return fail_with(failure, STAGE_MOUNTS, OPERATION_DECODE, EPROTO, "init");
	only = (struct mount_record){.flags = mount.flags};
	result = tree_change(tree, &only, mount_ids_of(&mapping->ids, mount.ids, mapping->user_namespace)) < 0
		     ? FAIL(MOUNTS, MOUNT_SETATTR, mount.target)
		     : 0;
	if (mapping->left == 1)
		mapping_end(mapping);
	else
		mapping->left--;
	return result;
}
