/* request.c - reads the frames of a connection to control.sock, and does what each asks for (acts). */
#include "request.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "client.h"
#include "kernel.h"

enum { REQUEST_MAX = 4096 }; /* payload of any frame but EXEC */

static uint32_t field(const struct frame *frame, unsigned index)
{
	uint32_t value;

	memcpy(&value, frame->payload + index * sizeof(value), sizeof(value));
	return value;
}

#define REFUSE(operation, object)  fail(failure, STAGE_CONTROL, OPERATION_##operation, object)
#define REFUSE_WITH(error, object) fail_with(failure, STAGE_CONTROL, OPERATION_DECODE, error, object)

/* Both sides speak the lower of their versions; there is none below 1. */
static int request_hello(struct client *client, const struct frame *frame, struct failure *failure)
{
	if (field(frame, 0) < 1) {
		client->outbox.finished = true;
		return REFUSE_WITH(EPROTONOSUPPORT, "version");
	}
	client->greeted = true;
	return 0;
}

static int request_watch(struct client *client, const struct frame *frame, struct failure *failure)
{
	const struct container *container = client->container;
	char payload[ENDING_BYTES];

	(void)frame;
	if (client->execution.asked || client->watching)
		return REFUSE_WITH(EBUSY, "WATCH");
	client->watching = true;
	outbox_tell_process(&client->outbox, &container->process);
	if (container->started)
		outbox_send(&client->outbox, FRAME_STARTED, NULL, 0, -1);
	if (!container->told)
		return 0;
	ending_encode(&container->ending, payload);
	outbox_send(&client->outbox, FRAME_EXITED, payload, sizeof(payload), -1);
	return 0;
}

static int request_attach(struct client *client, const struct frame *frame, struct failure *failure)
{
	if (client->execution.asked || client->attached)
		return REFUSE_WITH(EBUSY, "ATTACH");
	client->attached = true;
	client->may_write = field(frame, 0) == 1;
	return 0;
}

static int request_exec(struct client *client, const struct frame *frame, struct failure *failure)
{
	if (client->execution.asked || client->watching || client->attached)
		return REFUSE_WITH(EBUSY, "EXEC");
	return execution_start(&client->execution, &client->reader, frame, failure);
}

static int request_resize(struct client *client, const struct frame *frame, struct failure *failure)
{
	const struct execution *execution = &client->execution;
	int console = execution->asked ? execution->console.fd : client->container->terminal;

	if (terminal_resize(console, field(frame, 0), field(frame, 1)) < 0)
		return REFUSE(IOCTL, "terminal");
	return 0;
}

static int request_signal(struct client *client, const struct frame *frame, struct failure *failure)
{
	int pidfd = client->execution.asked ? client->execution.process.pidfd : client->container->process.pidfd;

	if (sys_pidfd_send_signal(pidfd, (int)field(frame, 0)) < 0)
		return REFUSE(PIDFD_SEND_SIGNAL, "process");
	return 0;
}

static int request_rotate(struct client *client, const struct frame *frame, struct failure *failure)
{
	(void)frame;
	if (!log_rotate(&client->container->log))
		return fail(failure, STAGE_LOG, OPERATION_WRITE, client->container->log.name);
	outbox_send(&client->outbox, FRAME_ROTATED, NULL, 0, -1);
	return 0;
}

static int request_stdin(struct client *client, const struct frame *frame, struct failure *failure)
{
	if (!client->execution.asked && !client->may_write)
		return REFUSE_WITH(EPERM, "STDIN");
	if (frame->length == 0)
		input_end(&client->container->loop, client_input(client));
	else
		client->waiting = (struct bytes){.data = frame->payload, .length = frame->length};
	return 0;
}

static int request_log_state(struct client *client, const struct frame *frame, struct failure *failure)
{
	const struct log *log = &client->container->log;
	uint64_t counts[2] = {log->lines, log->dropped};

	(void)frame;
	(void)failure;
	outbox_send(&client->outbox, FRAME_LOGCOUNTS, counts, sizeof(counts), -1);
	return 0;
}

/* The payload has exactly fixed bytes, or any number with ANY. */
#define ANY UINT32_MAX
static const struct request {
	enum frame_number number;
	uint32_t fixed;
	int (*handle)(struct client *client, const struct frame *frame, struct failure *failure);
} requests[] = {
    {FRAME_HELLO, 4, request_hello},   {FRAME_WATCH, 0, request_watch},	  {FRAME_ATTACH, 4, request_attach},
    {FRAME_EXEC, ANY, request_exec},   {FRAME_RESIZE, 8, request_resize}, {FRAME_SIGNAL, 4, request_signal},
    {FRAME_ROTATE, 0, request_rotate}, {FRAME_STDIN, ANY, request_stdin}, {FRAME_LOGSTATE, 0, request_log_state},
};

static int answer(struct client *client, const struct frame *frame, struct failure *failure)
{
	for (size_t i = 0; i < sizeof(requests) / sizeof(*requests); i++) {
		if (requests[i].number != frame->number)
			continue;
		if (requests[i].fixed != ANY && requests[i].fixed != frame->length)
			return REFUSE_WITH(EMSGSIZE, "payload");
		return requests[i].handle(client, frame, failure);
	}
	/* What a newer client asks is refused, and the connection goes on: it may do without. */
	return REFUSE_WITH(EOPNOTSUPP, "frame");
}

/* The frames are of no use any more: says so, and closes when that was read. */
static void reject(struct client *client, int error, const char *object)
{
	struct failure failure;

	fail_with(&failure, STAGE_CONTROL, OPERATION_DECODE, error, object);
	outbox_refuse(&client->outbox, &failure);
	client->outbox.finished = true;
}

/* Only EXEC may be long. Looked at before the payload has come, so that nobody fills memory for nothing. */
static bool frame_too_long(const struct frame_reader *reader)
{
	uint32_t header[2];

	memcpy(header, reader->header, sizeof(header));
	return reader->received >= sizeof(header) && header[0] != FRAME_EXEC && header[1] > REQUEST_MAX;
}

/* One frame an event: a flood of one connection does not keep the others waiting. */
static void receive_frame(struct client *client)
{
	struct frame frame;
	struct failure failure;
	enum frame_status status = frame_receive(&client->reader, client->source.fd, &frame);

	if (status == FRAME_END)
		client->outbox.gone = true;
	else if (status == FRAME_BROKEN || frame_too_long(&client->reader))
		reject(client, EMSGSIZE, "frame");
	else if (status == FRAME_COMPLETE && !client->greeted && frame.number != FRAME_HELLO)
		reject(client, EPROTO, "HELLO must come first");
	else if (status == FRAME_COMPLETE && answer(client, &frame, &failure) < 0)
		outbox_refuse(&client->outbox, &failure);
}

void request_ready(struct source *source, uint32_t events)
{
	struct client *client = container_of(source, struct client, source);

	if ((events & EPOLLIN) != 0)
		receive_frame(client);
	else if ((events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0)
		client->outbox.gone = true;
}
