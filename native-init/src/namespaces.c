/* namespaces.c - joining namespaces by path, and the ones that clone3 can't make (acts). */
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
#include "stages.h"

/* Each by the word that NS_PATHS has for it, which is runc's and /proc's, and by that of config.json, which people see.
 */
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

static int open_joined(const char *text, struct launch_files *files, struct failure *failure)
{
	char path[4096];

	while (*text) {
		uint32_t flag = type_of(text);
		size_t length = strcspn(text, ",");
		const char *start = memchr(text, ':', length);

		if (flag == 0 || !start || length >= sizeof(path) || files->joined_count == LAUNCH_NAMESPACES)
			return fail_text(failure, STAGE_JOIN_NAMESPACES, OPERATION_DECODE, EINVAL, "%.*s", (int)length,
					 text);
		snprintf(path, sizeof(path), "%.*s", (int)(text + length - start - 1), start + 1);
		if (open_checked(&files->joined[files->joined_count], STAGE_JOIN_NAMESPACES, path, flag, failure) < 0)
			return -1;
		files->joined[files->joined_count++].path = start + 1;
		text += length + (text[length] == ',');
	}
	return 0;
}

int namespaces_open(const struct bootstrap *message, struct launch_files *files, struct failure *failure)
{
	const char *paths = bootstrap_str(message, ATTRIBUTE_NS_PATHS);
	struct namespace_record record;
	uint32_t cursor = 0;

	while (bootstrap_next(message, ATTRIBUTE_HOST_NS, &cursor, &record)) {
		if (files->host_count == LAUNCH_NAMESPACES)
			return fail_with(failure, STAGE_JOIN_HOST, OPERATION_DECODE, E2BIG, record.path);
		if (open_checked(&files->host[files->host_count], STAGE_JOIN_HOST, record.path, record.flag, failure) <
		    0)
			return -1;
		files->host[files->host_count++].path = record.path;
	}
	return paths ? open_joined(paths, files, failure) : 0;
}

bool namespaces_joins(const struct launch_files *files, uint32_t flag)
{
	for (unsigned i = 0; i < files->joined_count; i++)
		if (files->joined[i].flag == flag)
			return true;
	return false;
}

static int join_failed(const struct namespace_file *file, enum stage_number stage, struct failure *failure)
{
	/* A joined path ends at the comma in front of the next one. */
	return fail_text(failure, stage, OPERATION_SETNS, errno, "%.*s", (int)strcspn(file->path, ","), file->path);
}

int namespaces_join_host(const struct launch_files *files, struct failure *failure)
{
	for (unsigned i = 0; i < files->host_count; i++)
		if (setns(files->host[i].fd, (int)files->host[i].flag) < 0)
			return join_failed(&files->host[i], STAGE_JOIN_HOST, failure);
	return 0;
}

/*
 * The message's order, in two rounds around the user namespace. Joining it gives every right over the namespaces that
 * it owns and takes the rights over all others: so root first joins all that it may (among them namespaces that the
 * host owns), then the user namespace, then what only its own root may join.
 */
int namespaces_join(const struct launch_files *files, struct failure *failure)
{
	bool has_user = namespaces_joins(files, CLONE_NEWUSER);
	bool joined[LAUNCH_NAMESPACES] = {false};

	for (unsigned i = 0; has_user && i < files->joined_count; i++) {
		const struct namespace_file *file = &files->joined[i];

		if (file->flag == CLONE_NEWUSER)
			continue;
		joined[i] = setns(file->fd, (int)file->flag) == 0;
		if (!joined[i] && errno != EPERM)
			return join_failed(file, STAGE_JOIN_NAMESPACES, failure);
	}
	for (unsigned round = 0; round < 2; round++) {
		for (unsigned i = 0; i < files->joined_count; i++) {
			const struct namespace_file *file = &files->joined[i];

			if (joined[i] || (has_user && round == 0 && file->flag != CLONE_NEWUSER))
				continue;
			if (setns(file->fd, (int)file->flag) < 0)
				return join_failed(file, STAGE_JOIN_NAMESPACES, failure);
			joined[i] = true;
		}
	}
	return 0;
}

/* One byte from the launcher: it has done what only a process outside can do. Its end is our end. */
int await_launcher(struct init *init)
{
	char go;
	ssize_t got;

	do
		got = read(init->report, &go, 1);
	while (got < 0 && errno == EINTR);
	if (got != 1)
		return fail_with(&init->failure, init->stage, OPERATION_READ, EPIPE, "launcher");
	return 0;
}

/* The launcher's last byte: nothing of the container's runs before whoever must reap it was told its pid. */
int await_release(struct init *init)
{
	if (!init->released && await_launcher(init) < 0)
		return -1;
	init->released = true;
	return 0;
}

/*
 * clone3 can put a child into a new time namespace, but its offsets can only be written while nobody is in it. So it is
 * unshared here, which leaves us outside, and entered after the launcher wrote them.
 */
static int enter_time_namespace(struct init *init)
{
	cleanup_fd int fd = open("/proc/self/ns/time_for_children", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return STEP_FAILED(OPEN, "/proc/self/ns/time_for_children");
	if (setns(fd, CLONE_NEWTIME) < 0)
		return STEP_FAILED(SETNS, "/proc/self/ns/time_for_children");
	return 0;
}

/* The ids that we came with mean nothing inside; a container that doesn't map 0 keeps them (EINVAL). */
int become_root(struct init *init)
{
	if (setresgid(0, 0, 0) < 0 && errno != EINVAL)
		return STEP_FAILED(SETRESGID, "0");
	if (setresuid(0, 0, 0) < 0 && errno != EINVAL)
		return STEP_FAILED(SETRESUID, "0");
	return renew_death_signal(init);
}

int enter_new_namespaces(struct init *init)
{
	uint32_t flags = bootstrap_u32(init->message, ATTRIBUTE_CLONE_FLAGS, 0);

	if (flags & CLONE_NEWTIME) {
		if (unshare(CLONE_NEWTIME) < 0)
			return STEP_FAILED(UNSHARE, "time");
		if (frame_send(init->report, FRAME_HELLO, NULL, 0, -1) < 0)
			return STEP_FAILED(SENDMSG, "launcher");
	}
	if (flags & (CLONE_NEWUSER | CLONE_NEWTIME) && await_launcher(init) < 0)
		return -1;
	if (flags & CLONE_NEWTIME && enter_time_namespace(init) < 0)
		return -1;
	if (!init->user_namespace)
		return 0;
	if (init->sources_sent && sources_receive(&init->sources, init->message, init->report, &init->failure) < 0)
		return -1;
	return become_root(init);
}

/*
 * A new cgroup namespace has its root where its maker is at that moment. Before anything else, so that all that is made
 * for the container counts as its own.
 */
int enter_cgroups(struct init *init)
{
	if (launch_enter_cgroups(init->cgroups, &init->failure) < 0)
		return -1;
	if (bootstrap_u32(init->message, ATTRIBUTE_CLONE_FLAGS, 0) & CLONE_NEWCGROUP && unshare(CLONE_NEWCGROUP) < 0)
		return STEP_FAILED(UNSHARE, "cgroup");
	return 0;
}
