/* outbox.c - sends frames as far as the other side takes them (acts). */
#include "outbox.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define PATIENCE_NANOS (OUTBOX_PATIENCE_SECONDS * 1000000000ull)

static uint64_t monotonic_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* Sends once, up to the byte that a descriptor goes with, or from there on with it. */
static ssize_t send_part(struct outbox *outbox)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = {0};
	struct iovec part = {.iov_base = outbox->queue + outbox->start, .iov_len = outbox->end - outbox->start};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};

	if (outbox->passed_fd >= 0 && outbox->passed_at > outbox->start) {
		part.iov_len = outbox->passed_at - outbox->start;
	} else if (outbox->passed_fd >= 0) {
		message.msg_control = control.bytes;
		message.msg_controllen = sizeof(control.bytes);
		control.align = (struct cmsghdr){
		    .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof(int))};
		memcpy(CMSG_DATA(&control.align), &outbox->passed_fd, sizeof(int));
	}
	return sendmsg(outbox->fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

void outbox_flush(struct outbox *outbox)
{
	while (outbox->start < outbox->end && !outbox->gone) {
		ssize_t sent = send_part(outbox);

		if (sent < 0 && errno == EAGAIN) {
			if (outbox->stuck_since == 0)
				outbox->stuck_since = monotonic_now();
			outbox->gone = outbox->awaited && monotonic_now() - outbox->stuck_since > PATIENCE_NANOS;
			return;
		}
		if (sent < 0) {
			outbox->gone = errno != EINTR;
			continue;
		}
		if (outbox->passed_fd >= 0 && outbox->passed_at == outbox->start)
			outbox->passed_fd = -1;
		outbox->start += (size_t)sent;
		outbox->stuck_since = 0;
	}
	outbox->start = outbox->end = 0;
}

bool outbox_is_empty(const struct outbox *outbox)
{
	return outbox->start == outbox->end;
}

static size_t queue_room(const struct outbox *outbox)
{
	return sizeof(outbox->queue) - (outbox->end - outbox->start);
}

bool outbox_backlogged(const struct outbox *outbox)
{
	return queue_room(outbox) < OUTBOX_OUTPUT + OUTBOX_RESERVE;
}

void outbox_send(struct outbox *outbox, enum frame_number frame, const void *payload, size_t length, int passed_fd)
{
	uint32_t header[2] = {frame, (uint32_t)length};

	if (outbox->gone || queue_room(outbox) < sizeof(header) + length ||
	    (passed_fd >= 0 && outbox->passed_fd >= 0)) {
		outbox->gone = true;
		return;
	}
	memmove(outbox->queue, outbox->queue + outbox->start, outbox->end - outbox->start);
	outbox->passed_at -= outbox->start;
	outbox->end -= outbox->start;
	outbox->start = 0;
	if (passed_fd >= 0) {
		outbox->passed_fd = passed_fd;
		outbox->passed_at = outbox->end;
	}
	memcpy(outbox->queue + outbox->end, header, sizeof(header));
	if (length > 0)
		memcpy(outbox->queue + outbox->end + sizeof(header), payload, length);
	outbox->end += sizeof(header) + length;
	outbox_flush(outbox);
}

void outbox_refuse(struct outbox *outbox, const struct failure *failure)
{
	char payload[FAILURE_BYTES];

	outbox_send(outbox, FRAME_FAILED, payload, failure_encode(failure, payload), -1);
}

void outbox_tell_process(struct outbox *outbox, const struct process *process)
{
	char payload[PROCESS_BYTES];

	process_encode(process, payload);
	outbox_send(outbox, FRAME_PROCESS, payload, sizeof(payload), process->pidfd);
}
