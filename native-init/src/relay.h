/*
 * relay.h - FOREGROUND: between the sender's own terminal, or whatever its standard streams are, and the container
 * (acts).
 *
 * Without TERMINAL the process has inherited the streams, and only signals are relayed.
 */
#ifndef RELAY_H
#define RELAY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/signalfd.h>
#include <termios.h>

#include "container.h"
#include "input.h"
#include "loop.h"

/* Bytes on their way in one direction. 4096 is PIPE_BUF: a pipe that is writable takes them all without blocking. */
struct passage {
	size_t start, end;
	char bytes[4096];
};

struct relay {
	struct container *container;
	bool active;		/* there is a terminal to relay */
	struct source keyboard; /* our standard input; its descriptor is not ours to close, nor is its O_NONBLOCK */
	struct source screen;	/* our standard output, likewise */
	struct source console;	/* the container's terminal, to read */
	struct input input;	/* and to write */
	struct passage typed, shown;
	struct termios saved; /* of our own terminal */
	bool raw;	      /* it was changed */
	size_t left;	      /* what may still be read once the process has ended */
};

/* The signals that are relayed; all that can be caught and mean something to another process. */
void relay_signals(sigset_t *signals);

/* Passes one on. SIGWINCH becomes the new size of the terminal where there is one. */
void relay_signal(struct container *container, const struct signalfd_siginfo *info);

/* The container's terminal has come. Ours becomes raw: what is typed is for the other one to interpret. */
void relay_start(struct container *container, int console);

/* Once after each event: says to the loop what is worth waiting for. */
void relay_settle(struct container *container);

/* The process has ended: shows what it had written, and gives our terminal back as it was. */
void relay_end(struct container *container);

#endif
