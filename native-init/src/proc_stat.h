/* proc_stat.h - the figures of /proc/PID/stat, by their numbers in proc(5) (acts). */
#ifndef PROC_STAT_H
#define PROC_STAT_H

#include <stdint.h>

enum {
	STAT_PARENT = 4,
	STAT_FLAGS = 9,
	STAT_START_TIME = 22, /* clock ticks */
	STAT_START_CODE = 26,
	STAT_END_CODE = 27,
	STAT_START_STACK = 28,
	STAT_START_DATA = 45,
	STAT_END_DATA = 46,
	STAT_START_BRK = 47,
	STAT_ENV_START = 50,
	STAT_ENV_END = 51,
};

/*
 * Fills fields, from the first figure to the last, from an open file. The descriptor stays that process's, whatever
 * becomes of its pid, and may be read again. Returns 0; -1 with errno, ESRCH where the process was reaped.
 */
int proc_stat_read(int stat, uint64_t fields[], int last);

/* The start time alone, which with its pid names a process for ever. */
int proc_stat_start_time(int stat, uint64_t *start_time);

#endif
