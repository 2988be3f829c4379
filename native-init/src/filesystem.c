/* filesystem.c - a new mount of a file system: by fsopen, and by mount(2) where an option is too long (acts). */
#include "filesystem.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fd.h"
#include "kernel.h"
#include "propagation.h"

#define ATTRIBUTES     (0x7fu | (1u << 7) | MOUNT_ATTR_NOSYMFOLLOW)
#define LONGEST_STRING 255 /* of fsconfig(2): a source, a key or a value */

#define REFUSED(operation, object) fail(failure, fs->stage, OPERATION_##operation, object)

/* Pairs of NUL-ended strings; an empty value is a flag. False at the end, and with an error where one is cut off. */
static bool next_option(struct bytes *rest, const char **key, const char **value)
{
	const char *nul, *end = rest->data + rest->length;

	errno = 0;
	if (rest->length == 0)
		return false;
	nul = memchr(rest->data, '\0', rest->length);
	*key = rest->data;
	*value = nul ? nul + 1 : end;
	nul = memchr(*value, '\0', (size_t)(end - *value));
	if (!nul) {
		errno = EBADMSG;
		return false;
	}
	rest->length = (uint32_t)(end - nul - 1);
	rest->data = nul + 1;
	return true;
}

/* The kernel tells of a refused option in words, which can be read from the context. */
static int context_failed(const struct filesystem *fs, int context, enum operation operation, const char *key,
			  struct failure *failure)
{
	int error = errno;
	char words[256];
	ssize_t length = read(context, words, sizeof(words) - 1);

	if (length > 0 && words[length - 1] == '\n')
		length--;
	words[length > 0 ? length : 0] = '\0';
	return fail_text(failure, fs->stage, operation, error, "%s%s%s%s%s", fs->type, *key ? " " : "", key,
			 length > 2 ? ": " : "", length > 2 ? words + 2 : "");
}

static int configure(const struct filesystem *fs, int context, struct failure *failure)
{
	struct bytes rest = fs->options;
	const char *key, *value;

	if (*fs->source && sys_fsconfig(context, FSCONFIG_SET_STRING, "source", fs->source, 0) < 0)
		return context_failed(fs, context, OPERATION_FSCONFIG, "source", failure);
	while (next_option(&rest, &key, &value)) {
		unsigned command = *value ? FSCONFIG_SET_STRING : FSCONFIG_SET_FLAG;

		if (sys_fsconfig(context, command, key, *value ? value : NULL, 0) < 0)
			return context_failed(fs, context, OPERATION_FSCONFIG, key, failure);
	}
	if (errno)
		return REFUSED(DECODE, fs->type);
	if (sys_fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
		return context_failed(fs, context, OPERATION_FSCONFIG, "", failure);
	return 0;
}

/* Options one by one, and errors in words. */
static int tree_by_context(const struct filesystem *fs, struct failure *failure)
{
	cleanup_fd int context = sys_fsopen(fs->type, FSOPEN_CLOEXEC);
	int tree;

	if (context < 0)
		return REFUSED(FSOPEN, fs->type);
	if (configure(fs, context, failure) < 0)
		return -1;
	tree = sys_fsmount(context, FSMOUNT_CLOEXEC, (unsigned)fs->attributes & ATTRIBUTES);
	return tree < 0 ? context_failed(fs, context, OPERATION_FSMOUNT, "", failure) : tree;
}

/* The one string that mount(2) takes: a page, its NUL included. */
static int join_options(const struct filesystem *fs, char data[4096], struct failure *failure)
{
	struct bytes rest = fs->options;
	const char *key, *value;
	size_t length = 0;

	data[0] = '\0';
	while (next_option(&rest, &key, &value)) {
		length += (size_t)snprintf(data + length, 4096 - length, "%s%s%s%s", length ? "," : "", key,
					   *value ? "=" : "", value);
		if (length >= 4096)
			return fail_text(failure, fs->stage, OPERATION_MOUNT, E2BIG,
					 "%s: one option has more than %d bytes and all have more than 4095", fs->type,
					 LONGEST_STRING);
	}
	return errno ? REFUSED(DECODE, fs->type) : 0;
}

/* What the child leaves behind. */
struct mounted {
	int tree;
	int error;
	enum operation operation;
};

/* On top of "/", which is there always, and taken from there by the one path that leads to what lies over our root. */
static int mount_in_private(const struct filesystem *fs, const char *data, enum operation *operation)
{
	*operation = OPERATION_UNSHARE;
	if (unshare(CLONE_NEWNS) < 0)
		return -1;
	*operation = OPERATION_MOUNT_SETATTR;
	if (propagation_set(AT_FDCWD, "/", MS_PRIVATE | MS_REC) < 0)
		return -1;
	*operation = OPERATION_MOUNT;
	if (mount(fs->source, "/", fs->type, 0, data) < 0)
		return -1;
	*operation = OPERATION_OPEN_TREE;
	return sys_open_tree(AT_FDCWD, "/..", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
}

/*
 * mount(2) attaches what it makes: so it is called by a child in a mount namespace of its own, where nobody sees it and
 * nothing propagates. The child shares our descriptors, and what it leaves is a detached clone.
 */
static int mount_by_child(const struct filesystem *fs, const char *data, struct mounted *mounted,
			  struct failure *failure)
{
	struct clone_args args = {.flags = CLONE_VFORK | CLONE_FILES, .exit_signal = SIGCHLD};
	pid_t child = sys_clone3(&args);

	if (child < 0)
		return REFUSED(CLONE, fs->type);
	if (child == 0) {
		mounted->tree = mount_in_private(fs, data, &mounted->operation);
		mounted->error = errno;
		_exit(EXIT_SUCCESS);
	}
	while (waitpid(child, NULL, 0) < 0)
		if (errno != EINTR)
			return REFUSED(WAIT, fs->type);
	if (mounted->tree < 0)
		return fail_with(failure, fs->stage, mounted->operation, mounted->error, fs->type);
	return mounted->tree;
}

static int tree_by_mount(const struct filesystem *fs, struct failure *failure)
{
	struct mount_attr attributes = {.attr_set = fs->attributes & ATTRIBUTES, .attr_clr = MOUNT_ATTR__ATIME};
	cleanup_fd int tree = -1;
	struct mounted *mounted;
	char data[4096];

	if (join_options(fs, data, failure) < 0)
		return -1;
	mounted = mmap(NULL, sizeof(*mounted), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (mounted == MAP_FAILED)
		return REFUSED(MMAP, fs->type);
	mounted->tree = -1;
	tree = mount_by_child(fs, data, mounted, failure);
	munmap(mounted, sizeof(*mounted));
	if (tree >= 0 && sys_mount_setattr(tree, "", AT_EMPTY_PATH, &attributes) < 0)
		return REFUSED(MOUNT_SETATTR, fs->type);
	return fd_steal(&tree);
}

/* Whether fsconfig(2), which only says EINVAL, would refuse a string for its length. */
static bool has_long_string(const struct filesystem *fs)
{
	struct bytes rest = fs->options;
	const char *key, *value;

	if (strlen(fs->source) > LONGEST_STRING)
		return true;
	while (next_option(&rest, &key, &value))
		if (strlen(key) > LONGEST_STRING || strlen(value) > LONGEST_STRING)
			return true;
	return false;
}

int filesystem_tree(const struct filesystem *filesystem, struct failure *failure)
{
	return has_long_string(filesystem) ? tree_by_mount(filesystem, failure) : tree_by_context(filesystem, failure);
}
