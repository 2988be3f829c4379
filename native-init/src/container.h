/* container.h - what a monitor knows of its container; every part of the monitor is given this one struct. */
#ifndef CONTAINER_H
#define CONTAINER_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "bootstrap.h"
#include "ending.h"
#include "input.h"
#include "launch_event.h"
#include "log.h"
#include "loop.h"

/* Each is of one part, and no other looks into it. */
struct control;
struct outputs;
struct relay;

struct container {
	struct loop loop;
	struct process process;
	struct source report;  /* process.report, until execve or failure */
	struct source sync;    /* the sender, until it knows what became of its message */
	struct source signals; /* signalfd */
	uint32_t mode;	       /* enum mode */
	uint32_t supervision;  /* enum supervision */
	int state;	       /* state directory; -1 = none */
	const struct bootstrap *message;
	bool restoring;	       /* the sender has not said yet which process was RESTORED */
	bool hooks_due;	       /* init waits for the sender's HOOKS_DONE */
	bool created, started; /* what init said */
	bool reaped;	       /* ending is known */
	bool told, recorded;   /* EXITED was sent; the exit record is written */
	bool leaving;	       /* nothing is left to do */
	int status;	       /* to exit with */
	uint64_t started_at;   /* nanoseconds since 1970; 0 = it never was */
	uint64_t finished_at;
	struct ending ending;
	struct log log;
	struct input input; /* the process's standard input */
	int terminal;	    /* master side of the process's terminal; -1 = none */
	struct outputs *outputs;
	struct control *control;
	struct relay *relay;
};

/* An EXEC leaves no records: those in the directory are its container's. */
bool container_keeps_records(const struct container *container);

/* Writes "exit" where one is wanted. False: it could not be written now. */
bool container_record_exit(const struct container *container);

/* True when the state directory was removed: nobody asks for anything any more. */
bool container_was_deleted(const struct container *container);

#endif
