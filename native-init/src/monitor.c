/*
 * monitor.c - a container's monitor, from its message to its end (acts). What is before STARTED is in creation.c.
 *
 *   launched ── CREATED (mode CREATE) ── STARTED ── reaped ── log and attached are served ── told, recorded ── leaving
 *       └── FAILED, or the sender hung up: init is killed, nothing is left
 *
 * Level-based: handlers only note what happened; settle() then moves what can move, whatever the order of events was.
 */
#include "monitor.h"

#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "container.h"
#include "control.h"
#include "creation.h"
#include "relay.h"
#include "sender.h"
#include "state.h"
#include "streams.h"

/* One monitor is one process. Static, because its buffers are more than a stack should hold. */
static struct outputs outputs;
static struct control control;
static struct relay relay;
static struct container container_of_this_process;

/*
 * Every child, and every orphan that a subreaper is given. A process is looked at before it is reaped, because what it
 * said last is still to be read, and until it is reaped its pid can't be another's.
 */
static void reap(struct container *container)
{
	for (;;) {
		siginfo_t info = {0};

		if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) < 0 || info.si_pid == 0)
			return;
		if (info.si_pid == container->process.pid) {
			creation_read_report(container);
			if (container->leaving)
				return;
			container->finished_at = state_now();
			container->ending = ending_of(&info);
			container->reaped = true;
		} else {
			control_reaped(container, &info);
		}
		waitid(P_PID, (id_t)info.si_pid, &info, WEXITED | WNOHANG);
	}
}

static void signals_ready(struct source *source, uint32_t events)
{
	struct container *container = container_of(source, struct container, signals);
	struct signalfd_siginfo info;

	(void)events;
	if (read(source->fd, &info, sizeof(info)) != sizeof(info))
		return;
	if (info.ssi_signo == SIGCHLD)
		reap(container);
	else
		relay_signal(container, &info);
}

/*
 * The log is complete before the end is known, unless it can't be written: a full disk keeps nobody from knowing that
 * the process is dead, and the monitor stays for the lines that BLOCK has promised.
 */
static void settle_end(struct container *container)
{
	char payload[ENDING_BYTES];
	bool log_is_stuck = container->log.start < container->log.end;

	if (!container->reaped || (!streams_finished(container) && !log_is_stuck))
		return;
	container->recorded = container->recorded || container_record_exit(container);
	if (!container->told) {
		relay_end(container);
		ending_encode(&container->ending, payload);
		control_tell(container, FRAME_EXITED, payload, sizeof(payload), -1);
		if (container->supervision == supervision_FOREGROUND) {
			sender_tell(container, FRAME_EXITED, payload, sizeof(payload), -1);
			container->status = container->ending.code;
		}
		container->told = true;
	}
	container->leaving = (container->recorded && streams_finished(container) && control_idle(container)) ||
			     container_was_deleted(container);
}

static void settle(struct container *container)
{
	control_settle(container);
	streams_settle(container);
	relay_settle(container);
	settle_end(container);
	control_await(container);
	loop_want(&container->loop, &container->report, EPOLLIN);
}

/* RESIDENT ignores every signal but SIGCHLD: who wants it gone means its container, or sends SIGKILL. */
static int open_signals(struct container *container, struct failure *failure)
{
	sigset_t heard, blocked;

	sigemptyset(&heard);
	if (container->supervision == supervision_FOREGROUND)
		relay_signals(&heard);
	sigaddset(&heard, SIGCHLD);
	sigfillset(&blocked);
	sigprocmask(SIG_BLOCK, &blocked, NULL);
	container->signals = (struct source){.ready = signals_ready};
	container->signals.fd = signalfd(-1, &heard, SFD_NONBLOCK | SFD_CLOEXEC);
	if (container->signals.fd < 0)
		return fail(failure, STAGE_START_MONITOR, OPERATION_SIGNALFD, "signals");
	/*
	 * Orphans of a container in our own pid namespace come to us. From a joined one they go to that namespace's
	 * init: the kernel looks for subreapers on its own level only.
	 */
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	return loop_want(&container->loop, &container->signals, EPOLLIN);
}

static int open_log(struct container *container, const struct bootstrap *message, struct failure *failure)
{
	struct log_record record;

	if (container->supervision != supervision_RESIDENT || !bootstrap_record(message, ATTRIBUTE_LOG, &record))
		return 0;
	container->log.max_size = record.maxSizeBytes;
	container->log.max_files = record.maxFiles;
	container->log.drops_oldest = record.whenFull == when_full_DROP_OLDEST;
	return log_open(&container->log, record.path) == 0 ? 0 : FAIL(LOG, OPEN, record.path);
}

static int open_all(struct container *container, const struct bootstrap *message, int directory,
		    struct failure *failure)
{
	container->control->listener.fd = container->control->timer.fd = -1;
	if (loop_open(&container->loop) < 0)
		return fail(failure, STAGE_START_MONITOR, OPERATION_EPOLL, "monitor");
	creation_init(container);
	if (container->supervision != supervision_NONE && open_signals(container, failure) < 0)
		return -1;
	if (open_log(container, message, failure) < 0)
		return -1;
	return control_open(container, container->supervision == supervision_RESIDENT ? directory : -1, failure);
}

int monitor_run(const struct bootstrap *message, struct launch_files *files, int sync)
{
	struct container *container = &container_of_this_process;
	struct failure failure;
	char payload[FAILURE_BYTES];

	container->outputs = &outputs;
	container->control = &control;
	container->relay = &relay;
	container->message = message;
	container->mode = bootstrap_u32(message, ATTRIBUTE_MODE, mode_RUN);
	container->supervision = bootstrap_u32(message, ATTRIBUTE_SUPERVISION, supervision_NONE);
	container->sync.fd = sync;
	container->state = -1;
	if (open_all(container, message, files->state, &failure) < 0 ||
	    creation_start(container, files, &failure) < 0) {
		sender_tell(container, FRAME_FAILED, payload, failure_encode(&failure, payload), -1);
		container->status = 1;
		container->leaving = true;
	}
	while (!container->leaving) {
		settle(container);
		if (!container->leaving)
			loop_turn(&container->loop);
	}
	control_close(container);
	log_close(&container->log);
	return container->status;
}
