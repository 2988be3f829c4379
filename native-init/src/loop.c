/* loop.c - epoll, one event at a time (acts). */
#include "loop.h"

#include <stddef.h>
#include <sys/epoll.h>
#include <unistd.h>

int loop_open(struct loop *loop)
{
	loop->epoll = epoll_create1(EPOLL_CLOEXEC);
	return loop->epoll < 0 ? -1 : 0;
}

int loop_want(struct loop *loop, struct source *source, uint32_t events)
{
	struct epoll_event event = {.events = events, .data.ptr = source};
	int operation = EPOLL_CTL_MOD;

	if (events == source->wanted || source->fd < 0)
		return 0;
	/* A source with nothing wanted is taken out: epoll tells EPOLLHUP and EPOLLERR unasked, for ever. */
	if (events == 0)
		operation = EPOLL_CTL_DEL;
	else if (source->wanted == 0)
		operation = EPOLL_CTL_ADD;
	if (epoll_ctl(loop->epoll, operation, source->fd, &event) < 0)
		return -1;
	source->wanted = events;
	return 0;
}

void loop_close(struct loop *loop, struct source *source)
{
	loop_want(loop, source, 0);
	if (source->fd >= 0)
		close(source->fd);
	source->fd = -1;
}

void source_wakes(struct source *source, uint32_t events)
{
	(void)source;
	(void)events;
}

/* One at a time: in a batch, a handler could meet an event of something that an earlier handler has closed. */
void loop_turn(struct loop *loop)
{
	struct epoll_event event;

	if (epoll_wait(loop->epoll, &event, 1, -1) == 1) {
		struct source *source = event.data.ptr;

		source->ready(source, event.events);
	}
}
