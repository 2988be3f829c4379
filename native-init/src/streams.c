/* streams.c - standard streams of the container, seen from the monitor (acts). */
#include "streams.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "control.h"
#include "fd.h"
#include "kernel.h"

/* O_NONBLOCK belongs to the description, so it is set on the monitor's end only: the container's blocks as usual. */
static int open_output(struct output *output, int *theirs)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	fd_set_nonblocking(ends[0]);
	output->source.fd = ends[0];
	*theirs = ends[1];
	return 0;
}

static int open_input(struct input *input, uint32_t kind, int *theirs)
{
	int ends[2];

	if (kind == stdin_source_NULL_DEVICE) {
		*theirs = open("/dev/null", O_RDONLY | O_CLOEXEC);
		return *theirs < 0 ? -1 : 0;
	}
	if (kind == stdin_source_INHERIT) {
		*theirs = STDIN_FILENO;
		return 0;
	}
	if (pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	fd_set_nonblocking(ends[1]);
	input->source.fd = ends[1];
	*theirs = ends[0];
	return 0;
}

static int open_outputs(struct container *container, bool inherited, struct streams *theirs)
{
	struct output *outputs = container->outputs->each;

	if (inherited) {
		theirs->out = STDOUT_FILENO;
		theirs->err = STDERR_FILENO;
		return 0;
	}
	return open_output(&outputs[STREAM_OUT], &theirs->out) < 0 ? -1
								   : open_output(&outputs[STREAM_ERR], &theirs->err);
}

static void output_ready(struct source *source, uint32_t events);

static void output_init(struct output *output, struct container *container, enum frame_number frame, const char *name)
{
	output->container = container;
	output->source = (struct source){.fd = -1, .ready = output_ready};
	output->frame = frame;
	output->left = ENDING_LEFT;
	output->text.name = name;
}

int streams_open(struct container *container, const struct bootstrap *message, struct streams *theirs,
		 struct failure *failure)
{
	uint32_t kind = bootstrap_u32(message, ATTRIBUTE_STDIN, stdin_source_INHERIT);
	bool resident = container->supervision == supervision_RESIDENT;
	/* A log needs pipes; whoever inherits its input but has a log gets them for its output. */
	bool inherited = !resident || (kind == stdin_source_INHERIT && !container->log.open);

	output_init(&container->outputs->each[STREAM_OUT], container, FRAME_STDOUT, "stdout");
	output_init(&container->outputs->each[STREAM_ERR], container, FRAME_STDERR, "stderr");
	container->terminal = -1;
	container->input = (struct input){.source = {.fd = -1, .ready = source_wakes}};
	*theirs = (struct streams){.in = -1, .out = -1, .err = -1};
	if (bootstrap_has(message, ATTRIBUTE_TERMINAL))
		return 0;
	if (open_input(&container->input, resident ? kind : stdin_source_INHERIT, &theirs->in) == 0 &&
	    open_outputs(container, inherited, theirs) == 0)
		return 0;
	fail(failure, STAGE_CONSOLE, OPERATION_PIPE, "standard streams");
	streams_close(theirs);
	return -1;
}

/* What is inherited is our own as well. */
void streams_close(struct streams *theirs)
{
	int *fds[] = {&theirs->in, &theirs->out, &theirs->err};

	for (size_t i = 0; i < sizeof(fds) / sizeof(*fds); i++)
		if (*fds[i] > STDERR_FILENO)
			fd_close(fds[i]);
}

/* What is the container's alone must not be held open here: a pipe would never end. */
void streams_release(const struct bootstrap *message, bool resident)
{
	uint32_t preserved = bootstrap_u32(message, ATTRIBUTE_PRESERVE_FDS, 0);
	int null;

	if (bootstrap_has(message, ATTRIBUTE_CONSOLE_FD))
		close((int)bootstrap_u32(message, ATTRIBUTE_CONSOLE_FD, 0));
	if (preserved > 0)
		sys_close_range(3, 2 + preserved, 0);
	if (!resident)
		return;
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	for (int fd = STDIN_FILENO; null >= 0 && fd <= STDERR_FILENO; fd++)
		dup2(null, fd);
	fd_close(&null);
}

void streams_console(struct container *container, int console)
{
	fd_set_nonblocking(console);
	container->terminal = console;
	container->outputs->each[STREAM_OUT].source.fd = console;
	container->input = input_of_terminal(console);
}

static void output_take(struct output *output)
{
	struct log *log = &output->container->log;

	output->refused =
	    !(output->source.fd < 0 ? log_take_rest(log, &output->text) : log_take_lines(log, &output->text));
}

static void output_end(struct output *output)
{
	if (output->container->terminal == output->source.fd)
		output->container->terminal = -1;
	loop_close(&output->container->loop, &output->source);
	output_take(output);
}

/* Reads once. False: there is nothing to read now. */
static bool output_read(struct output *output)
{
	char *into = output->text.text + output->text.length;
	size_t room = sizeof(output->text.text) - output->text.length;
	ssize_t got;

	if (output->container->reaped && room > output->left)
		room = output->left;
	got = room == 0 ? 0 : read(output->source.fd, into, room);
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	/* A terminal that no process has open any more says EIO, after all that was written. */
	if (got <= 0) {
		output_end(output);
		return false;
	}
	if (output->container->reaped)
		output->left -= (size_t)got;
	control_output(output->container, output->frame, into, (size_t)got);
	output->text.length += (size_t)got;
	output_take(output);
	return true;
}

static void output_ready(struct source *source, uint32_t events)
{
	(void)events;
	output_read(container_of(source, struct output, source));
}

static bool output_held(const struct output *output)
{
	return output->refused || control_backlogged(output->container);
}

/* The process is dead: what can be read without waiting is all that there is. */
static void output_drain(struct output *output)
{
	while (output->source.fd >= 0 && !output_held(output))
		if (!output_read(output) && output->source.fd >= 0)
			output_end(output);
}

void streams_settle(struct container *container)
{
	struct output *outputs = container->outputs->each;

	for (int i = 0; i < STREAM_OUTPUTS; i++) {
		if (outputs[i].refused)
			output_take(&outputs[i]);
		if (container->reaped)
			output_drain(&outputs[i]);
	}
	log_flush(&container->log);
	for (int i = 0; i < STREAM_OUTPUTS; i++)
		loop_want(&container->loop, &outputs[i].source, output_held(&outputs[i]) ? 0 : EPOLLIN);
	loop_want(&container->loop, &container->input.source, control_input_waits(container) ? EPOLLOUT : 0);
}

bool streams_finished(const struct container *container)
{
	for (int i = 0; i < STREAM_OUTPUTS; i++)
		if (container->outputs->each[i].source.fd >= 0 || container->outputs->each[i].refused)
			return false;
	return container->log.start == container->log.end;
}
