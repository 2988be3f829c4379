/* ending.h - how a process ended (pure). */
#ifndef ENDING_H
#define ENDING_H

#include <signal.h>

/* As EXITED and the exit record say it. */
struct ending {
	int code; /* 128 + signal where a signal ended it */
	int signal;
};

/*
 * After the process's end its pipe or terminal may be held open, and filled, by a process it left behind. What was in a
 * pipe at that moment is no more than this: the most that an unprivileged process can make of one (fs.pipe-max-size).
 */
#define ENDING_LEFT (1 << 20)

/* The payload of EXITED. */
#define ENDING_BYTES 8
void ending_encode(const struct ending *ending, char payload[ENDING_BYTES]);

struct ending ending_of(const siginfo_t *info);

#endif
