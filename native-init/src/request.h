/* request.h - what the frames of control.sock ask for (acts). */
#ifndef REQUEST_H
#define REQUEST_H

#include <stdint.h>

#include "loop.h"

/* The handler of a client's source: reads one frame, does what it asks, and tells what failed. */
void request_ready(struct source *source, uint32_t events);

#endif
