/* main.c - nodens-init FD: reads one message, opens what it names, and becomes the monitor or leaves one (acts). */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "decode.h"
#include "fd.h"
#include "frame.h"
#include "kernel.h"
#include "launch.h"
#include "monitor.h"
#include "mounting.h"
#include "namespaces.h"
#include "restorer.h"

static int refuse(int sync, const struct failure *failure)
{
	char payload[FAILURE_BYTES];

	frame_send(sync, FRAME_FAILED, payload, failure_encode(failure, payload), -1);
	return EXIT_FAILURE;
}

/* Whether there is a namespace of this type that is not the sender's own. */
static bool leaves(const struct bootstrap *message, uint32_t flag, const char *word)
{
	const char *joined = bootstrap_str(message, ATTRIBUTE_NS_PATHS);

	return bootstrap_u32(message, ATTRIBUTE_CLONE_FLAGS, 0) & flag || (joined && strstr(joined, word));
}

static bool has_host_root(const struct bootstrap *message)
{
	return bootstrap_has(message, ATTRIBUTE_ROOT) && bootstrap_has(message, ATTRIBUTE_ROOT_PLACE) &&
	       bootstrap_has(message, ATTRIBUTE_STATE_DIR) && !leaves(message, CLONE_NEWNS, "mnt:");
}

/*
 * What a decoded message must have to be acted on. A bare message of runc's is well-formed and names no program; and
 * what would be done to the host instead of a container is refused, whoever planned it.
 */
static int check_complete(const struct bootstrap *message, struct failure *failure)
{
	const char *missing = NULL;

	if (!bootstrap_has(message, ATTRIBUTE_MODE))
		missing = "MODE: missing";
	else if (bootstrap_u32(message, ATTRIBUTE_MODE, 0) == mode_HOOKS)
		missing = bootstrap_has(message, ATTRIBUTE_HOOK) ? NULL : "HOOK: missing";
	else if (bootstrap_u32(message, ATTRIBUTE_MODE, 0) == mode_MOUNT)
		missing = leaves(message, CLONE_NEWNS, "mnt:") ? NULL : "NS_PATHS: needs a mount namespace";
	else if (message->arguments == 0)
		missing = "ARG: missing";
	else if (bootstrap_u32(message, ATTRIBUTE_MODE, 0) == mode_RESTORE)
		missing = bootstrap_has(message, ATTRIBUTE_ROOT_PLACE) ? NULL : "ROOT_PLACE: missing";
	else if (bootstrap_u32(message, ATTRIBUTE_HOST_ROOT, 0) && !has_host_root(message))
		missing = "HOST_ROOT: needs ROOT, ROOT_PLACE and STATE_DIR, and no mount namespace";
	else if (bootstrap_has(message, ATTRIBUTE_ROOT) && !leaves(message, CLONE_NEWNS, "mnt:") &&
		 !bootstrap_u32(message, ATTRIBUTE_HOST_ROOT, 0))
		missing = "ROOT: needs a mount namespace";
	else if ((bootstrap_has(message, ATTRIBUTE_HOSTNAME) || bootstrap_has(message, ATTRIBUTE_DOMAINNAME)) &&
		 !leaves(message, CLONE_NEWUTS, "uts:"))
		missing = "HOSTNAME: needs a UTS namespace";
	return missing ? fail_with(failure, STAGE_READ_MESSAGE, OPERATION_DECODE, EBADMSG, missing) : 0;
}

/* Where the sender has closed a standard stream, what we open must not come in its place and become the container's. */
static void fill_standard_streams(void)
{
	int fd;

	do
		fd = sys_openat(AT_FDCWD, "/dev/null", O_RDWR | O_CLOEXEC);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

/* Closes what is below the number that is kept; returns the first above it. */
static unsigned close_below(unsigned from, unsigned kept)
{
	if (kept < from)
		return from;
	if (kept > from)
		sys_close_range(from, kept - 1, 0);
	return kept + 1;
}

static int by_number(const void *one, const void *other)
{
	unsigned a = *(const unsigned *)one, b = *(const unsigned *)other;

	return (a > b) - (a < b);
}

/*
 * A number that is promised to the container and not open would soon be one of ours. And a sender of many threads can't
 * keep all of its own descriptors from its children: a monitor lives long, and a pipe that it held by chance would
 * never end.
 */
static int sort_descriptors(const struct bootstrap *message, unsigned sync, struct failure *failure)
{
	unsigned preserved = bootstrap_u32(message, ATTRIBUTE_PRESERVE_FDS, 0);
	unsigned kept[2 + RESTORER_FDS] = {sync, bootstrap_u32(message, ATTRIBUTE_CONSOLE_FD, sync)};
	unsigned from = 3, count = 2;
	uint32_t cursor = 0;

	for (; from - 3 < preserved; from++)
		if (from == sync || fcntl((int)from, F_GETFD) < 0)
			return fail_with(failure, STAGE_READ_MESSAGE, OPERATION_DECODE, EBADF, "PRESERVE_FDS");
	while (count < sizeof(kept) / sizeof(*kept) &&
	       bootstrap_next(message, ATTRIBUTE_RESTORER_FD, &cursor, &kept[count]))
		count++;
	for (unsigned i = 1; i < count; i++)
		if (kept[i] != sync && fcntl((int)kept[i], F_GETFD) < 0)
			return fail_with(failure, STAGE_READ_MESSAGE, OPERATION_DECODE, EBADF,
					 i == 1 ? "CONSOLE_FD" : "RESTORER_FD");
	qsort(kept, count, sizeof(*kept), by_number);
	for (unsigned i = 0; i < count; i++)
		from = close_below(from, kept[i]);
	sys_close_range(from, ~0u, 0);
	return 0;
}

/*
 * The sender learns of the monitor before it hears from it: the monitor waits at the gate until that frame is out. The
 * spawned process is the one who sends it, for only here the monitor's pid is what the sender's pid namespace says.
 */
static int leave_monitor(int sync, pid_t pid, int pidfd, struct failure *failure)
{
	int32_t visible = pid;

	if (frame_send(sync, FRAME_MONITOR, &visible, sizeof(visible), pidfd) < 0)
		return FAIL(START_MONITOR, SENDMSG, "sender");
	return 0;
}

/* The sender's own child is its monitor. An EXEC has none: what it is a child of is the container's, not the exec's. */
static int tell_foreground(const struct bootstrap *message, int sync, struct failure *failure)
{
	int32_t self = getpid();
	cleanup_fd int pidfd = -1;

	if (bootstrap_u32(message, ATTRIBUTE_MODE, mode_RUN) == mode_EXEC)
		return 0;
	pidfd = (int)syscall(SYS_pidfd_open, self, 0);
	if (pidfd < 0)
		return FAIL(START_MONITOR, OPEN, "pidfd");
	if (frame_send(sync, FRAME_MONITOR, &self, sizeof(self), pidfd) < 0)
		return FAIL(START_MONITOR, SENDMSG, "sender");
	return 0;
}

static int start_monitor(const struct bootstrap *message, struct launch_files *files, int sync)
{
	const struct cgroup_file *cgroup = &files->monitor_cgroups.unified;
	struct failure failure;
	int gate[2], pidfd = -1;
	char open_gate;
	pid_t pid;
	struct clone_args args = {
	    .flags = CLONE_PIDFD | (cgroup->fd >= 0 ? CLONE_INTO_CGROUP : 0),
	    .pidfd = (uintptr_t)&pidfd,
	    .exit_signal = SIGCHLD,
	    .cgroup = (uint64_t)cgroup->fd,
	};

	if (pipe2(gate, O_CLOEXEC) < 0) {
		fail(&failure, STAGE_START_MONITOR, OPERATION_PIPE, "monitor");
		return refuse(sync, &failure);
	}
	pid = sys_clone3(&args);
	if (pid < 0) {
		fail(&failure, STAGE_START_MONITOR, OPERATION_CLONE, cgroup->fd >= 0 ? cgroup->path : "monitor");
		return refuse(sync, &failure);
	}
	if (pid == 0) {
		close(gate[1]);
		if (read(gate[0], &open_gate, 1) != 1)
			_exit(EXIT_FAILURE);
		close(gate[0]);
		setsid();
		if (cgroups_enter(&files->monitor_cgroups, &failure) < 0)
			_exit(refuse(sync, &failure));
		_exit(monitor_run(message, files, sync));
	}
	if (leave_monitor(sync, pid, pidfd, &failure) < 0)
		return refuse(sync, &failure); /* and the gate's end lets the monitor go */
	return write(gate[1], "g", 1) == 1 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* For as long as the sender cares: its end is the end of the hook that runs. */
static int run_hooks(const struct bootstrap *message, const struct launch_files *files, int sync)
{
	struct hooks hooks = {.message = message, .outputs = &files->hook_outputs, .directory = -1, .patron = sync};
	struct failure failure;

	if (hooks_run(&hooks, hook_moment_RUNTIME, &failure) < 0)
		return refuse(sync, &failure);
	return frame_send(sync, FRAME_HOOKS_DONE, NULL, 0, -1) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int mount_for_sender(const struct bootstrap *message, const struct launch_files *files, int sync)
{
	struct failure failure;

	if (mount_in_container(message, files, &failure) < 0)
		return refuse(sync, &failure);
	return frame_send(sync, FRAME_MOUNTED, NULL, 0, -1) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int argument_count, char **arguments)
{
	struct bootstrap message;
	struct launch_files files;
	struct failure failure;
	char *end = NULL;
	long sync = argument_count == 2 ? strtol(arguments[1], &end, 10) : -1;

	if (sync < 0 || sync > INT_MAX || *end != '\0' || fcntl((int)sync, F_SETFD, FD_CLOEXEC) < 0) {
		fprintf(stderr, "usage: nodens-init FD, where FD is one end of a connected Unix stream socket\n");
		return EXIT_FAILURE;
	}
	/*
	 * Nothing of this memory and of /proc/self/exe is for those whose namespaces are joined (CVE-2016-9962).
	 * Without root that would close our own /proc to us, id maps included.
	 */
	if (geteuid() == 0)
		prctl(PR_SET_DUMPABLE, 0);
	fill_standard_streams();
	if (bootstrap_read(&message, (int)sync, &failure) < 0 || check_complete(&message, &failure) < 0 ||
	    sort_descriptors(&message, (unsigned)sync, &failure) < 0 || files_open(&message, &files, &failure) < 0 ||
	    namespaces_join_host(&files.namespaces, &failure) < 0)
		return refuse((int)sync, &failure);
	if (bootstrap_u32(&message, ATTRIBUTE_MODE, mode_RUN) == mode_HOOKS)
		return run_hooks(&message, &files, (int)sync);
	if (bootstrap_u32(&message, ATTRIBUTE_MODE, mode_RUN) == mode_MOUNT)
		return mount_for_sender(&message, &files, (int)sync);
	switch (bootstrap_u32(&message, ATTRIBUTE_SUPERVISION, supervision_NONE)) {
	case supervision_RESIDENT:
		return start_monitor(&message, &files, (int)sync);
	case supervision_NONE:
		files.sibling = true;
		break;
	default:
		if (tell_foreground(&message, (int)sync, &failure) < 0)
			return refuse((int)sync, &failure);
		break;
	}
	return monitor_run(&message, &files, (int)sync);
}
