/* restorer.c - starts criu in mounts of its own, and adopts the process that it makes (acts). */
#include "restorer.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fd.h"
#include "kernel.h"
#include "proc_stat.h"
#include "stages.h"

/* Everything that is mounted from here on is seen by this process and its children alone, and goes with them. */
static int make_own_mounts(struct init *init)
{
	if (unshare(CLONE_NEWNS) < 0)
		return STEP_FAILED(UNSHARE, "mount namespace");
	return make_root(init);
}

/*
 * What is mounted in the container was mounted on directories and files that its making has made, in the root and in
 * what is bound there. Where they are gone they are made again, by mounting everything once more in a mount namespace
 * that nobody else ever sees.
 */
static int make_mount_points(struct init *init)
{
	siginfo_t info;
	pid_t pid;

	if (!bootstrap_has(init->message, ATTRIBUTE_MOUNT))
		return 0;
	pid = fork();
	if (pid < 0)
		return STEP_FAILED(FORK, "mount points");
	if (pid == 0) {
		char payload[FAILURE_BYTES];

		if (make_own_mounts(init) == 0 && mount_all(init) == 0)
			_exit(EXIT_SUCCESS);
		frame_send(init->report, FRAME_FAILED, payload, failure_encode(&init->failure, payload), -1);
		_exit(EXIT_FAILURE);
	}
	while (waitid(P_PID, (id_t)pid, &info, WEXITED) < 0)
		if (errno != EINTR)
			return STEP_FAILED(WAIT, "mount points");
	if (info.si_code != CLD_EXITED || info.si_status != EXIT_SUCCESS)
		return fail_with(&init->failure, init->stage, OPERATION_WAIT, 0, "mount points");
	return 0;
}

/*
 * Made here, so that the program finds itself when it asks who is at the other end of its socket: criu looks for
 * descriptors that it is told of in that process.
 */
static int open_talk(struct init *init)
{
	cleanup_fd int theirs = -1;
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return STEP_FAILED(SOCKET, "restorer");
	theirs = ends[1];
	if (frame_send(init->report, FRAME_RESTORING, NULL, 0, theirs) < 0) {
		close(ends[0]);
		return STEP_FAILED(SENDMSG, "launcher");
	}
	return ends[0];
}

/*
 * What the program is given, in the order of its numbers: its socket, its directories, its descriptors. A directory is
 * opened in the mount namespace that the program has: nothing can be mounted on one of another.
 */
static int collect(struct init *init, int fds[RESTORER_FDS], int *count)
{
	uint32_t cursor = 0, fd;
	const char *path;

	fds[0] = open_talk(init);
	if (fds[0] < 0)
		return -1;
	*count = 1;
	while (*count < RESTORER_FDS && bootstrap_next(init->message, ATTRIBUTE_RESTORER_DIR, &cursor, &path)) {
		fds[*count] = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (fds[(*count)++] < 0)
			return STEP_FAILED(OPEN, path);
	}
	cursor = 0;
	while (*count < RESTORER_FDS && bootstrap_next(init->message, ATTRIBUTE_RESTORER_FD, &cursor, &fd))
		fds[(*count)++] = (int)fd;
	return 0;
}

/* First out of each other's way, then to their places behind the standard streams; dup2 drops close-on-exec. */
static int pass_descriptors(struct init *init)
{
	int fds[RESTORER_FDS], count;

	if (collect(init, fds, &count) < 0)
		return -1;
	for (int i = 0; i < count; i++) {
		fds[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, 3 + RESTORER_FDS);
		if (fds[i] < 0)
			return STEP_FAILED(OPEN, "RESTORER_FD");
	}
	if (init->report < 3 + RESTORER_FDS)
		init->report = fcntl(init->report, F_DUPFD_CLOEXEC, 3 + RESTORER_FDS);
	for (int i = 0; i < count; i++)
		if (dup2(fds[i], 3 + i) < 0)
			return STEP_FAILED(OPEN, "RESTORER_FD");
	return 0;
}

static int connect_program(struct init *init)
{
	const int streams[] = {init->streams->in, init->streams->out, init->streams->err};

	/* With a terminal there are none: the container's own is made by the program. */
	for (int i = 0; i < 3; i++)
		if (streams[i] >= 0 && dup2(streams[i], i) < 0)
			return STEP_FAILED(OPEN, "standard streams");
	return pass_descriptors(init);
}

static int become_program(struct init *init)
{
	char go;
	sigset_t none;

	/* First whoever must reap us is told. */
	if (read(init->report, &go, 1) != 1)
		return fail_with(&init->failure, init->stage, OPERATION_READ, EPIPE, "launcher");
	if (cgroups_enter(init->cgroups, &init->failure) < 0)
		return -1;
	init->stage = STAGE_MOUNTS;
	if (make_mount_points(init) < 0)
		return -1;
	init->stage = STAGE_ROOTFS;
	if (make_own_mounts(init) < 0)
		return -1;
	init->stage = STAGE_RESTORE;
	if (chdir("/") < 0)
		return STEP_FAILED(CHDIR, "/");
	if (connect_program(init) < 0)
		return -1;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execve(init->message->argv[0], init->message->argv, init->message->envp);
	return STEP_FAILED(EXECVE, init->message->argv[0]);
}

static _Noreturn void run_restorer(const struct bootstrap *message, const struct launch_files *files,
				   const struct streams *streams, int report)
{
	char payload[FAILURE_BYTES];
	struct init init = {
	    .message = message,
	    .streams = streams,
	    .stage = STAGE_RESTORE,
	    .cgroups = &files->cgroups,
	    .report = report,
	    .root = -1,
	};

	become_program(&init);
	frame_send(init.report, FRAME_FAILED, payload, failure_encode(&init.failure, payload), -1);
	_exit(EXIT_FAILURE);
}

int restorer_start(const struct bootstrap *message, const struct launch_files *files, const struct streams *streams,
		   struct restorer *restorer, struct failure *failure)
{
	const struct cgroup_file *cgroup = &files->cgroups.unified;
	cleanup_fd int theirs = -1;
	int ends[2], pidfd = -1;
	struct clone_args args = {
	    .flags = CLONE_PIDFD,
	    .pidfd = (uintptr_t)&pidfd,
	    .exit_signal = files->sibling ? 0 : SIGCHLD,
	    .cgroup = cgroup->fd >= 0 ? (uint64_t)cgroup->fd : 0,
	};

	if (files->sibling)
		args.flags |= CLONE_PARENT;
	if (cgroup->fd >= 0)
		args.flags |= CLONE_INTO_CGROUP;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
		return FAIL(RESTORE, SOCKET, "restorer");
	theirs = ends[1];
	*restorer = (struct restorer){.report = ends[0]};
	restorer->pid = sys_clone3(&args);
	if (restorer->pid == 0) {
		close(ends[0]);
		run_restorer(message, files, streams, theirs);
	}
	if (restorer->pid < 0) {
		fail(failure, STAGE_RESTORE, OPERATION_CLONE, cgroup->fd >= 0 ? cgroup->path : "restorer");
		fd_close(&restorer->report);
		return -1;
	}
	restorer->pidfd = pidfd;
	return 0;
}

/* Its last word; its end of the socket closes with execve. */
static int await_program(struct restorer *restorer, int *talk, struct failure *failure)
{
	char payload[FAILURE_BYTES];
	struct frame_reader reader;
	struct frame frame;
	enum frame_status status;

	frame_reader_init(&reader, payload, sizeof(payload));
	status = frame_receive(&reader, restorer->report, &frame);
	if (status == FRAME_COMPLETE && frame.number == FRAME_RESTORING) {
		*talk = frame_take_fd(&reader, 0);
		status = frame_receive(&reader, restorer->report, &frame);
		if (status == FRAME_END)
			return 0;
	}
	if (status != FRAME_COMPLETE || failure_decode(failure, frame.payload, frame.length) < 0)
		fail_with(failure, STAGE_RESTORE, OPERATION_WAIT, 0, "restorer was killed");
	frame_reader_close(&reader);
	return -1;
}

int restorer_release(struct restorer *restorer, struct failure *failure)
{
	cleanup_fd int talk = -1;
	int result = 0;

	if (send(restorer->report, "g", 1, MSG_NOSIGNAL) != 1)
		result = FAIL(RESTORE, SENDMSG, "restorer");
	if (result == 0)
		result = await_program(restorer, &talk, failure);
	fd_close(&restorer->report);
	fd_close(&restorer->pidfd);
	return result < 0 ? -1 : fd_steal(&talk);
}

/* In a new network namespace nothing is up, and the restorer makes it empty. */
static int raise_loopback_of(const struct bootstrap *message, pid_t pid, struct failure *failure)
{
	struct init init = {.message = message, .stage = STAGE_NETWORK};
	siginfo_t info;
	char path[32];
	cleanup_fd int namespace = -1;
	pid_t child;

	if (!bootstrap_u32(message, ATTRIBUTE_LOOPBACK, 0))
		return 0;
	snprintf(path, sizeof(path), "/proc/%d/ns/net", pid);
	namespace = open(path, O_RDONLY | O_CLOEXEC);
	if (namespace < 0)
		return FAIL(NETWORK, OPEN, path);
	child = fork();
	if (child < 0)
		return FAIL(NETWORK, FORK, "lo");
	if (child == 0)
		_exit(setns(namespace, CLONE_NEWNET) == 0 && raise_loopback(&init) == 0 ? EXIT_SUCCESS : errno);
	while (waitid(P_PID, (id_t)child, &info, WEXITED) < 0)
		if (errno != EINTR)
			return FAIL(NETWORK, WAIT, "lo");
	return info.si_status == EXIT_SUCCESS
		   ? 0
		   : fail_with(failure, STAGE_NETWORK, OPERATION_IOCTL, info.si_status, "lo");
}

int restorer_adopt(const struct bootstrap *message, struct process *process, pid_t pid, bool sibling,
		   struct failure *failure)
{
	cleanup_fd int stat = -1, pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	uint64_t fields[STAT_START_TIME + 1];
	char path[32];

	if (pidfd < 0)
		return FAIL(RESTORE, OPEN, "pidfd");
	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	stat = open(path, O_RDONLY | O_CLOEXEC);
	if (stat < 0 || proc_stat_read(stat, fields, STAT_START_TIME) < 0)
		return FAIL(RESTORE, OPEN, "/proc/PID/stat");
	/* Read from where the start time is, so that both are of the process that pidfd is of. */
	if (fields[STAT_PARENT] != (uint64_t)(sibling ? getppid() : getpid()))
		return fail_with(failure, STAGE_RESTORE, OPERATION_DECODE, ECHILD, "RESTORED");
	if (raise_loopback_of(message, pid, failure) < 0)
		return -1;
	process->start_time = fields[STAT_START_TIME];
	process->pid = pid;
	process->pidfd = fd_steal(&pidfd);
	return 0;
}
