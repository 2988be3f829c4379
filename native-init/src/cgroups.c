/* cgroups.c - opens cgroups of both versions, and enters those of version 1 (acts). */
#include "cgroups.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "fd.h"
#include "kernel.h"

/*
 * Version 2 is entered by clone3 with a directory's descriptor; there can be only one. Version 1 is entered by a write,
 * and who may write is decided by who opened the file: us, now, with all the rights that we have. Of its two files
 * tasks is the one that a thread can enter without a wait, see cgroups_enter.
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

int cgroups_open(const struct bootstrap *message, enum attribute attribute, struct cgroup_files *cgroups,
		 struct failure *failure)
{
	struct cgroup_record record;
	uint32_t cursor = 0;

	while (bootstrap_next(message, attribute, &cursor, &record)) {
		if (cgroups->v1_count == CGROUPS_V1)
			return fail_with(failure, STAGE_JOIN_CGROUPS, OPERATION_DECODE, E2BIG, record.path);
		if (open_cgroup(cgroups, &record, failure) < 0)
			return -1;
	}
	return 0;
}

/*
 * To move a process, by its pid or by cgroup.procs, the kernel first waits until no process can fork or exit under its
 * hands: a grace period of RCU, some 12 ms on an idle machine. A thread that moves itself needs no such wait (5.6), and
 * where it is the only one that is the whole process. The rights that count are those of who opened the file, so this
 * works from inside a user namespace as well (CVE-2021-4197).
 */
int cgroups_enter(const struct cgroup_files *cgroups, struct failure *failure)
{
	for (unsigned i = 0; i < cgroups->v1_count; i++)
		if (write(cgroups->v1[i].fd, "0", 1) != 1)
			return FAIL(JOIN_CGROUPS, WRITE, cgroups->v1[i].path);
	return 0;
}

void cgroups_close(struct cgroup_files *cgroups)
{
	fd_close(&cgroups->unified.fd);
	for (unsigned i = 0; i < cgroups->v1_count; i++)
		fd_close(&cgroups->v1[i].fd);
	cgroups->v1_count = 0;
}
