/* execution.h - a process that a connection to control.sock asked for: the monitor's own child (acts). */
#ifndef EXECUTION_H
#define EXECUTION_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include "ending.h"
#include "frame.h"
#include "input.h"
#include "launch_event.h"
#include "loop.h"
#include "outbox.h"

/* One for each connection, so that no frame needs to say whose it is. */
struct execution {
	struct loop *loop;
	struct outbox *outbox;
	bool asked; /* the launch succeeded; from here on STDIN, RESIZE and SIGNAL are for this process */
	bool ended; /* it was reaped; EXITED follows when its terminal was read to its end */
	struct ending ending;
	struct process process;
	struct source report;
	struct source console; /* its terminal's master side */
	struct input input;
	size_t left;
};

/* Nothing was asked yet; the outbox is where it speaks to the connection. */
void execution_init(struct execution *execution, struct loop *loop, struct outbox *outbox);

/* Launches what the frame describes, with the descriptors that came with it. Returns 0; -1 with failure. */
int execution_start(struct execution *execution, struct frame_reader *reader, const struct frame *frame,
		    struct failure *failure);

/* A child of the monitor is dead, and not reaped yet: this one or another. */
void execution_reaped(struct execution *execution, const siginfo_t *info);

/* Once after each event: tells the end when it is known and all was read; then says to the loop what to wait for. */
void execution_settle(struct execution *execution);
void execution_await(struct execution *execution, bool input_waits);

void execution_close(struct execution *execution);

#endif
