/* launch_event.h - an init that was launched: its words, one at a time, until it is the program (acts). */
#ifndef LAUNCH_EVENT_H
#define LAUNCH_EVENT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "frame.h"
#include "mapping.h"
#include "report.h"

struct process {
	pid_t pid; /* as the launcher's pid namespace counts */
	int stat;  /* /proc/PID/stat of it and of nobody else, whatever becomes of its pid */
	int pidfd;
	uint64_t start_time; /* clock ticks, /proc/PID/stat field 22 */
	int report;	     /* socket to init: readable = call launch_event */
	int console;	     /* the pty's master side, after LAUNCH_CONSOLE; else -1 */
	int listener;	     /* of the seccomp filter, after LAUNCH_LISTENER; else -1 */
	bool failed;	     /* after the clone and outside of init: told by the next launch_event */
	struct failure failure;
	struct mapping mapping; /* answered by launch_event itself */
	struct frame_reader reader;
	char payload[FAILURE_BYTES]; /* of init's frames; struct process must not be moved while report is open */
};

enum launch_event {
	LAUNCH_PENDING,	 /* nothing to say yet */
	LAUNCH_CONSOLE,	 /* process.console is the terminal's master side */
	LAUNCH_HOOKS,	 /* AWAIT_HOOKS: init waits for launch_release, which is called once more then */
	LAUNCH_LISTENER, /* process.listener tells of what the filter stops */
	LAUNCH_CREATED,	 /* CREATE: all is made, init waits at start.sock */
	LAUNCH_STARTED,	 /* execve succeeded; report is closed. With CREATE this comes after LAUNCH_CREATED */
	LAUNCH_FAILED,	 /* failure says what; report is closed, init is dead or dying: reap it */
};

/*
 * Lets init go on to its program, which it reaches no sooner: called once whoever must reap it was told its pid. A
 * launcher that is killed before it leaves no program behind that nobody knows of.
 */
void launch_release(const struct process *process);

/* Never blocks. failure is filled with LAUNCH_FAILED only: also where init was killed without a word. */
enum launch_event launch_event(struct process *process, struct failure *failure);

/* Closes what is open of pidfd, stat, report and console. Kills nobody. */
void process_close(struct process *process);

/* The payload of PROCESS, which is told with a pidfd. */
#define PROCESS_BYTES 12
void process_encode(const struct process *process, char payload[PROCESS_BYTES]);

#endif
