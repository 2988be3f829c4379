/* execution.c - a process that a connection to control.sock asked for: the monitor's own child (acts). */
#include "execution.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <unistd.h>

#include "decode.h"
#include "fd.h"
#include "files.h"
#include "kernel.h"
#include "launch.h"

static void report_ready(struct source *source, uint32_t events);
static void console_ready(struct source *source, uint32_t events);

/* Numbers of descriptors mean something in the process that wrote the message: here they would be the monitor's own. */
static int check_message(const struct bootstrap *message, struct failure *failure)
{
	const char *refused = NULL;

	if (bootstrap_u32(message, ATTRIBUTE_MODE, mode_RUN) != mode_EXEC)
		refused = "MODE";
	/* NONE would make it a child of the monitor's parent. */
	else if (bootstrap_u32(message, ATTRIBUTE_SUPERVISION, supervision_NONE) != supervision_RESIDENT)
		refused = "SUPERVISION";
	else if (bootstrap_has(message, ATTRIBUTE_CONSOLE_FD))
		refused = "CONSOLE_FD";
	else if (bootstrap_u32(message, ATTRIBUTE_PRESERVE_FDS, 0) != 0)
		refused = "PRESERVE_FDS";
	/* Nobody on control.sock would answer. */
	else if (bootstrap_has(message, ATTRIBUTE_AWAIT_HOOKS))
		refused = "AWAIT_HOOKS";
	return refused == NULL ? 0 : fail_with(failure, STAGE_CONTROL, OPERATION_DECODE, EINVAL, refused);
}

static int launch_message(struct execution *execution, const struct bootstrap *message, struct frame_reader *reader,
			  struct failure *failure)
{
	cleanup_fd int in = frame_take_fd(reader, 0);
	cleanup_fd int out = frame_take_fd(reader, 1);
	cleanup_fd int err = frame_take_fd(reader, 2);
	struct streams streams = {.in = in, .out = out, .err = err};
	struct launch_files files;
	int launched;

	if (err < 0 && !bootstrap_has(message, ATTRIBUTE_TERMINAL))
		return fail_with(failure, STAGE_CONTROL, OPERATION_DECODE, EBADF, "standard streams");
	if (files_open(message, &files, failure) < 0)
		return -1;
	launched = launch(message, &files, &streams, &execution->process, failure);
	files_close(&files);
	return launched;
}

void execution_init(struct execution *execution, struct loop *loop, struct outbox *outbox)
{
	execution->loop = loop;
	execution->outbox = outbox;
	execution->report.fd = execution->console.fd = execution->input.source.fd = -1;
}

int execution_start(struct execution *execution, struct frame_reader *reader, const struct frame *frame,
		    struct failure *failure)
{
	size_t bytes = BOOTSTRAP_POINTERS((size_t)frame->length) * sizeof(char *);
	char **pointers = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct bootstrap message;
	int launched = -1;

	if (pointers == MAP_FAILED)
		return fail(failure, STAGE_CONTROL, OPERATION_MMAP, "message");
	if (bootstrap_decode(&message, reader->buffer, frame->length, pointers, failure) == 0 &&
	    check_message(&message, failure) == 0)
		launched = launch_message(execution, &message, reader, failure);
	munmap(pointers, bytes);
	/* The process has its own copy; a session may last long, and messages be large. */
	madvise(reader->buffer, reader->capacity, MADV_DONTNEED);
	if (launched < 0)
		return -1;
	execution->asked = true;
	execution->left = ENDING_LEFT;
	execution->report = (struct source){.fd = execution->process.report, .ready = report_ready};
	execution->console = (struct source){.fd = -1, .ready = console_ready};
	execution->input = (struct input){.source = {.fd = -1, .ready = source_wakes}, .terminal = true};
	outbox_tell_process(execution->outbox, &execution->process);
	launch_release(&execution->process);
	return 0;
}

static void take_console(struct execution *execution)
{
	int console = fd_steal(&execution->process.console);

	fd_set_nonblocking(console);
	execution->console.fd = console;
	execution->input = input_of_terminal(console);
}

/* Not kept, as in creation.c, but where the connection takes nothing now: then it goes with the connection. */
static void pass_listener(struct execution *execution)
{
	int *listener = &execution->process.listener;
	int32_t number = *listener;

	outbox_send(execution->outbox, FRAME_SECCOMP_LISTENER, &number, sizeof(number), *listener);
	if (execution->outbox->passed_fd != *listener)
		fd_close(listener);
}

static void read_report(struct execution *execution)
{
	struct failure failure;

	/* The report is closed by its last word: it must not be in the loop then. */
	loop_want(execution->loop, &execution->report, 0);
	while (execution->report.fd >= 0) {
		enum launch_event event = launch_event(&execution->process, &failure);

		if (event == LAUNCH_PENDING)
			return;
		if (event == LAUNCH_CONSOLE)
			take_console(execution);
		if (event == LAUNCH_LISTENER)
			pass_listener(execution);
		if (event == LAUNCH_STARTED)
			outbox_send(execution->outbox, FRAME_STARTED, NULL, 0, -1);
		if (event == LAUNCH_FAILED) {
			outbox_refuse(execution->outbox, &failure);
			execution->outbox->finished = true;
		}
		if (event == LAUNCH_STARTED || event == LAUNCH_FAILED)
			execution->report.fd = -1;
	}
}

static void report_ready(struct source *source, uint32_t events)
{
	(void)events;
	read_report(container_of(source, struct execution, report));
}

/* Reads the terminal once. False: there is nothing to read now. */
static bool read_console(struct execution *execution)
{
	char bytes[4096];
	size_t room = execution->ended && execution->left < sizeof(bytes) ? execution->left : sizeof(bytes);
	ssize_t got = read(execution->console.fd, bytes, room);

	if (got < 0 && errno == EAGAIN && !execution->ended)
		return false;
	if (got <= 0) {
		loop_close(execution->loop, &execution->console);
		return false;
	}
	if (execution->ended)
		execution->left -= (size_t)got;
	outbox_send(execution->outbox, FRAME_STDOUT, bytes, (size_t)got, -1);
	return true;
}

static void console_ready(struct source *source, uint32_t events)
{
	(void)events;
	read_console(container_of(source, struct execution, console));
}

void execution_reaped(struct execution *execution, const siginfo_t *info)
{
	if (!execution->asked || execution->ended || execution->process.pid != info->si_pid)
		return;
	read_report(execution);
	execution->ended = true;
	execution->ending = ending_of(info);
}

void execution_settle(struct execution *execution)
{
	char payload[ENDING_BYTES];

	if (!execution->ended || execution->outbox->finished)
		return;
	while (execution->console.fd >= 0 && !outbox_backlogged(execution->outbox) && !execution->outbox->gone)
		read_console(execution);
	if (execution->console.fd >= 0)
		return;
	ending_encode(&execution->ending, payload);
	outbox_send(execution->outbox, FRAME_EXITED, payload, sizeof(payload), -1);
	execution->outbox->finished = true;
}

void execution_await(struct execution *execution, bool input_waits)
{
	struct loop *loop = execution->loop;

	if (!execution->asked)
		return;
	loop_want(loop, &execution->report, EPOLLIN);
	loop_want(loop, &execution->console, outbox_backlogged(execution->outbox) ? 0 : EPOLLIN);
	loop_want(loop, &execution->input.source, input_waits ? EPOLLOUT : 0);
}

/*
 * Whoever hangs up before STARTED has given up, as a sender of the sync socket. A started process lives on and is
 * reaped like any orphan; only a terminal goes with its connection, and the kernel tells its session by SIGHUP.
 */
void execution_close(struct execution *execution)
{
	struct loop *loop = execution->loop;

	if (!execution->asked)
		return;
	if (execution->report.fd >= 0 && !execution->ended)
		sys_pidfd_send_signal(execution->process.pidfd, SIGKILL);
	loop_want(loop, &execution->report, 0);
	loop_close(loop, &execution->console);
	loop_close(loop, &execution->input.source);
	process_close(&execution->process);
}
