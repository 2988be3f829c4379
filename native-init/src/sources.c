/* sources.c - opens the trees of host paths, here or in the launcher, and hands them over (acts). */
#include "sources.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "fd.h"
#include "frame.h"
#include "kernel.h"
#include "propagation.h"

bool sources_are_sent(const struct bootstrap *message, const struct namespaces *namespaces)
{
	bool user_namespace = bootstrap_u32(message, ATTRIBUTE_CLONE_FLAGS, 0) & CLONE_NEWUSER ||
			      namespaces_joined(namespaces, CLONE_NEWUSER);

	return user_namespace && !bootstrap_u32(message, ATTRIBUTE_ROOTLESS_EUID, 0);
}

/* File systems are made inside, where their owner is the container's user namespace. */
static bool is_source(const struct mount_record *mount)
{
	return mount->kind == mount_kind_BIND && !(mount->flags & mount_flag_SOURCE_IN_ROOT);
}

/* An overlay's scratch is in init's mount namespace alone, and so the overlay is init's to make. */
static bool has_root(const struct bootstrap *message, bool sent)
{
	return bootstrap_has(message, ATTRIBUTE_ROOT) && !(sent && bootstrap_has(message, ATTRIBUTE_SCRATCH));
}

static unsigned count_sources(const struct bootstrap *message, bool sent)
{
	struct mount_record mount;
	uint32_t cursor = 0;
	unsigned count = has_root(message, sent) ? 1 : 0;

	while (bootstrap_next(message, ATTRIBUTE_MOUNT, &cursor, &mount))
		count += is_source(&mount);
	return count;
}

/* Cloned where the host's mounts are shared, a tree would carry the container's mounts to the host. */
static int make_slave(int tree, const char *source, struct failure *failure)
{
	return propagation_set(tree, "", MS_SLAVE | MS_REC) < 0 ? FAIL(MOUNTS, MOUNT_SETATTR, source) : 0;
}

int sources_open(struct sources *sources, const struct bootstrap *message, int user_namespace, struct failure *failure)
{
	bool foreign = user_namespace >= 0 || bootstrap_u32(message, ATTRIBUTE_MODE, mode_RUN) == mode_MOUNT ||
		       bootstrap_u32(message, ATTRIBUTE_HOST_ROOT, 0);
	struct root_record root;
	struct mount_record mount;
	uint32_t cursor = 0;

	if (count_sources(message, foreign) > SOURCES_MAX)
		return fail_with(failure, STAGE_MOUNTS, OPERATION_OPEN_TREE, E2BIG, "more than 256 bind mounts");
	if (has_root(message, foreign) && bootstrap_record(message, ATTRIBUTE_ROOT, &root)) {
		sources->fds[0] = tree_of_root(&root, failure);
		if (sources->fds[0] < 0)
			return -1;
		sources->count = 1;
		if (foreign && make_slave(sources->fds[0], root.source, failure) < 0)
			return -1;
	}
	while (bootstrap_next(message, ATTRIBUTE_MOUNT, &cursor, &mount)) {
		int tree;

		if (!is_source(&mount))
			continue;
		tree = tree_of_mount(&mount, -1, mount_ids_of(&sources->ids, mount.ids, user_namespace), failure);
		if (tree == -1)
			return -1;
		sources->fds[sources->count++] = tree;
		if (foreign && tree >= 0 && mount.propagation == 0 && make_slave(tree, mount.source, failure) < 0)
			return -1;
	}
	return 0;
}

/* The namespace file was opened already: it maps the ids of IDMAP as well as a process's own would. */
int sources_open_early(struct sources *sources, const struct bootstrap *message, const struct namespaces *namespaces,
		       struct failure *failure)
{
	const struct namespace_file *user = namespaces_joined(namespaces, CLONE_NEWUSER);

	return sources_open(sources, message, user ? user->fd : -1, failure);
}

int sources_open_late(struct sources *sources, const struct bootstrap *message, const struct namespaces *namespaces,
		      int proc, pid_t pid, struct failure *failure)
{
	cleanup_fd int user_namespace = -1;

	if (namespaces_joined(namespaces, CLONE_NEWUSER))
		return 0;
	user_namespace = idmaps_open_namespace(proc, pid);
	if (user_namespace < 0)
		return FAIL(MOUNTS, OPEN, "user namespace of init");
	return sources_open(sources, message, user_namespace, failure);
}

/* In the order of the message, which both sides know: a frame without a descriptor is one that is absent. */
int sources_send(const struct sources *sources, int report, struct failure *failure)
{
	for (unsigned i = 0; i < sources->count; i++)
		if (frame_send(report, FRAME_ATTACH, NULL, 0, sources->fds[i]) < 0)
			return FAIL(MOUNTS, SENDMSG, "bind mounts");
	return 0;
}

/* All of them before anything else, because the launcher's next byte comes behind them on the same socket. */
int sources_receive(struct sources *sources, const struct bootstrap *message, int report, struct failure *failure)
{
	unsigned expected = count_sources(message, true);
	struct frame_reader reader;
	struct frame frame;

	frame_reader_init(&reader, NULL, 0);
	while (sources->count < expected) {
		int tree;

		if (sources->count == SOURCES_MAX || frame_receive(&reader, report, &frame) != FRAME_COMPLETE)
			return fail_with(failure, STAGE_MOUNTS, OPERATION_READ, EPIPE, "launcher");
		tree = frame_take_fd(&reader, 0);
		sources->fds[sources->count++] = tree < 0 ? TREE_ABSENT : tree;
	}
	return 0;
}

int sources_take(struct sources *sources)
{
	int tree = TREE_ABSENT;

	if (sources->taken < sources->count) {
		tree = sources->fds[sources->taken];
		sources->fds[sources->taken++] = TREE_ABSENT;
	}
	return tree;
}

void sources_close(struct sources *sources)
{
	for (unsigned i = sources->taken; i < sources->count; i++)
		if (sources->fds[i] >= 0)
			close(sources->fds[i]);
	sources->count = 0;
	mount_ids_close(&sources->ids);
}
