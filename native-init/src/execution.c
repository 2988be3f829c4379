/* execution.c - a process that a connection to control.sock asked for: the monitor's own child (acts). */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <unistd.h>

#include "client.h"
#include "fd.h"
#include "kernel.h"

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

static int launch_message(struct client *client, const struct bootstrap *message, struct failure *failure)
{
	cleanup_fd int in = frame_take_fd(&client->reader, 0);
	cleanup_fd int out = frame_take_fd(&client->reader, 1);
	cleanup_fd int err = frame_take_fd(&client->reader, 2);
	struct streams streams = {.in = in, .out = out, .err = err};
	struct launch_files files;
	int launched;

	if (err < 0 && !bootstrap_has(message, ATTRIBUTE_TERMINAL))
		return fail_with(failure, STAGE_CONTROL, OPERATION_DECODE, EBADF, "standard streams");
	if (launch_open(message, &files, failure) < 0)
		return -1;
	launched = launch(message, &files, &streams, &client->execution.process, failure);
	launch_files_close(&files);
	return launched;
}

int execution_start(struct client *client, const struct frame *frame, struct failure *failure)
{
	struct execution *execution = &client->execution;
	size_t bytes = BOOTSTRAP_POINTERS((size_t)frame->length) * sizeof(char *);
	char **pointers = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct bootstrap message;
	int launched = -1;

	if (pointers == MAP_FAILED)
		return fail(failure, STAGE_CONTROL, OPERATION_MMAP, "message");
	if (bootstrap_decode(&message, client->frame, frame->length, pointers, failure) == 0 &&
	    check_message(&message, failure) == 0)
		launched = launch_message(client, &message, failure);
	munmap(pointers, bytes);
	/* The process has its own copy; a session may last long, and messages be large. */
	madvise(client->frame, sizeof(client->frame), MADV_DONTNEED);
	if (launched < 0)
		return -1;
	execution->asked = true;
	execution->left = STREAM_LEFT;
	execution->report = (struct source){.fd = execution->process.report, .ready = report_ready};
	execution->console = (struct source){.fd = -1, .ready = console_ready};
	execution->input = (struct input){.source = {.fd = -1, .ready = source_wakes}, .terminal = true};
	client_tell_process(client, &execution->process, false);
	launch_release(&execution->process);
	return 0;
}

static void take_console(struct execution *execution)
{
	int console = fd_steal(&execution->process.console);

	fd_set_nonblocking(console);
	execution->console.fd = console;
	execution->input.source.fd = fcntl(console, F_DUPFD_CLOEXEC, 3);
}

/* Not kept, as in monitor.c, but where the connection takes nothing now: then it goes with the connection. */
static void pass_listener(struct client *client)
{
	int *listener = &client->execution.process.listener;
	int32_t number = *listener;

	client_send(client, FRAME_SECCOMP_LISTENER, &number, sizeof(number), *listener);
	if (client->passed_fd != *listener)
		fd_close(listener);
}

/* Reads what the process to be says of itself. */
static void read_report(struct client *client)
{
	struct execution *execution = &client->execution;
	struct failure failure;

	/* The report is closed by its last word: it must not be in the loop then. */
	loop_want(&client->container->loop, &execution->report, 0);
	while (execution->report.fd >= 0) {
		enum launch_event event = launch_event(&execution->process, &failure);

		if (event == LAUNCH_PENDING)
			return;
		if (event == LAUNCH_CONSOLE)
			take_console(execution);
		if (event == LAUNCH_LISTENER)
			pass_listener(client);
		if (event == LAUNCH_STARTED)
			client_send(client, FRAME_STARTED, NULL, 0, -1);
		if (event == LAUNCH_FAILED) {
			client_refuse(client, &failure);
			client->finished = true;
		}
		if (event == LAUNCH_STARTED || event == LAUNCH_FAILED)
			execution->report.fd = -1;
	}
}

static void report_ready(struct source *source, uint32_t events)
{
	(void)events;
	read_report(container_of(source, struct client, execution.report));
}

/* Reads the terminal once. False: there is nothing to read now. */
static bool read_console(struct client *client)
{
	struct execution *execution = &client->execution;
	char bytes[4096];
	size_t room = execution->ended && execution->left < sizeof(bytes) ? execution->left : sizeof(bytes);
	ssize_t got = read(execution->console.fd, bytes, room);

	if (got < 0 && errno == EAGAIN && !execution->ended)
		return false;
	if (got <= 0) {
		loop_close(&client->container->loop, &execution->console);
		return false;
	}
	if (execution->ended)
		execution->left -= (size_t)got;
	client_send(client, FRAME_STDOUT, bytes, (size_t)got, -1);
	return true;
}

static void console_ready(struct source *source, uint32_t events)
{
	(void)events;
	read_console(container_of(source, struct client, execution.console));
}

void execution_reaped(struct client *client, const siginfo_t *info)
{
	struct execution *execution = &client->execution;

	read_report(client);
	execution->ended = true;
	execution->ending = ending_of(info);
}

void execution_settle(struct client *client)
{
	struct execution *execution = &client->execution;
	char payload[EXITED_BYTES];

	if (!execution->ended || client->finished)
		return;
	while (execution->console.fd >= 0 && !client_backlogged(client) && !client->gone)
		read_console(client);
	if (execution->console.fd >= 0)
		return;
	ending_encode(&execution->ending, payload);
	client_send(client, FRAME_EXITED, payload, sizeof(payload), -1);
	client->finished = true;
}

void execution_await(struct client *client)
{
	struct execution *execution = &client->execution;
	struct loop *loop = &client->container->loop;

	if (!execution->asked)
		return;
	loop_want(loop, &execution->report, EPOLLIN);
	loop_want(loop, &execution->console, client_backlogged(client) ? 0 : EPOLLIN);
	loop_want(loop, &execution->input.source, client->waiting.length > 0 ? EPOLLOUT : 0);
}

/*
 * Whoever hangs up before STARTED has given up, as a sender of the sync socket. A started process lives on and is
 * reaped like any orphan; only a terminal goes with its connection, and the kernel tells its session by SIGHUP.
 */
void execution_close(struct client *client)
{
	struct execution *execution = &client->execution;
	struct loop *loop = &client->container->loop;

	if (!execution->asked)
		return;
	if (execution->report.fd >= 0 && !execution->ended)
		sys_pidfd_send_signal(execution->process.pidfd, SIGKILL);
	loop_want(loop, &execution->report, 0);
	loop_close(loop, &execution->console);
	loop_close(loop, &execution->input.source);
	process_close(&execution->process);
}
