/*
 * streams.h - the monitor's ends of the container's standard streams: pipes, or the master side of its terminal (acts).
 *
 * What comes up goes to the log and to those attached; what goes down comes from those attached. Back-pressure is
 * simply not reading: while the log refuses lines (BLOCK) or somebody attached is behind, the pipe fills and the
 * container waits.
 */
#ifndef STREAMS_H
#define STREAMS_H

#include <stdbool.h>
#include <stddef.h>

#include "bootstrap.h"
#include "container.h"
#include "files.h"
#include "log.h"
#include "loop.h"

/* stdout or stderr; with a terminal, all of its output is stdout. */
struct output {
	struct container *container;
	struct source source;
	enum frame_number frame; /* FRAME_STDOUT or FRAME_STDERR */
	bool refused;		 /* the log had no room for all lines of text */
	size_t left;		 /* what may still be read once the process has ended */
	struct log_stream text;
};

enum { STREAM_OUT, STREAM_ERR, STREAM_OUTPUTS };

struct outputs {
	struct output each[STREAM_OUTPUTS];
};

/*
 * Makes pipes as STDIN, LOG and TERMINAL of the message want them; theirs are the ends that the process gets, to be
 * closed with streams_close after the launch. Returns 0; -1 with failure.
 */
int streams_open(struct container *container, const struct bootstrap *message, struct streams *theirs,
		 struct failure *failure);
void streams_close(struct streams *theirs);

/*
 * After the launch: lets go of the descriptors that were passed on to the process, and a resident monitor of its
 * sender's standard streams too.
 */
void streams_release(const struct bootstrap *message, bool resident);

/* The terminal has come: its master side is all three streams. The descriptor is the streams' own from now on. */
void streams_console(struct container *container, int console);

/* Once after each event: moves what can move and says to the loop what is worth waiting for. */
void streams_settle(struct container *container);

/* True when the process has ended and all that it wrote is in the log and on its way to those attached. */
bool streams_finished(const struct container *container);

#endif
