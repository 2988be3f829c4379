/*
 * frame.h - frames of the sync socket, of control.sock and of init's report socket: u32 number, u32 payload length,
 * payload; host byte order. A frame may carry descriptors (SCM_RIGHTS), which come with its first byte.
 */
#ifndef FRAME_H
#define FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FRAME(name, number, direction, meaning) FRAME_##name = number,
enum frame_number {
#include "../protocol/frames.def"
};

#define FRAME_HEADER_BYTES 8
#define FRAME_MAX_FDS	   3

/*
 * Sends one frame, with passed_fd unless it is -1. Never raises SIGPIPE. Returns 0; -1 with errno. On a non-blocking
 * socket whose buffer has no room for the frame's first byte: EAGAIN, and nothing was sent; a frame once begun is
 * finished, waiting for room where it must.
 */
int frame_send(int fd, enum frame_number number, const void *payload, size_t length, int passed_fd);

/* One side of a connection that receives. The payload's buffer is the caller's and bounds what is accepted. */
struct frame_reader {
	char *buffer;
	size_t capacity;
	char header[FRAME_HEADER_BYTES];
	size_t received; /* bytes of header and payload so far */
	int fds[FRAME_MAX_FDS];
	unsigned fd_count;
};

struct frame {
	uint32_t number;
	uint32_t length;
	const char *payload; /* in the reader's buffer until the next frame_receive */
};

void frame_reader_init(struct frame_reader *reader, char *buffer, size_t capacity);

/*
 * Reads what is there: FRAME_COMPLETE with *frame filled, at most one at a time (call again for the next);
 * FRAME_MORE = the rest has not come yet (non-blocking descriptors only); FRAME_END = end of stream between
 * two frames; FRAME_BROKEN = a longer payload than the buffer holds, an end inside a frame, or an error (errno).
 * Descriptors that came are in reader->fds, close-on-exec; who handles the frame takes them with frame_take_fd.
 * Those not taken are closed by the next call and by frame_reader_close.
 */
enum frame_status { FRAME_COMPLETE, FRAME_MORE, FRAME_END, FRAME_BROKEN };
enum frame_status frame_receive(struct frame_reader *reader, int fd, struct frame *frame);

/* The descriptor with this index, now the caller's; -1 where none came. */
int frame_take_fd(struct frame_reader *reader, unsigned index);

/* Closes the descriptors that nobody took. */
void frame_reader_close(struct frame_reader *reader);

#endif
