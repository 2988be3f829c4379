/* idmaps.c - id maps are written by the process outside: from inside only one id could be mapped (acts). */
#include "idmaps.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fd.h"
#include "kernel.h"

#define MAP_ARGUMENTS (3 * 340) /* the kernel takes 340 lines (user_namespaces(7)) */

int proc_open(struct failure *failure)
{
	cleanup_fd int proc = sys_openat(AT_FDCWD, "/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct statfs fs;

	if (proc < 0 || fstatfs(proc, &fs) < 0)
		return FAIL(OPEN_STATE, OPEN, "/proc");
	if (fs.f_type != PROC_MAGIC)
		return fail_with(failure, STAGE_OPEN_STATE, OPERATION_FSTAT, ENOTSUP, "/proc: is no procfs");
	return fd_steal(&proc);
}

/* In one write: the kernel takes an id map only once and whole (user_namespaces(7)). */
int proc_write(int proc, pid_t pid, const char *name, const char *text)
{
	char path[64];
	cleanup_fd int fd = -1;
	ssize_t length = (ssize_t)strlen(text);

	snprintf(path, sizeof(path), "%d/%s", pid, name);
	fd = openat(proc, path, O_WRONLY | O_CLOEXEC);
	return fd >= 0 && write(fd, text, (size_t)length) == length ? 0 : -1;
}

/* Replaces this process: TOOL PID and the map's figures as arguments of their own. */
static _Noreturn void run_tool(const char *tool, pid_t pid, const char *map)
{
	static char text[65536], number[16];
	static char *arguments[2 + MAP_ARGUMENTS + 1];
	unsigned count = 0;

	snprintf(number, sizeof(number), "%d", pid);
	snprintf(text, sizeof(text), "%s", map);
	arguments[count++] = (char *)(uintptr_t)tool;
	arguments[count++] = number;
	for (char *word = strtok(text, " \n"); word && count < 2 + MAP_ARGUMENTS; word = strtok(NULL, " \n"))
		arguments[count++] = word;
	execve(tool, arguments, environ);
	_exit(127);
}

/* newuidmap and newgidmap are set-uid and grant what /etc/subuid and /etc/subgid say. */
static int map_by_tool(const char *tool, pid_t pid, const char *map, struct failure *failure)
{
	int status;
	pid_t child = fork();

	if (child < 0)
		return FAIL(WRITE_ID_MAPS, FORK, tool);
	if (child == 0)
		run_tool(tool, pid, map);
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return FAIL(WRITE_ID_MAPS, WAIT, tool);
	if (status == 0)
		return 0;
	return fail_text(failure, STAGE_WRITE_ID_MAPS, OPERATION_EXECVE, EPERM,
			 "%s: does not grant this map, see /etc/subuid and /etc/subgid", tool);
}

static int write_map(const struct bootstrap *message, enum attribute map_row, enum attribute tool_row, int proc,
		     pid_t pid, struct failure *failure)
{
	const char *name = map_row == ATTRIBUTE_UID_MAP ? "uid_map" : "gid_map";
	const char *map = bootstrap_str(message, map_row), *tool = bootstrap_str(message, tool_row);

	if (!map || proc_write(proc, pid, name, map) == 0)
		return 0;
	if (errno == EPERM && tool)
		return map_by_tool(tool, pid, map, failure);
	return FAIL(WRITE_ID_MAPS, WRITE, name);
}

int idmaps_write(const struct bootstrap *message, int proc, pid_t pid, struct failure *failure)
{
	/* Without privilege a gid map may only be written once setgroups is denied for ever (CVE-2014-8989). */
	if (bootstrap_u32(message, ATTRIBUTE_ROOTLESS_EUID, 0) && !bootstrap_u32(message, ATTRIBUTE_SETGROUP, 0) &&
	    proc_write(proc, pid, "setgroups", "deny") < 0)
		return FAIL(WRITE_ID_MAPS, WRITE, "setgroups");
	if (write_map(message, ATTRIBUTE_UID_MAP, ATTRIBUTE_UID_MAP_PATH, proc, pid, failure) < 0)
		return -1;
	return write_map(message, ATTRIBUTE_GID_MAP, ATTRIBUTE_GID_MAP_PATH, proc, pid, failure);
}

#define MAP_BYTES (340 * 34)

/* One line of a map: three numbers, however they are set. False at its end. */
static bool next_line(const char **map, unsigned long line[3])
{
	const char *end = strchr(*map, '\n');

	if (sscanf(*map, "%lu %lu %lu", &line[0], &line[1], &line[2]) != 3)
		return false;
	*map = end ? end + 1 : "";
	return true;
}

static bool has_line(const char *map, const unsigned long wanted[3])
{
	unsigned long line[3];

	while (next_line(&map, line))
		if (memcmp(line, wanted, sizeof(line)) == 0)
			return true;
	return false;
}

/* The kernel sorts long maps, so the order is nothing that could be compared; its lines never overlap. */
static bool has_all_lines(const char *map, const char *wanted)
{
	unsigned long line[3];

	while (next_line(&wanted, line))
		if (!has_line(map, line))
			return false;
	return true;
}

static int check_map(int proc, const char *name, const char *wanted, const char *path, struct failure *failure)
{
	static char found[MAP_BYTES];
	cleanup_fd int fd = -1;
	ssize_t got, length = 0;
	char file[32];

	if (!wanted)
		return 0;
	snprintf(file, sizeof(file), "self/%s", name);
	fd = openat(proc, file, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return FAIL(JOIN_NAMESPACES, OPEN, name);
	while ((got = read(fd, found + length, sizeof(found) - 1 - (size_t)length)) > 0)
		length += got;
	if (got < 0)
		return FAIL(JOIN_NAMESPACES, READ, name);
	found[length] = '\0';
	if (has_all_lines(found, wanted) && has_all_lines(wanted, found))
		return 0;
	return fail_text(failure, STAGE_JOIN_NAMESPACES, OPERATION_CHECK_NAMESPACE, EINVAL,
			 "%.*s: has another %s than $.linux.%cidMappings says", (int)strcspn(path, ","), path, name,
			 *name);
}

int idmaps_check(const struct bootstrap *message, int proc, const char *path, struct failure *failure)
{
	if (check_map(proc, "uid_map", bootstrap_str(message, ATTRIBUTE_UID_MAP), path, failure) < 0)
		return -1;
	return check_map(proc, "gid_map", bootstrap_str(message, ATTRIBUTE_GID_MAP), path, failure);
}

int idmaps_open_namespace(int proc, pid_t pid)
{
	char path[32];

	snprintf(path, sizeof(path), "%d/ns/user", pid);
	return openat(proc, path, O_RDONLY | O_CLOEXEC);
}

/* What a mount's user namespace is given and opened by, from outside as for a container's own. */
static int map_and_open(const struct mount_ids_record *maps, int proc, pid_t pid, struct failure *failure)
{
	int fd;

	if (proc_write(proc, pid, "uid_map", maps->uidMap) < 0)
		return FAIL(WRITE_ID_MAPS, WRITE, "uid_map of a mount");
	if (proc_write(proc, pid, "gid_map", maps->gidMap) < 0)
		return FAIL(WRITE_ID_MAPS, WRITE, "gid_map of a mount");
	fd = idmaps_open_namespace(proc, pid);
	return fd < 0 ? FAIL(WRITE_ID_MAPS, OPEN, "user namespace of a mount") : fd;
}

/*
 * A namespace lasts as long as its descriptor, but only a process can be its first: one that waits for the end of a
 * pipe which nobody else writes to, so that it goes away with us whatever becomes of us.
 */
static int make_namespace(const struct mount_ids_record *maps, int proc, struct failure *failure)
{
	struct clone_args args = {.flags = CLONE_NEWUSER, .exit_signal = SIGCHLD};
	int gate[2], fd;
	char nothing;
	pid_t child;

	if (pipe2(gate, O_CLOEXEC) < 0)
		return FAIL(WRITE_ID_MAPS, PIPE, "user namespace of a mount");
	child = sys_clone3(&args);
	if (child == 0) {
		close(gate[1]);
		_exit(read(gate[0], &nothing, 1) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
	}
	fd = child < 0 ? FAIL(WRITE_ID_MAPS, CLONE, "user namespace of a mount")
		       : map_and_open(maps, proc, child, failure);
	close(gate[0]);
	close(gate[1]);
	while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
	return fd;
}

int mount_ids_make(struct mount_ids *ids, const struct bootstrap *message, int proc, struct failure *failure)
{
	struct mount_ids_record maps;
	uint32_t cursor = 0;

	ids->count = 0;
	while (bootstrap_next(message, ATTRIBUTE_MOUNT_IDS, &cursor, &maps)) {
		int fd = ids->count < MOUNT_IDS ? make_namespace(&maps, proc, failure)
						: fail_with(failure, STAGE_WRITE_ID_MAPS, OPERATION_CLONE, E2BIG,
							    "more than 64 different id maps of mounts");
		if (fd < 0) {
			mount_ids_close(ids);
			return -1;
		}
		ids->fds[ids->count++] = fd;
	}
	return 0;
}

int mount_ids_of(const struct mount_ids *ids, uint32_t number, int container)
{
	if (number == 0)
		return container;
	return number <= ids->count ? ids->fds[number - 1] : -1;
}

void mount_ids_close(struct mount_ids *ids)
{
	while (ids->count > 0)
		close(ids->fds[--ids->count]);
}
