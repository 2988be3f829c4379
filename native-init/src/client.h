/* client.h - one connection to control.sock (acts). */
#ifndef CLIENT_H
#define CLIENT_H

#include <stdbool.h>
#include <stdint.h>

#include "bootstrap.h"
#include "container.h"
#include "execution.h"
#include "frame.h"
#include "input.h"
#include "loop.h"
#include "outbox.h"

enum { CONTROL_VERSION = 1 };

/*
 * A connection is one mapping that goes as a whole when it is closed: its pages exist as far as they were used, so the
 * room for the longest message costs nothing until one comes.
 */
struct client {
	char frame[BOOTSTRAP_MESSAGE_BYTES]; /* first: whole pages, which are given back when an EXEC was launched */
	struct container *container;
	struct source source;
	struct frame_reader reader;
	struct execution execution;
	bool greeted, watching, attached, may_write;
	struct bytes waiting; /* what of a STDIN frame the input did not take yet; no frame is read before */
	struct outbox outbox;
};

/* Takes over a connected socket, and says HELLO. NULL where there is no memory; then it was closed. */
struct client *client_open(struct container *container, int fd, void (*ready)(struct source *source, uint32_t events));
void client_close(struct client *client);

/* Where its STDIN frames go: to the process it asked for, else to the container. */
struct input *client_input(struct client *client);

/* Once after each event: moves what can move; then says to the loop what to wait for. */
void client_settle(struct client *client);
void client_await(struct client *client);

#endif
