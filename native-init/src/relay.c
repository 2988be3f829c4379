/* relay.c - FOREGROUND: terminal and signals (acts). */
#include "relay.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "fd.h"
#include "kernel.h"

/*
 * Not relayed: what the kernel raises for this process's own doings (faults, SIGPIPE, SIGXFSZ, terminal access from the
 * background), and SIGCHLD.
 */
void relay_signals(sigset_t *signals)
{
	static const int own[] = {SIGSEGV, SIGBUS,  SIGFPE,  SIGILL,  SIGTRAP, SIGSYS, SIGABRT,
				  SIGPIPE, SIGXFSZ, SIGXCPU, SIGTTIN, SIGTTOU, SIGCHLD};

	sigfillset(signals);
	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++)
		sigdelset(signals, own[i]);
}

static void copy_size(const struct relay *relay)
{
	struct winsize size;

	if (ioctl(STDIN_FILENO, TIOCGWINSZ, &size) == 0)
		ioctl(relay->console.fd, TIOCSWINSZ, &size);
}

void relay_signal(struct container *container, const struct signalfd_siginfo *info)
{
	if (info->ssi_signo == SIGWINCH && container->relay->active)
		copy_size(container->relay);
	else
		sys_pidfd_send_signal(container->process.pidfd, (int)info->ssi_signo);
}

static void keyboard_ready(struct source *source, uint32_t events)
{
	struct relay *relay = container_of(source, struct relay, keyboard);
	ssize_t got = read(source->fd, relay->typed.bytes, sizeof(relay->typed.bytes));

	(void)events;
	if (got > 0) {
		relay->typed.start = 0;
		relay->typed.end = (size_t)got;
		return;
	}
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	loop_want(&relay->container->loop, source, 0);
	source->fd = -1;
	input_end(&relay->container->loop, &relay->input);
}

static void console_ready(struct source *source, uint32_t events)
{
	struct relay *relay = container_of(source, struct relay, console);
	size_t room = relay->left < sizeof(relay->shown.bytes) ? relay->left : sizeof(relay->shown.bytes);
	ssize_t got = read(source->fd, relay->shown.bytes, room);

	(void)events;
	if (got > 0) {
		relay->shown.start = 0;
		relay->shown.end = (size_t)got;
		if (relay->container->reaped)
			relay->left -= (size_t)got;
	} else if (got == 0 || errno != EAGAIN || relay->container->reaped) {
		loop_close(&relay->container->loop, source);
	}
}

/* What nobody reads any more is thrown away: the process inside must not hang for it. */
static void screen_ready(struct source *source, uint32_t events)
{
	struct relay *relay = container_of(source, struct relay, screen);
	struct passage *shown = &relay->shown;
	ssize_t written = write(source->fd, shown->bytes + shown->start, shown->end - shown->start);

	(void)events;
	if (written >= 0)
		shown->start += (size_t)written;
	else if (errno != EAGAIN && errno != EINTR)
		shown->start = shown->end;
}

/* But for its output settings: it makes the carriage returns that the container's leaves out. */
static void make_raw(struct relay *relay)
{
	struct termios raw;

	if (tcgetattr(STDIN_FILENO, &relay->saved) < 0)
		return;
	raw = relay->saved;
	cfmakeraw(&raw);
	raw.c_oflag = relay->saved.c_oflag;
	relay->raw = tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0;
}

void relay_start(struct container *container, int console)
{
	struct relay *relay = container->relay;

	fd_set_nonblocking(console);
	relay->container = container;
	relay->keyboard = (struct source){.fd = STDIN_FILENO, .ready = keyboard_ready};
	relay->screen = (struct source){.fd = STDOUT_FILENO, .ready = screen_ready};
	relay->console = (struct source){.fd = console, .ready = console_ready};
	relay->input = input_of_terminal(console);
	relay->left = ENDING_LEFT;
	relay->active = true;
	copy_size(relay);
	make_raw(relay);
}

/* Waits for the source, or goes on at once where epoll has no use for it: a regular file is always ready. */
static void want_or_go_on(struct loop *loop, struct source *source, bool wanted)
{
	uint32_t events = source->ready == screen_ready ? EPOLLOUT : EPOLLIN;

	if (loop_want(loop, source, wanted ? events : 0) < 0 && errno == EPERM)
		source->ready(source, events);
}

void relay_settle(struct container *container)
{
	struct relay *relay = container->relay;
	struct passage *typed = &relay->typed, *shown = &relay->shown;

	if (!relay->active)
		return;
	want_or_go_on(&container->loop, &relay->screen, shown->start < shown->end);
	do {
		want_or_go_on(&container->loop, &relay->keyboard, typed->start == typed->end);
		if (typed->start == typed->end)
			break;
		typed->start += input_write(&relay->input, typed->bytes + typed->start, typed->end - typed->start);
	} while (typed->start == typed->end);
	loop_want(&container->loop, &relay->console, shown->start == shown->end ? EPOLLIN : 0);
	loop_want(&container->loop, &relay->input.source, typed->start < typed->end ? EPOLLOUT : 0);
}

void relay_end(struct container *container)
{
	struct relay *relay = container->relay;

	if (!relay->active)
		return;
	while (relay->console.fd >= 0 || relay->shown.start < relay->shown.end) {
		if (relay->shown.start == relay->shown.end) {
			console_ready(&relay->console, EPOLLIN);
			continue;
		}
		poll(&(struct pollfd){.fd = relay->screen.fd, .events = POLLOUT}, 1, -1);
		screen_ready(&relay->screen, EPOLLOUT);
	}
	if (relay->raw)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &relay->saved);
}
