/* client.c - a connection to control.sock: frames in, a bounded queue of frames out (acts). */
#include "client.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_NANOS (CONTROL_PATIENCE_SECONDS * 1000000000ull)

static void client_ready(struct source *source, uint32_t events);

struct client *client_open(struct container *container, int fd)
{
	uint32_t version = CONTROL_VERSION;
	struct client *client =
	    mmap(NULL, sizeof(*client), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (client == MAP_FAILED) {
		close(fd);
		return NULL;
	}
	client->container = container;
	client->source = (struct source){.fd = fd, .ready = client_ready};
	client->passed_fd = -1;
	client->execution.report.fd = client->execution.console.fd = client->execution.input.source.fd = -1;
	frame_reader_init(&client->reader, client->frame, sizeof(client->frame));
	client_send(client, FRAME_HELLO, &version, sizeof(version), -1);
	return client;
}

void client_close(struct client *client)
{
	execution_close(client);
	frame_reader_close(&client->reader);
	loop_close(&client->container->loop, &client->source);
	munmap(client, sizeof(*client));
}

static uint64_t monotonic_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* Sends once, up to the byte that a descriptor goes with, or from there on with it. */
static ssize_t send_part(struct client *client)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = {0};
	struct iovec part = {.iov_base = client->queue + client->start, .iov_len = client->end - client->start};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};

	if (client->passed_fd >= 0 && client->passed_at > client->start) {
		part.iov_len = client->passed_at - client->start;
	} else if (client->passed_fd >= 0) {
		message.msg_control = control.bytes;
		message.msg_controllen = sizeof(control.bytes);
		control.align = (struct cmsghdr){
		    .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof(int))};
		memcpy(CMSG_DATA(&control.align), &client->passed_fd, sizeof(int));
	}
	return sendmsg(client->source.fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* Whether anybody waits for this one to read. The terminal of an exec may be left alone as long as its user likes. */
bool client_is_waited_for(const struct client *client)
{
	return client->start < client->end && (client->attached || client->container->reaped);
}

static void client_flush(struct client *client)
{
	while (client->start < client->end && !client->gone) {
		ssize_t sent = send_part(client);

		if (sent < 0 && errno == EAGAIN) {
			if (client->stuck_since == 0)
				client->stuck_since = monotonic_now();
			client->gone =
			    client_is_waited_for(client) && monotonic_now() - client->stuck_since > PATIENCE_NANOS;
			return;
		}
		if (sent < 0) {
			client->gone = errno != EINTR;
			continue;
		}
		if (client->passed_fd >= 0 && client->passed_at == client->start)
			client->passed_fd = -1;
		client->start += (size_t)sent;
		client->stuck_since = 0;
	}
	client->start = client->end = 0;
}

static size_t queue_room(const struct client *client)
{
	return sizeof(client->queue) - (client->end - client->start);
}

bool client_backlogged(const struct client *client)
{
	return queue_room(client) < CLIENT_OUTPUT + CLIENT_RESERVE;
}

void client_send(struct client *client, enum frame_number frame, const void *payload, size_t length, int passed_fd)
{
	uint32_t header[2] = {frame, (uint32_t)length};

	if (client->gone || queue_room(client) < sizeof(header) + length ||
	    (passed_fd >= 0 && client->passed_fd >= 0)) {
		client->gone = true;
		return;
	}
	memmove(client->queue, client->queue + client->start, client->end - client->start);
	client->passed_at -= client->start;
	client->end -= client->start;
	client->start = 0;
	if (passed_fd >= 0) {
		client->passed_fd = passed_fd;
		client->passed_at = client->end;
	}
	memcpy(client->queue + client->end, header, sizeof(header));
	if (length > 0)
		memcpy(client->queue + client->end + sizeof(header), payload, length);
	client->end += sizeof(header) + length;
	client_flush(client);
}

void client_refuse(struct client *client, const struct failure *failure)
{
	char payload[FAILURE_BYTES];

	client_send(client, FRAME_FAILED, payload, failure_encode(failure, payload), -1);
}

void client_tell_process(struct client *client, const struct process *process, bool started)
{
	char payload[PROCESS_BYTES];

	process_encode(process, payload);
	client_send(client, FRAME_PROCESS, payload, sizeof(payload), process->pidfd);
	if (started)
		client_send(client, FRAME_STARTED, NULL, 0, -1);
}

/* The frames are of no use any more: says so, and closes when that was read. */
static void client_reject(struct client *client, int error, const char *object)
{
	struct failure failure;

	fail_with(&failure, STAGE_CONTROL, OPERATION_DECODE, error, object);
	client_refuse(client, &failure);
	client->finished = true;
}

/* Only EXEC may be long. Looked at before the payload has come, so that nobody fills memory for nothing. */
static bool frame_too_long(const struct frame_reader *reader)
{
	uint32_t header[2];

	memcpy(header, reader->header, sizeof(header));
	return reader->received >= sizeof(header) && header[0] != FRAME_EXEC && header[1] > CLIENT_FRAME_MAX;
}

/* One frame an event: a flood of one connection does not keep the others waiting. */
static void client_receive(struct client *client)
{
	struct frame frame;
	struct failure failure;
	enum frame_status status = frame_receive(&client->reader, client->source.fd, &frame);

	if (status == FRAME_END)
		client->gone = true;
	else if (status == FRAME_BROKEN || frame_too_long(&client->reader))
		client_reject(client, EMSGSIZE, "frame");
	else if (status == FRAME_COMPLETE && !client->greeted && frame.number != FRAME_HELLO)
		client_reject(client, EPROTO, "HELLO must come first");
	else if (status == FRAME_COMPLETE && client_request(client, &frame, &failure) < 0)
		client_refuse(client, &failure);
}

static void client_ready(struct source *source, uint32_t events)
{
	struct client *client = container_of(source, struct client, source);

	if ((events & EPOLLIN) != 0)
		client_receive(client);
	else if ((events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0)
		client->gone = true;
}

static void client_write_input(struct client *client)
{
	struct execution *execution = &client->execution;
	struct input *input = execution->asked ? &execution->input : &client->container->streams.input;
	size_t taken;

	if (client->waiting.length == 0)
		return;
	taken = input_write(input, client->waiting.data, client->waiting.length);
	client->waiting.data += taken;
	client->waiting.length -= (uint32_t)taken;
}

void client_settle(struct client *client)
{
	client_write_input(client);
	execution_settle(client);
	client_flush(client);
	client->gone = client->gone || (client->finished && client->start == client->end);
}

void client_await(struct client *client)
{
	bool listens = client->waiting.length == 0 && !client->finished;
	bool speaks = client->start < client->end;

	execution_await(client);
	/* Who hangs up is noticed also while its frames are not read: its place is for others. */
	loop_want(&client->container->loop, &client->source,
		  (listens ? EPOLLIN : EPOLLRDHUP) | (speaks ? EPOLLOUT : 0u));
}
