/* idmaps.c - id maps are written by the process outside: from inside only one id could be mapped (acts). */
#include "idmaps.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fd.h"

#define MAP_ARGUMENTS (3 * 340) /* the kernel takes 340 lines (user_namespaces(7)) */

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
