/*
 * monitor.c - launches init, tells the sender, and supervises (acts).
 *
 *   launched ── CREATED (mode CREATE) ── STARTED ── reaped ── log and attached are served ── told, recorded ── leaving
 *       └── FAILED, or the sender hung up: init is killed, nothing is left
 *
 * Level-based: handlers only note what happened; settle() then moves what can move, whatever the order of events was.
 */
#include "monitor.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "container.h"
#include "control.h"
#include "fd.h"
#include "kernel.h"
#include "launch.h"
#include "relay.h"
#include "restorer.h"
#include "state.h"
#include "streams.h"
#include "title.h"

/* One monitor is one process. Static, because its buffers are more than a stack should hold. */
static struct outputs outputs;
static struct control control;
static struct relay relay;
static struct container container_of_this_process;

/* Nobody may be there any more: that is noticed as a hang-up, not here. */
static void tell_sender(struct container *container, enum frame_number frame, const void *payload, size_t length,
			int passed_fd)
{
	if (container->sync.fd >= 0)
		frame_send(container->sync.fd, frame, payload, length, passed_fd);
}

/* The last word of a creation. A sender that hung up before it has given up, whichever of the two is noticed first. */
static bool sender_takes(struct container *container, enum frame_number frame)
{
	return container->sync.fd < 0 || frame_send(container->sync.fd, frame, NULL, 0, -1) == 0;
}

/*
 * The sender knows enough. FOREGROUND is its child and tells it the end as well. Shut down, not only closed: a created
 * init, which waits before execve, has a copy of every descriptor of ours.
 */
static void dismiss_sender(struct container *container)
{
	if (container->supervision == supervision_FOREGROUND)
		return;
	shutdown(container->sync.fd, SHUT_RDWR);
	if (container->supervision == supervision_NONE)
		container->leaving = true;
	else
		loop_close(&container->loop, &container->sync);
}

/* Kills init and waits for its death, then says what failed: FAILED means that nothing is left running. */
static void abandon(struct container *container, const struct failure *failure)
{
	char payload[FAILURE_BYTES];

	if (container->process.pidfd >= 0) {
		sys_pidfd_send_signal(container->process.pidfd, SIGKILL);
		poll(&(struct pollfd){.fd = container->process.pidfd, .events = POLLIN}, 1, -1);
		if (container->supervision != supervision_NONE)
			waitid(P_PID, (id_t)container->process.pid, &(siginfo_t){0}, WEXITED);
	}
	if (container_keeps_records(container))
		unlinkat(container->state, "process", 0);
	if (failure)
		tell_sender(container, FRAME_FAILED, payload, failure_encode(failure, payload), -1);
	container->status = 1;
	container->leaving = true;
}

/* The record first: who is told must find it. Returns false where init had to be abandoned instead. */
static bool record_process(struct container *container)
{
	struct failure failure;
	int monitor = container->supervision == supervision_NONE ? 0 : getpid();

	if (!container_keeps_records(container) ||
	    state_write_process(container->state, container->process.pid, container->process.start_time, monitor) == 0)
		return true;
	fail(&failure, STAGE_CONTROL, OPERATION_WRITE, "process");
	abandon(container, &failure);
	return false;
}

/* Nothing is created yet: a sender that hangs up instead of answering has given up. */
static void hooks_due(struct container *container)
{
	container->hooks_due = true;
	tell_sender(container, FRAME_HOOKS_DUE, NULL, 0, -1);
	loop_want(&container->loop, &container->sync, EPOLLIN | EPOLLRDHUP);
}

/* True where the sender has answered, and init goes on. */
static bool take_hooks_done(struct container *container)
{
	struct frame_reader reader;
	struct frame frame;

	if (!container->hooks_due)
		return false;
	frame_reader_init(&reader, NULL, 0);
	if (frame_receive(&reader, container->sync.fd, &frame) != FRAME_COMPLETE || frame.number != FRAME_HOOKS_DONE)
		return false;
	container->hooks_due = false;
	loop_want(&container->loop, &container->sync, EPOLLRDHUP);
	launch_release(&container->process);
	return true;
}

/* Kept by nobody here: when the one who listens is gone, what waits for an answer must get an error and not wait on. */
static void pass_listener(struct container *container)
{
	int32_t number = container->process.listener;

	tell_sender(container, FRAME_SECCOMP_LISTENER, &number, sizeof(number), container->process.listener);
	fd_close(&container->process.listener);
}

static void init_created(struct container *container)
{
	container->created = true;
	if (!record_process(container))
		return;
	if (sender_takes(container, FRAME_CREATED))
		dismiss_sender(container);
	else
		abandon(container, NULL);
}

static void init_started(struct container *container)
{
	container->started = true;
	container->started_at = state_now();
	if (!container->created && !record_process(container))
		return;
	if (!sender_takes(container, FRAME_STARTED)) {
		abandon(container, NULL);
		return;
	}
	control_tell(container, FRAME_STARTED, NULL, 0, -1);
	dismiss_sender(container);
}

/* Before CREATED the launch has failed. After it there is a container, whose process ends without ever having run. */
static void init_failed(struct container *container, const struct failure *failure)
{
	char payload[FAILURE_BYTES];

	if (container->created)
		control_tell(container, FRAME_FAILED, payload, failure_encode(failure, payload), -1);
	else
		abandon(container, failure);
}

static void read_report(struct container *container)
{
	struct failure failure;

	/* The report is closed by its last word: it must not be in the loop then. */
	loop_want(&container->loop, &container->report, 0);
	while (container->report.fd >= 0 && !container->leaving) {
		enum launch_event event = launch_event(&container->process, &failure);

		if (event == LAUNCH_PENDING)
			return;
		if (event == LAUNCH_STARTED || event == LAUNCH_FAILED)
			container->report.fd = -1;
		if (event == LAUNCH_CONSOLE && container->supervision == supervision_FOREGROUND)
			relay_start(container, fd_steal(&container->process.console));
		else if (event == LAUNCH_CONSOLE)
			streams_console(container, fd_steal(&container->process.console));
		else if (event == LAUNCH_HOOKS)
			hooks_due(container);
		else if (event == LAUNCH_LISTENER)
			pass_listener(container);
		else if (event == LAUNCH_CREATED)
			init_created(container);
		else if (event == LAUNCH_STARTED)
			init_started(container);
		else
			init_failed(container, &failure);
	}
}

static void report_ready(struct source *source, uint32_t events)
{
	(void)events;
	read_report(container_of(source, struct container, report));
}

static void tell_process(struct container *container)
{
	char payload[PROCESS_BYTES];

	process_encode(&container->process, payload);
	tell_sender(container, FRAME_PROCESS, payload, sizeof(payload), container->process.pidfd);
}

/* The master side of the restored terminal; without a monitor it is the sender's to keep. */
static void take_console(struct container *container, int console)
{
	if (console < 0)
		return;
	if (container->supervision == supervision_FOREGROUND)
		relay_start(container, console);
	else if (container->supervision == supervision_RESIDENT)
		streams_console(container, console);
	else
		close(console);
}

/*
 * The restorer's word comes by way of the sender, while the process is there and does not run yet. Should the restorer
 * still fail, it kills the process, and that is an end like any other. True where the sender has said so.
 */
static bool take_restored(struct container *container)
{
	struct frame_reader reader;
	struct frame frame;
	struct failure failure;
	int32_t pid;
	char payload[sizeof(pid)];

	if (!container->restoring)
		return false;
	frame_reader_init(&reader, payload, sizeof(payload));
	if (frame_receive(&reader, container->sync.fd, &frame) != FRAME_COMPLETE || frame.number != FRAME_RESTORED ||
	    frame.length != sizeof(pid))
		return false;
	memcpy(&pid, frame.payload, sizeof(pid));
	container->restoring = false;
	if (restorer_adopt(container->message, &container->process, pid, container->supervision == supervision_NONE,
			   &failure) < 0) {
		frame_reader_close(&reader);
		abandon(container, &failure);
		return true;
	}
	take_console(container, frame_take_fd(&reader, 0));
	tell_process(container);
	init_started(container);
	return true;
}

/* The sender hung up before it knew: nobody would ever look after this container. */
static void sync_ready(struct source *source, uint32_t events)
{
	struct container *container = container_of(source, struct container, sync);

	if (events & EPOLLIN && (take_hooks_done(container) || take_restored(container)))
		return;
	/* It may have waited for our answer and read it an instant ago. */
	read_report(container);
	if (container->sync.fd < 0 || container->leaving)
		return;
	loop_close(&container->loop, &container->sync);
	if (!container->created && !container->started)
		abandon(container, NULL);
}

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
			read_report(container);
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
			tell_sender(container, FRAME_EXITED, payload, sizeof(payload), -1);
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
	container->report = (struct source){.fd = -1, .ready = report_ready};
	container->sync.ready = sync_ready;
	container->control->listener.fd = container->control->timer.fd = -1;
	if (loop_open(&container->loop) < 0)
		return fail(failure, STAGE_START_MONITOR, OPERATION_EPOLL, "monitor");
	loop_want(&container->loop, &container->sync, EPOLLRDHUP);
	if (container->supervision != supervision_NONE && open_signals(container, failure) < 0)
		return -1;
	if (open_log(container, message, failure) < 0)
		return -1;
	return control_open(container, container->supervision == supervision_RESIDENT ? directory : -1, failure);
}

/* What becomes of it the sender learns from itself, and tells us. */
static int start_restorer(struct container *container, const struct launch_files *files, const struct streams *streams,
			  struct failure *failure)
{
	struct restorer restorer;
	cleanup_fd int talk = -1;
	int32_t pid;
	uint32_t cursor = 0, fd;

	container->process =
	    (struct process){.pid = -1, .pidfd = -1, .stat = -1, .report = -1, .console = -1, .listener = -1};
	if (restorer_start(container->message, files, streams, &restorer, failure) < 0)
		return -1;
	/* Its own by now, and nobody else's. */
	while (bootstrap_next(container->message, ATTRIBUTE_RESTORER_FD, &cursor, &fd))
		close((int)fd);
	pid = restorer.pid;
	tell_sender(container, FRAME_RESTORER, &pid, sizeof(pid), restorer.pidfd);
	container->restoring = true;
	loop_want(&container->loop, &container->sync, EPOLLIN | EPOLLRDHUP);
	talk = restorer_release(&restorer, failure);
	if (talk < 0)
		return -1;
	tell_sender(container, FRAME_RESTORING, NULL, 0, talk);
	return 0;
}

static int start(struct container *container, const struct bootstrap *message, struct launch_files *files,
		 struct failure *failure)
{
	bool restores = container->mode == mode_RESTORE;
	struct streams theirs;
	int launched;

	if (open_all(container, message, files->state, failure) < 0 ||
	    streams_open(container, message, &theirs, failure) < 0)
		return -1;
	launched = restores ? start_restorer(container, files, &theirs, failure)
			    : launch(message, files, &theirs, &container->process, failure);
	streams_close(&theirs);
	if (launched < 0)
		return -1;
	container->state = fd_steal(&files->state);
	/* A stand-in leaves within moments, and all of this with it. */
	if (container->supervision != supervision_NONE)
		files_close(files);
	streams_release(message, container->supervision == supervision_RESIDENT);
	container->report.fd = container->process.report;
	if (container->supervision == supervision_RESIDENT)
		set_title(bootstrap_str(message, ATTRIBUTE_CONTAINER_ID));
	if (!restores) {
		tell_process(container);
		launch_release(&container->process);
	}
	return 0;
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
	if (start(container, message, files, &failure) < 0) {
		tell_sender(container, FRAME_FAILED, payload, failure_encode(&failure, payload), -1);
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
