/* outbox.h - what a connection to control.sock is told: a bounded queue of frames (acts). */
#ifndef OUTBOX_H
#define OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "frame.h"
#include "launch_event.h"
#include "log.h"
#include "report.h"

enum {
	OUTBOX_PATIENCE_SECONDS = 10, /* who is waited for and takes nothing is gone after that */
	OUTBOX_RESERVE = 1024,	      /* what of the queue is kept for frames other than output */
	OUTBOX_OUTPUT = FRAME_HEADER_BYTES + LOG_TEXT_MAX,
	OUTBOX_QUEUE = 2 * OUTBOX_OUTPUT + OUTBOX_RESERVE,
};

struct outbox {
	int fd;		      /* the connection's */
	bool awaited;	      /* others wait for this one to read */
	bool finished;	      /* the connection is gone as soon as the queue is empty */
	bool gone;	      /* closed when the control settles: nobody may hold a pointer to it then */
	uint64_t stuck_since; /* monotonic nanoseconds; 0 = everything was sent */
	int passed_fd;	      /* goes with the byte at passed_at; -1 = none. Not the queue's own */
	size_t passed_at;
	size_t start, end; /* what of queue is not sent yet */
	char queue[OUTBOX_QUEUE];
};

/* Puts a frame in the queue and sends what can be sent. A queue without room for it ends the connection. */
void outbox_send(struct outbox *outbox, enum frame_number frame, const void *payload, size_t length, int passed_fd);

/* FAILED: says what failed. The connection goes on unless it is finished as well. */
void outbox_refuse(struct outbox *outbox, const struct failure *failure);

/* PROCESS, with a pidfd. */
void outbox_tell_process(struct outbox *outbox, const struct process *process);

void outbox_flush(struct outbox *outbox);
bool outbox_is_empty(const struct outbox *outbox);

/* True while there is no room for one more frame of output. */
bool outbox_backlogged(const struct outbox *outbox);

#endif
