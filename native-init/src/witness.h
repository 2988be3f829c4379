/*
 * witness.h - reads a start time for somebody who has joined a time namespace (acts).
 *
 * The kernel tells start times as the reader's time namespace counts (time_namespaces(7)), and whoever compares them
 * later is in the sender's. One who has joined another can't go back, so that a child which stays reads it.
 */
#ifndef WITNESS_H
#define WITNESS_H

#include <stdint.h>
#include <sys/types.h>

struct witness {
	pid_t pid;
	int question;
	int answer;
};

/* Before anything is joined. It dies with its caller. -1 and errno on failure. */
int witness_begin(struct witness *witness);

/* The start time in clock ticks of an open /proc/PID/stat, once; the witness ends. -1 and errno on failure. */
int witness_read(struct witness *witness, int stat, uint64_t *start_time);

/* For one that is not asked; nothing for one that has not begun or has ended. */
void witness_end(struct witness *witness);

#endif
