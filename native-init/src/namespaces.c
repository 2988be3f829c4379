/* namespaces.c - joins namespaces by path (acts). */
#include "namespaces.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "fd.h"
#include "kernel.h"

/* Each by the word that NS_PATHS has for it, as runc and /proc, and by that of config.json, which people see. */
static const struct {
	const char *word;
	const char *spoken;
	uint32_t flag;
} types[] = {
    {"user", "user", CLONE_NEWUSER},	   {"ipc", "ipc", CLONE_NEWIPC},    {"uts", "uts", CLONE_NEWUTS},
    {"net", "network", CLONE_NEWNET},	   {"pid", "pid", CLONE_NEWPID},    {"mnt", "mount", CLONE_NEWNS},
    {"cgroup", "cgroup", CLONE_NEWCGROUP}, {"time", "time", CLONE_NEWTIME},
};
#define TYPES (sizeof(types) / sizeof(*types))

const char *namespace_word(uint32_t flag)
{
	for (size_t i = 0; i < TYPES; i++)
		if (types[i].flag == flag)
			return types[i].spoken;
	return "?";
}

/* The flag of the word that text starts with and a colon ends; 0 = no such type. */
static uint32_t type_of(const char *text)
{
	for (size_t i = 0; i < TYPES; i++) {
		size_t length = strlen(types[i].word);

		if (strncmp(text, types[i].word, length) == 0 && text[length] == ':')
			return types[i].flag;
	}
	return 0;
}

/*
 * A path of a namespace is what others hand us: it may be a fifo (O_NONBLOCK: never wait for its writer), a device, a
 * namespace of another kind. What is kept is the descriptor, so that the path can't come to mean something else.
 */
static int open_checked(struct namespace_file *file, enum stage_number stage, const char *path, uint32_t flag,
			struct failure *failure)
{
	cleanup_fd int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	struct statfs fs;
	int type;

	if (fd < 0)
		return fail(failure, stage, OPERATION_OPEN, path);
	if (fstatfs(fd, &fs) < 0 || (unsigned long)fs.f_type != NSFS_MAGIC)
		return fail_text(failure, stage, OPERATION_CHECK_NAMESPACE, EINVAL,
				 "%s: is no namespace file, must be a %s namespace", path, namespace_word(flag));
	type = ioctl(fd, NS_GET_TYPE);
	if (type < 0 || (uint32_t)type != flag)
		return fail_text(failure, stage, OPERATION_CHECK_NAMESPACE, EINVAL,
				 "%s: is a %s namespace, must be a %s namespace", path, namespace_word((uint32_t)type),
				 namespace_word(flag));
	file->fd = fd_steal(&fd);
	file->flag = flag;
	return 0;
}

static int open_joined(const char *text, struct namespaces *namespaces, struct failure *failure)
{
	char path[4096];

	while (*text) {
		uint32_t flag = type_of(text);
		size_t length = strcspn(text, ",");
		const char *start = memchr(text, ':', length);

		if (flag == 0 || !start || length >= sizeof(path) || namespaces->joined_count == NAMESPACES_MAX)
			return fail_text(failure, STAGE_JOIN_NAMESPACES, OPERATION_DECODE, EINVAL, "%.*s", (int)length,
					 text);
		snprintf(path, sizeof(path), "%.*s", (int)(text + length - start - 1), start + 1);
		if (open_checked(&namespaces->joined[namespaces->joined_count], STAGE_JOIN_NAMESPACES, path, flag,
				 failure) < 0)
			return -1;
		namespaces->joined[namespaces->joined_count++].path = start + 1;
		text += length + (text[length] == ',');
	}
	return 0;
}

int namespaces_open(const struct bootstrap *message, struct namespaces *namespaces, struct failure *failure)
{
	const char *paths = bootstrap_str(message, ATTRIBUTE_NS_PATHS);
	struct namespace_record record;
	uint32_t cursor = 0;

	while (bootstrap_next(message, ATTRIBUTE_HOST_NS, &cursor, &record)) {
		if (namespaces->host_count == NAMESPACES_MAX)
			return fail_with(failure, STAGE_JOIN_HOST, OPERATION_DECODE, E2BIG, record.path);
		if (open_checked(&namespaces->host[namespaces->host_count], STAGE_JOIN_HOST, record.path, record.flag,
				 failure) < 0)
			return -1;
		namespaces->host[namespaces->host_count++].path = record.path;
	}
	return paths ? open_joined(paths, namespaces, failure) : 0;
}

const struct namespace_file *namespaces_joined(const struct namespaces *namespaces, uint32_t flag)
{
	for (unsigned i = 0; i < namespaces->joined_count; i++)
		if (namespaces->joined[i].flag == flag)
			return &namespaces->joined[i];
	return NULL;
}

static int join_failed(const struct namespace_file *file, enum stage_number stage, struct failure *failure)
{
	/* A joined path ends at the comma in front of the next one. */
	return fail_text(failure, stage, OPERATION_SETNS, errno, "%.*s", (int)strcspn(file->path, ","), file->path);
}

int namespaces_join_host(const struct namespaces *namespaces, struct failure *failure)
{
	for (unsigned i = 0; i < namespaces->host_count; i++)
		if (setns(namespaces->host[i].fd, (int)namespaces->host[i].flag) < 0)
			return join_failed(&namespaces->host[i], STAGE_JOIN_HOST, failure);
	return 0;
}

/*
 * The message's order, in two rounds around the user namespace. Joining it gives every right over the namespaces that
 * it owns and takes the rights over all others: so root first joins all that it may (among them namespaces that the
 * host owns), then the user namespace, then what only its own root may join.
 */
int namespaces_join(const struct namespaces *namespaces, struct failure *failure)
{
	bool has_user = namespaces_joined(namespaces, CLONE_NEWUSER) != NULL;
	bool joined[NAMESPACES_MAX] = {false};

	for (unsigned i = 0; has_user && i < namespaces->joined_count; i++) {
		const struct namespace_file *file = &namespaces->joined[i];

		if (file->flag == CLONE_NEWUSER)
			continue;
		joined[i] = setns(file->fd, (int)file->flag) == 0;
		if (!joined[i] && errno != EPERM)
			return join_failed(file, STAGE_JOIN_NAMESPACES, failure);
	}
	for (unsigned round = 0; round < 2; round++) {
		for (unsigned i = 0; i < namespaces->joined_count; i++) {
			const struct namespace_file *file = &namespaces->joined[i];

			if (joined[i] || (has_user && round == 0 && file->flag != CLONE_NEWUSER))
				continue;
			if (setns(file->fd, (int)file->flag) < 0)
				return join_failed(file, STAGE_JOIN_NAMESPACES, failure);
			joined[i] = true;
		}
	}
	return 0;
}

void namespaces_close(struct namespaces *namespaces)
{
	for (unsigned i = 0; i < namespaces->host_count; i++)
		fd_close(&namespaces->host[i].fd);
	for (unsigned i = 0; i < namespaces->joined_count; i++)
		fd_close(&namespaces->joined[i].fd);
	namespaces->host_count = namespaces->joined_count = 0;
}
