/* control.c - control.sock and all connections to it (acts). */
#include "control.h"

#include <errno.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <unistd.h>

#include "client.h"
#include "fd.h"
#include "request.h"

enum { DELAY_MIN_MILLIS = 50, DELAY_MAX_MILLIS = 2000 };

#define each_client(control, client)                            \
	for (unsigned slot = 0; slot < CONTROL_CLIENTS; slot++) \
		for (struct client *client = (control)->clients[slot]; client && !client->outbox.gone; client = NULL)

static void listener_ready(struct source *source, uint32_t events);
static void timer_ready(struct source *source, uint32_t events);

/* The socket gets its name when it already listens: a refused connection means that the monitor is gone. */
static int listen_in(int directory, int *listener)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = ".control.sock.new"};
	mode_t mask;
	int bound;

	*listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	/* A path of the state directory may be longer than a socket's name may be: relative, it never is. */
	if (*listener < 0 || fchdir(directory) < 0)
		return -1;
	unlinkat(directory, address.sun_path, 0);
	mask = umask(0177);
	bound = bind(*listener, (struct sockaddr *)&address, sizeof(address));
	umask(mask);
	/* A monitor pins no directory. */
	if (chdir("/") < 0 || bound < 0 || listen(*listener, CONTROL_CLIENTS) < 0)
		return -1;
	return renameat(directory, address.sun_path, directory, "control.sock");
}

int control_open(struct container *container, int directory, struct failure *failure)
{
	struct control *control = container->control;
	cleanup_fd int listener = -1;

	control->container = container;
	control->directory = directory;
	control->listener = (struct source){.fd = -1, .ready = listener_ready};
	control->timer = (struct source){.fd = -1, .ready = timer_ready};
	if (directory < 0)
		return 0;
	control->timer.fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	if (control->timer.fd < 0 || loop_want(&container->loop, &control->timer, EPOLLIN) < 0 ||
	    listen_in(directory, &listener) < 0)
		return fail(failure, STAGE_CONTROL, OPERATION_BIND, "control.sock");
	control->listener.fd = fd_steal(&listener);
	return 0;
}

void control_close(struct container *container)
{
	struct control *control = container->control;

	if (control->listener.fd >= 0)
		unlinkat(control->directory, "control.sock", 0);
	for (unsigned slot = 0; slot < CONTROL_CLIENTS; slot++)
		if (control->clients[slot])
			client_close(control->clients[slot]);
	loop_close(&container->loop, &control->listener);
	loop_close(&container->loop, &control->timer);
}

/* As the socket's mode says; this holds also where somebody widened the mode, and for a socket that was passed on. */
static bool may_connect(int fd)
{
	struct ucred peer;
	socklen_t length = sizeof(peer);

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 && (peer.uid == 0 || peer.uid == geteuid());
}

static void listener_ready(struct source *source, uint32_t events)
{
	struct control *control = container_of(source, struct control, listener);
	int fd = accept4(source->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	(void)events;
	if (fd < 0) {
		/* The connection that could not be accepted stays readable: asking again at once would never end. */
		control->resting = errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS;
		return;
	}
	for (unsigned slot = 0; slot < CONTROL_CLIENTS && may_connect(fd); slot++) {
		if (!control->clients[slot]) {
			control->clients[slot] = client_open(control->container, fd, request_ready);
			return;
		}
	}
	close(fd);
}

void control_tell(struct container *container, enum frame_number frame, const void *payload, size_t length,
		  int passed_fd)
{
	each_client(container->control, client) if (client->watching)
	    outbox_send(&client->outbox, frame, payload, length, passed_fd);
}

void control_output(struct container *container, enum frame_number frame, const char *bytes, size_t length)
{
	each_client(container->control, client) if (client->attached)
	    outbox_send(&client->outbox, frame, bytes, length, -1);
}

bool control_backlogged(const struct container *container)
{
	each_client(container->control, client) if (client->attached && outbox_backlogged(&client->outbox)) return true;
	return false;
}

bool control_input_waits(const struct container *container)
{
	each_client(container->control, client) if (client->waiting.length > 0 && !client->execution.asked) return true;
	return false;
}

void control_reaped(struct container *container, const siginfo_t *info)
{
	each_client(container->control, client) execution_reaped(&client->execution, info);
}

bool control_idle(const struct container *container)
{
	each_client(container->control, client) if (!outbox_is_empty(&client->outbox)) return false;
	return true;
}

void control_settle(struct container *container)
{
	struct client **clients = container->control->clients;

	for (unsigned slot = 0; slot < CONTROL_CLIENTS; slot++) {
		if (!clients[slot])
			continue;
		client_settle(clients[slot]);
		if (!clients[slot]->outbox.gone)
			continue;
		client_close(clients[slot]);
		clients[slot] = NULL;
	}
}

/* Waits longer each time, as long as there is something to wait for. */
static void timer_await(struct control *control, bool needed)
{
	struct itimerspec when = {0};

	if (!needed)
		control->delay_millis = 0;
	if (needed == control->timer_armed)
		return;
	if (needed) {
		uint32_t delay = control->delay_millis < DELAY_MIN_MILLIS ? DELAY_MIN_MILLIS : control->delay_millis;

		when.it_value = (struct timespec){.tv_sec = delay / 1000, .tv_nsec = delay % 1000 * 1000000L};
		control->delay_millis = delay * 2 > DELAY_MAX_MILLIS ? DELAY_MAX_MILLIS : delay * 2;
	}
	timerfd_settime(control->timer.fd, 0, &when, NULL);
	control->timer_armed = needed;
}

/* The handler has nothing to do: everything is tried again after every event, and this is one. */
static void timer_ready(struct source *source, uint32_t events)
{
	struct control *control = container_of(source, struct control, timer);
	uint64_t expirations;

	(void)events;
	if (read(source->fd, &expirations, sizeof(expirations)) < 0)
		return;
	control->timer_armed = false;
	control->resting = false;
}

void control_await(struct container *container)
{
	struct control *control = container->control;

	each_client(control, client) client_await(client);
	loop_want(&container->loop, &control->listener, control->resting ? 0 : EPOLLIN);
	timer_await(control, control->resting || !control_idle(container) ||
				 container->log.start < container->log.end ||
				 (container->told && !container->recorded));
}
