/* creation.c - launches init, hears it and the sender, and tells each what the other said (acts). */
#include "creation.h"

#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "control.h"
#include "fd.h"
#include "kernel.h"
#include "launch.h"
#include "relay.h"
#include "restorer.h"
#include "sender.h"
#include "state.h"
#include "streams.h"
#include "title.h"

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
		sender_tell(container, FRAME_FAILED, payload, failure_encode(failure, payload), -1);
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
	sender_tell(container, FRAME_HOOKS_DUE, NULL, 0, -1);
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

	sender_tell(container, FRAME_SECCOMP_LISTENER, &number, sizeof(number), container->process.listener);
	fd_close(&container->process.listener);
}

static void init_created(struct container *container)
{
	container->created = true;
	if (!record_process(container))
		return;
	if (sender_takes(container, FRAME_CREATED))
		sender_dismiss(container);
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
	sender_dismiss(container);
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

void creation_read_report(struct container *container)
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
	creation_read_report(container_of(source, struct container, report));
}

/* The master side of the restored terminal; without a monitor it is the sender's to keep. */
static void take_console(struct container *container, int console)
{
	if (console < 0)
		return;
	if (container->supervision == supervision_FOREGROUND) {
		/* It may have been made for one who is not relayed. */
		terminal_plain_newlines(console);
		relay_start(container, console);
	} else if (container->supervision == supervision_RESIDENT) {
		streams_console(container, console);
	} else {
		close(console);
	}
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
	sender_tell_process(container);
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
	creation_read_report(container);
	if (container->sync.fd < 0 || container->leaving)
		return;
	loop_close(&container->loop, &container->sync);
	if (!container->created && !container->started)
		abandon(container, NULL);
}

void creation_init(struct container *container)
{
	container->report = (struct source){.fd = -1, .ready = report_ready};
	container->sync.ready = sync_ready;
	loop_want(&container->loop, &container->sync, EPOLLRDHUP);
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
	sender_tell(container, FRAME_RESTORER, &pid, sizeof(pid), restorer.pidfd);
	container->restoring = true;
	loop_want(&container->loop, &container->sync, EPOLLIN | EPOLLRDHUP);
	talk = restorer_release(&restorer, failure);
	if (talk < 0)
		return -1;
	sender_tell(container, FRAME_RESTORING, NULL, 0, talk);
	return 0;
}

int creation_start(struct container *container, struct launch_files *files, struct failure *failure)
{
	const struct bootstrap *message = container->message;
	bool restores = container->mode == mode_RESTORE;
	struct streams theirs;
	int launched;

	if (streams_open(container, message, &theirs, failure) < 0)
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
	/* Not before the clone, which would take the title along. */
	if (container->supervision == supervision_RESIDENT)
		set_title(bootstrap_str(message, ATTRIBUTE_CONTAINER_ID));
	if (!restores) {
		sender_tell_process(container);
		launch_release(&container->process);
	}
	return 0;
}
