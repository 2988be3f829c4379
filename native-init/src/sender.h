/* sender.h - what the one whose message made the container is told, on the sync socket (acts). */
#ifndef SENDER_H
#define SENDER_H

#include <stdbool.h>
#include <stddef.h>

#include "container.h"
#include "frame.h"

/* Nobody may be there any more: that is noticed as a hang-up, not here. */
void sender_tell(struct container *container, enum frame_number frame, const void *payload, size_t length,
		 int passed_fd);

/* PROCESS, with a pidfd. */
void sender_tell_process(struct container *container);

/* The last word of a creation. A sender that hung up before it has given up, whichever of the two is noticed first. */
bool sender_takes(struct container *container, enum frame_number frame);

/* The sender knows enough. FOREGROUND is its child and tells it the end as well. */
void sender_dismiss(struct container *container);

#endif
