/* attend.c - the launcher's work for an init that is there: maps, offsets, scores, host trees (acts). */
#include "attend.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fd.h"
#include "idmaps.h"
#include "kernel.h"
#include "mapping.h"
#include "netdevices.h"
#include "proc_stat.h"
#include "witness.h"

/* One byte and not a frame: init may wait for it with nothing but a read. */
static int tell_init(struct launch *l)
{
	if (send(l->process->report, "g", 1, MSG_NOSIGNAL) != 1)
		return fail(l->failure, STAGE_CREATE_NAMESPACES, OPERATION_SENDMSG, "init");
	return 0;
}

/*
 * Until init says something or ends. Its end of the socket is open in us as well, and in a joiner's caller: so a read
 * alone would never tell of one that was killed, as a small memory limit does before init has said a word.
 */
static int await_init(struct launch *l)
{
	struct pollfd fds[] = {{.fd = l->process->report, .events = POLLIN},
			       {.fd = l->process->pidfd, .events = POLLIN}};

	while (poll(fds, sizeof(fds) / sizeof(*fds), -1) < 0)
		if (errno != EINTR)
			return fail(l->failure, STAGE_CREATE_NAMESPACES, OPERATION_WAIT, "init");
	if (fds[0].revents == 0)
		return fail_with(l->failure, STAGE_EXEC, OPERATION_WAIT, 0, "init was killed before execve");
	return 0;
}

/* Init says HELLO once it has unshared its time namespace. What else it says, or its end, is its failure. */
static int await_unshared(struct launch *l)
{
	struct frame frame;

	if (await_init(l) < 0)
		return -1;
	if (frame_receive(&l->process->reader, l->process->report, &frame) != FRAME_COMPLETE)
		return fail_with(l->failure, STAGE_CREATE_NAMESPACES, OPERATION_READ, EPIPE, "init");
	if (frame.number == FRAME_HELLO)
		return 0;
	if (failure_decode(l->failure, frame.payload, frame.length) < 0)
		fail_with(l->failure, STAGE_CREATE_NAMESPACES, OPERATION_DECODE, EPROTO, "init");
	return -1;
}

/* Into a namespace that is joined they were moved before. */
static int move_devices(struct launch *l)
{
	cleanup_fd int target = -1;
	char path[32];

	if (!bootstrap_has(l->message, ATTRIBUTE_NET_DEVICE))
		return 0;
	snprintf(path, sizeof(path), "%d/ns/net", l->process->pid);
	target = openat(l->proc, path, O_RDONLY | O_CLOEXEC);
	if (target < 0)
		return fail(l->failure, STAGE_NETWORK, OPERATION_OPEN, "network namespace of init");
	return netdevices_move(l->message, l->proc, target, l->failure);
}

/*
 * /proc/PID of init belongs to the host's root, because init is not dumpable: nobody inside could write these files.
 * The maps come first, since offsets and score are checked against the rights that a mapped process has. A score is
 * written by us since init, once in a user namespace, could only raise it.
 */
static int write_outside(struct launch *l)
{
	const char *offsets = bootstrap_str(l->message, ATTRIBUTE_TIME_OFFSETS);
	const char *score = bootstrap_str(l->message, ATTRIBUTE_OOM_SCORE_ADJ);
	pid_t pid = l->process->pid;

	if (l->flags & CLONE_NEWTIME && await_unshared(l) < 0)
		return -1;
	if (l->flags & CLONE_NEWUSER && idmaps_write(l->message, l->proc, pid, l->failure) < 0)
		return -1;
	if (offsets && l->flags & CLONE_NEWTIME && proc_write(l->proc, pid, "timens_offsets", offsets) < 0)
		return fail(l->failure, STAGE_SET_TIME_OFFSETS, OPERATION_WRITE, offsets);
	if (l->flags & CLONE_NEWNET && move_devices(l) < 0)
		return -1;
	if (l->flags & (CLONE_NEWUSER | CLONE_NEWTIME) && tell_init(l) < 0)
		return -1;
	if (score && proc_write(l->proc, pid, "oom_score_adj", score) < 0)
		return fail(l->failure, STAGE_LIMITS, OPERATION_WRITE, "oom_score_adj");
	return 0;
}

/* Everything after the clone. Init makes its mounts meanwhile. */
static int serve_init(struct launch *l)
{
	struct process *process = l->process;

	if (write_outside(l) < 0)
		return -1;
	if (!sources_are_sent(l->message, &l->files->namespaces))
		return 0;
	if (sources_open_late(&l->sources, l->message, &l->files->namespaces, l->proc, process->pid, l->failure) < 0)
		return -1;
	if (sources_send(&l->sources, process->report, l->failure) < 0)
		return -1;
	return mapping_begin(&process->mapping, l->message, &l->sources.ids, l->failure, l->proc, process->pid);
}

static int read_start_time(struct launch *l)
{
	struct process *process = l->process;

	return l->witness ? witness_read(l->witness, process->stat, &process->start_time)
			  : proc_stat_start_time(process->stat, &process->start_time);
}

void attend_init(struct launch *l)
{
	struct process *process = l->process;
	char path[32];

	snprintf(path, sizeof(path), "%d/stat", process->pid);
	process->stat = sys_openat(l->proc, path, O_RDONLY | O_CLOEXEC);
	if (process->stat < 0 || read_start_time(l) < 0) {
		fail(l->failure, STAGE_CREATE_NAMESPACES, OPERATION_OPEN, "/proc/PID/stat");
		process->failed = true;
	} else {
		process->failed = serve_init(l) < 0;
	}
	sources_close(&l->sources);
	if (process->failed) {
		process->failure = *l->failure;
		sys_pidfd_send_signal(process->pidfd, SIGKILL);
	}
}
