/*
 * control.h - control.sock: whoever may connect watches, attaches, runs further processes (acts).
 *
 * A connection is bounded in all that it can make the monitor hold or wait for; one that breaks a rule, or does not
 * read what it asked for, loses its connection and nobody else notices.
 */
#ifndef CONTROL_H
#define CONTROL_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "container.h"
#include "frame.h"
#include "loop.h"
#include "report.h"

struct client;

enum { CONTROL_CLIENTS = 32 }; /* connections at a time; further ones are closed at once */

struct control {
	struct container *container;
	struct source listener;
	struct source timer; /* armed while something waits that no descriptor will announce */
	bool timer_armed;
	bool resting; /* accept failed for want of memory or descriptors: not tried again before the timer */
	uint32_t delay_millis;
	int directory; /* where control.sock is; -1 = there is none */
	struct client *clients[CONTROL_CLIENTS];
};

/* Makes control.sock in the directory; -1 = none is wanted. Clients are heard as soon as the loop turns. */
int control_open(struct container *container, int directory, struct failure *failure);

/* Removes control.sock and closes every connection. */
void control_close(struct container *container);

/* Tells those who watch; passed_fd -1 = none. */
void control_tell(struct container *container, enum frame_number frame, const void *payload, size_t length,
		  int passed_fd);

/* Bytes that the container wrote, for those attached. */
void control_output(struct container *container, enum frame_number frame, const char *bytes, size_t length);

/* True while somebody attached has no room for more output. */
bool control_backlogged(const struct container *container);

/* True while somebody has bytes for the container's input. */
bool control_input_waits(const struct container *container);

/* A child that is not the container's own process is dead, and not reaped yet. */
void control_reaped(struct container *container, const siginfo_t *info);

/* Once after each event, before and after the streams: moves what can move; then says to the loop what to wait for. */
void control_settle(struct container *container);
void control_await(struct container *container);

/* True when nobody who is waited for has still to read something. */
bool control_idle(const struct container *container);

#endif
