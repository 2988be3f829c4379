/* loop.h - the monitor's one loop: epoll, with a handler for each descriptor (acts). */
#ifndef LOOP_H
#define LOOP_H

#include <stdint.h>

/* What may become ready. It belongs to whoever embeds it, and must stay where it is while it is in a loop. */
struct source {
	int fd;		 /* -1 = none */
	uint32_t wanted; /* EPOLL* events; 0 = not in the loop, so that not even a hang-up is told */
	void (*ready)(struct source *source, uint32_t events);
};

struct loop {
	int epoll;
};

int loop_open(struct loop *loop);

/* Sets what is wanted of the source from now on. Returns 0; -1 with errno: EPERM for a regular file, always ready. */
int loop_want(struct loop *loop, struct source *source, uint32_t events);

/* Takes the source out of the loop and closes its descriptor. */
void loop_close(struct loop *loop, struct source *source);

/* The handler of a source that only has to wake the loop: what waits for it is tried again after every event. */
void source_wakes(struct source *source, uint32_t events);

/* Waits for one event and runs its handler. */
void loop_turn(struct loop *loop);

#define container_of(pointer, type, member) ((type *)(void *)((char *)(pointer)-offsetof(type, member)))

#endif
