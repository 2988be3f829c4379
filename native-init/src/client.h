/* client.h - one connection to control.sock (acts). */
#ifndef CLIENT_H
#define CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bootstrap.h"
#include "container.h"
#include "frame.h"
#include "launch.h"
#include "loop.h"
#include "streams.h"

enum {
	CLIENT_FRAME_MAX = 4096, /* payload of any frame but EXEC */
	CLIENT_RESERVE = 1024,	 /* what of the queue is kept for frames other than output */
	CLIENT_OUTPUT = FRAME_HEADER_BYTES + LOG_TEXT_MAX,
	CLIENT_QUEUE = 2 * CLIENT_OUTPUT + CLIENT_RESERVE,
};

/* A process that this connection asked for. One for each connection, so that no frame needs to say whose it is. */
struct execution {
	bool asked; /* the launch succeeded; from here on STDIN, RESIZE and SIGNAL are for this process */
	bool ended; /* it was reaped; EXITED follows when its terminal was read to its end */
	struct ending ending;
	struct process process;
	struct source report;
	struct source console; /* its terminal's master side */
	struct input input;
	size_t left;
};

/*
 * A connection is one mapping that goes as a whole when it is closed: its pages exist as far as they were used, so the
 * room for the longest message costs nothing until one comes.
 */
struct client {
	struct container *container;
	struct source source;
	struct frame_reader reader;
	struct execution execution;
	bool greeted, watching, attached, may_write;
	bool finished;	      /* closed as soon as its queue is empty */
	bool gone;	      /* closed when the control settles: nobody may hold a pointer to it then */
	struct bytes waiting; /* what of a STDIN frame the input did not take yet; no frame is read before */
	uint64_t stuck_since; /* monotonic nanoseconds; 0 = everything was sent */
	int passed_fd;	      /* goes with the byte at passed_at; -1 = none. Not the queue's own */
	size_t passed_at;
	size_t start, end; /* what of queue is not sent yet */
	char queue[CLIENT_QUEUE];
	char frame[BOOTSTRAP_MESSAGE_BYTES];
};

/* Takes over a connected socket. NULL where there is no memory; then it was closed. */
struct client *client_open(struct container *container, int fd);
void client_close(struct client *client);

/* Puts a frame in the queue and sends what can be sent. A queue without room for it ends the connection. */
void client_send(struct client *client, enum frame_number frame, const void *payload, size_t length, int passed_fd);

/* Says what failed. The connection goes on unless it is finished as well. */
void client_refuse(struct client *client, const struct failure *failure);

bool client_is_waited_for(const struct client *client);

/* True while there is no room for one more frame of output. */
bool client_backlogged(const struct client *client);

/* Sends what waits, writes what waits for the input. */
void client_settle(struct client *client);
void client_await(struct client *client);

/* PROCESS, with a pidfd; then STARTED if it has. */
void client_tell_process(struct client *client, const struct process *process, bool started);

/* request.c: does what a frame asks. Returns 0; -1 with what is wrong in failure. */
int client_request(struct client *client, const struct frame *frame, struct failure *failure);

/* execution.c: a process of a connection. */
int execution_start(struct client *client, const struct frame *frame, struct failure *failure);
void execution_reaped(struct client *client, const siginfo_t *info);
void execution_settle(struct client *client);
void execution_await(struct client *client);
void execution_close(struct client *client);

#endif
