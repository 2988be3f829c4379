/* hook.h - programs that are given the container's state on standard input, one after the other (acts). */
#ifndef HOOK_H
#define HOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "bootstrap.h"
#include "report.h"

/* Files that all output of hooks goes to; -1 = it is kept for a failure's words. */
struct hook_outputs {
	int out;
	int err;
};

struct hooks {
	const struct bootstrap *message;
	const struct hook_outputs *outputs;
	int directory; /* their working directory; -1 = the caller's */
	int patron;    /* a connection whose end ends the hook that runs; -1 = none */
};

bool hooks_has(const struct bootstrap *message, uint32_t moment);

/*
 * Runs those of a moment in the message's order until one fails, each in a session of its own: with the streams that
 * outputs says and no other descriptor, killed with its process group when its time is up. What it leaves running in
 * the background is nobody's concern, not even with its output held open. The caller has no other children.
 */
int hooks_run(const struct hooks *hooks, uint32_t moment, struct failure *failure);

#endif
