/* files.c - what a message names as its sender sees it, opened before anything is made (acts). */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fd.h"
#include "kernel.h"
#include "launch.h"
#include "namespaces.h"

/*
 * Version 2 is entered by clone3 with a directory's descriptor; there can be only one. Version 1 is entered by a write,
 * and who may write is decided by who opened the file: us, now, with all the rights that we have. Of its two files
 * tasks is the one that a thread can enter without a wait, see launch_enter_cgroups.
 */
static int open_cgroup(struct cgroup_files *cgroups, const struct cgroup_record *record, struct failure *failure)
{
	struct cgroup_file file = {.path = record->path};
	char path[4096];

	if (record->version == 2) {
		file.fd = sys_openat(AT_FDCWD, record->path, O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (file.fd < 0 || cgroups->unified.fd >= 0) {
			fd_close(&file.fd);
			return FAIL(JOIN_CGROUPS, OPEN, record->path);
		}
		cgroups->unified = file;
		return 0;
	}
	if (snprintf(path, sizeof(path), "%s/tasks", record->path) >= (int)sizeof(path))
		return fail_with(failure, STAGE_JOIN_CGROUPS, OPERATION_OPEN, ENAMETOOLONG, record->path);
	file.fd = sys_openat(AT_FDCWD, path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	if (file.fd < 0)
		return FAIL(JOIN_CGROUPS, OPEN, record->path);
	cgroups->v1[cgroups->v1_count++] = file;
	return 0;
}

static int open_cgroups(const struct bootstrap *message, enum attribute attribute, struct cgroup_files *cgroups,
			struct failure *failure)
{
	struct cgroup_record record;
	uint32_t cursor = 0;

	while (bootstrap_next(message, attribute, &cursor, &record)) {
		if (cgroups->v1_count == LAUNCH_CGROUPS)
			return fail_with(failure, STAGE_JOIN_CGROUPS, OPERATION_DECODE, E2BIG, record.path);
		if (open_cgroup(cgroups, &record, failure) < 0)
			return -1;
	}
	return 0;
}

/* O_PATH is enough to make files and sockets in it, and to stand in it. */
static int open_state(const struct bootstrap *message, struct launch_files *files, struct failure *failure)
{
	const char *directory = bootstrap_str(message, ATTRIBUTE_STATE_DIR);

	if (!directory)
		return 0;
	files->state = sys_openat(AT_FDCWD, directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return files->state < 0 ? FAIL(OPEN_STATE, OPEN, directory) : 0;
}

static int open_hook_output(const struct bootstrap *message, enum attribute attribute, int *output,
			    struct failure *failure)
{
	const char *path = bootstrap_str(message, attribute);

	if (!path)
		return 0;
	*output = open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOCTTY | O_CLOEXEC, 0600);
	return *output < 0 ? FAIL(HOOKS, OPEN, path) : 0;
}

/* The sender's paths are all opened here, while its view is still ours. */
int launch_open(const struct bootstrap *message, struct launch_files *files, struct failure *failure)
{
	*files = (struct launch_files){
	    .state = -1, .cgroups.unified.fd = -1, .monitor_cgroups.unified.fd = -1, .hook_outputs = {-1, -1}};
	if (open_state(message, files, failure) == 0 && namespaces_open(message, files, failure) == 0 &&
	    open_cgroups(message, ATTRIBUTE_CGROUP, &files->cgroups, failure) == 0 &&
	    open_cgroups(message, ATTRIBUTE_MONITOR_CGROUP, &files->monitor_cgroups, failure) == 0 &&
	    open_hook_output(message, ATTRIBUTE_HOOK_STDOUT, &files->hook_outputs.out, failure) == 0 &&
	    open_hook_output(message, ATTRIBUTE_HOOK_STDERR, &files->hook_outputs.err, failure) == 0)
		return 0;
	launch_files_close(files);
	return -1;
}

static void close_cgroups(struct cgroup_files *cgroups)
{
	fd_close(&cgroups->unified.fd);
	for (unsigned i = 0; i < cgroups->v1_count; i++)
		fd_close(&cgroups->v1[i].fd);
	cgroups->v1_count = 0;
}

void launch_files_close(struct launch_files *files)
{
	fd_close(&files->state);
	for (unsigned i = 0; i < files->host_count; i++)
		fd_close(&files->host[i].fd);
	for (unsigned i = 0; i < files->joined_count; i++)
		fd_close(&files->joined[i].fd);
	files->host_count = files->joined_count = 0;
	close_cgroups(&files->cgroups);
	close_cgroups(&files->monitor_cgroups);
	fd_close(&files->hook_outputs.out);
	fd_close(&files->hook_outputs.err);
}

/*
 * To move a process, by its pid or by cgroup.procs, the kernel first waits until no process can fork or exit under its
 * hands: a grace period of RCU, some 12 ms on an idle machine. A thread that moves itself needs no such wait (5.6), and
 * where it is the only one that is the whole process. The rights that count are those of who opened the file, so this
 * works from inside a user namespace as well (CVE-2021-4197).
 */
int launch_enter_cgroups(const struct cgroup_files *cgroups, struct failure *failure)
{
	for (unsigned i = 0; i < cgroups->v1_count; i++)
		if (write(cgroups->v1[i].fd, "0", 1) != 1)
			return FAIL(JOIN_CGROUPS, WRITE, cgroups->v1[i].path);
	return 0;
}
