/* frame.c - frames with descriptors over stream sockets (acts). */
#include "frame.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/* Room for the descriptors of one frame, aligned as the CMSG macros want it. */
union control {
	struct cmsghdr align;
	char bytes[CMSG_SPACE(FRAME_MAX_FDS * sizeof(int))];
};

/* Descriptors travel beside the first byte of what they are sent with (unix(7)). */
static void pass_fd(struct msghdr *message, union control *control, int fd)
{
	struct cmsghdr *header;

	message->msg_control = control->bytes;
	message->msg_controllen = CMSG_SPACE(sizeof(fd));
	header = CMSG_FIRSTHDR(message);
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(header), &fd, sizeof(fd));
}

/* Drops what was sent from the front of the two parts of a frame. */
static void advance(struct msghdr *message, size_t sent)
{
	while (message->msg_iovlen > 0 && sent >= message->msg_iov->iov_len) {
		sent -= message->msg_iov->iov_len;
		message->msg_iov++;
		message->msg_iovlen--;
	}
	if (message->msg_iovlen > 0) {
		message->msg_iov->iov_base = (char *)message->msg_iov->iov_base + sent;
		message->msg_iov->iov_len -= sent;
	}
	message->msg_control = NULL;
	message->msg_controllen = 0;
}

/* Header and payload go out in one call: a reader that waits for a frame is woken once. */
int frame_send(int fd, enum frame_number number, const void *payload, size_t length, int passed_fd)
{
	uint32_t header[2] = {number, (uint32_t)length};
	struct iovec parts[2] = {
	    {.iov_base = header, .iov_len = sizeof(header)},
	    {.iov_base = (void *)(uintptr_t)payload, .iov_len = length},
	};
	struct msghdr message = {.msg_iov = parts, .msg_iovlen = length > 0 ? 2 : 1};
	union control control = {0};
	bool begun = false;

	if (passed_fd >= 0)
		pass_fd(&message, &control, passed_fd);
	while (message.msg_iovlen > 0) {
		ssize_t sent = sendmsg(fd, &message, MSG_NOSIGNAL);

		if (sent >= 0) {
			begun = true;
			advance(&message, (size_t)sent);
		} else if (errno == EAGAIN && begun) {
			/* Half a frame would make nonsense of all that follow. */
			poll(&(struct pollfd){.fd = fd, .events = POLLOUT}, 1, -1);
		} else if (errno != EINTR) {
			return -1;
		}
	}
	return 0;
}

void frame_reader_init(struct frame_reader *reader, char *buffer, size_t capacity)
{
	*reader = (struct frame_reader){.buffer = buffer, .capacity = capacity};
}

void frame_reader_close(struct frame_reader *reader)
{
	for (unsigned i = 0; i < reader->fd_count; i++)
		if (reader->fds[i] >= 0)
			close(reader->fds[i]);
	reader->fd_count = 0;
}

int frame_take_fd(struct frame_reader *reader, unsigned index)
{
	int fd;

	if (index >= reader->fd_count)
		return -1;
	fd = reader->fds[index];
	reader->fds[index] = -1;
	return fd;
}

/* Keeps at most FRAME_MAX_FDS for one frame: what a peer sends beyond is closed, never leaked. */
static void keep_fds(struct frame_reader *reader, struct msghdr *message)
{
	for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header; header = CMSG_NXTHDR(message, header)) {
		size_t count;

		if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS)
			continue;
		count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (size_t i = 0; i < count; i++) {
			int fd;

			memcpy(&fd, CMSG_DATA(header) + i * sizeof(int), sizeof(fd));
			if (reader->fd_count < FRAME_MAX_FDS)
				reader->fds[reader->fd_count++] = fd;
			else
				close(fd);
		}
	}
}

static ssize_t receive(struct frame_reader *reader, int fd, char *into, size_t length)
{
	struct iovec part = {.iov_base = into, .iov_len = length};
	union control control;
	struct msghdr message = {
	    .msg_iov = &part,
	    .msg_iovlen = 1,
	    .msg_control = control.bytes,
	    .msg_controllen = sizeof(control.bytes),
	};
	ssize_t got;

	do
		got = recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
	while (got < 0 && errno == EINTR);
	if (got > 0) {
		keep_fds(reader, &message);
		reader->received += (size_t)got;
	}
	return got;
}

enum frame_status frame_receive(struct frame_reader *reader, int fd, struct frame *frame)
{
	uint32_t header[2] = {0, 0};

	if (reader->received >= FRAME_HEADER_BYTES) {
		memcpy(header, reader->header, sizeof(header));
		if (reader->received == FRAME_HEADER_BYTES + (size_t)header[1]) {
			/* The frame that the last call gave has been dealt with. */
			frame_reader_close(reader);
			reader->received = 0;
		}
	}
	/* First the header, then exactly its payload: nothing of the next frame is taken, and so nothing buffered. */
	for (;;) {
		size_t received = reader->received, wanted;
		char *into;
		ssize_t got;

		if (received < FRAME_HEADER_BYTES) {
			into = reader->header + received;
			wanted = FRAME_HEADER_BYTES - received;
		} else {
			memcpy(header, reader->header, sizeof(header));
			if (header[1] > reader->capacity) {
				errno = EMSGSIZE;
				return FRAME_BROKEN;
			}
			into = reader->buffer + (received - FRAME_HEADER_BYTES);
			wanted = FRAME_HEADER_BYTES + (size_t)header[1] - received;
			if (wanted == 0)
				break;
		}
		got = receive(reader, fd, into, wanted);
		if (got < 0)
			return errno == EAGAIN ? FRAME_MORE : FRAME_BROKEN;
		if (got == 0) {
			errno = EPROTO;
			return received == 0 ? FRAME_END : FRAME_BROKEN;
		}
	}
	*frame = (struct frame){.number = header[0], .length = header[1], .payload = reader->buffer};
	return FRAME_COMPLETE;
}
