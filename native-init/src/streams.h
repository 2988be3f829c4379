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
#include "launch.h"
#include "log.h"
#include "loop.h"

struct container;

/*
 * After the process's end its pipe may be held open, and filled, by a process it left behind. What was in the pipe at
 * that moment is no more than this: the most that an unprivileged process can make of a pipe (fs.pipe-max-size).
 */
#define STREAM_LEFT (1 << 20)

/* stdout or stderr; with a terminal, all of its output is stdout. */
struct output {
	struct container *container;
	struct source source;
	enum frame_number frame; /* FRAME_STDOUT or FRAME_STDERR */
	bool refused;		 /* the log had no room for all lines of text */
	size_t left;		 /* what may still be read once the process has ended */
	struct log_stream text;
};

/* Standard input of a container or of one exec. */
struct input {
	struct source source;
	bool terminal;
};

enum { STREAM_OUT, STREAM_ERR, STREAM_OUTPUTS };

struct streams_held {
	struct output outputs[STREAM_OUTPUTS];
	struct input input;
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

/* Writes what the process takes now; what a closed input would get is thrown away. Returns how much was taken. */
size_t input_write(struct input *input, const char *bytes, size_t length);

/* Ends the input: closes the pipe, or types the end-of-file character of the terminal. */
void input_end(struct loop *loop, struct input *input);

/* Sets the size of the terminal behind a master side. Returns 0; -1 with errno. */
int terminal_resize(int console, uint32_t rows, uint32_t columns);

#endif
