/* process.c - init as a process: its signals, its ties to the launcher, its start and its end in execve (acts). */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fd.h"
#include "frame.h"
#include "kernel.h"
#include "stages.h"

static void end_by(int number)
{
	_exit(128 + number);
}

/*
 * The kernel keeps from the first process of a pid namespace what has no handler there, SIGKILL and SIGSTOP apart
 * (pid_namespaces(7)): a container that waits for its start could not be asked to end. execve takes the handlers away.
 */
static void let_signals_end(void)
{
	static const int numbers[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT};
	const struct sigaction ends = {.sa_handler = end_by};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		sigaction(numbers[i], &ends, NULL);
}

/* A monitor blocks all signals; and files are to have exactly the modes that the message says. */
int prepare_process(struct init *init)
{
	sigset_t none;

	if (init->listener >= 0 && getpid() == 1)
		let_signals_end();
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	umask(0);
	return renew_death_signal(init);
}

/* The launcher holds the other end of the report socket as long as it lives and cares. */
static bool launcher_is_gone(const struct init *init)
{
	struct pollfd report = {.fd = init->report};

	return poll(&report, 1, 0) > 0 && report.revents & (POLLHUP | POLLERR);
}

/*
 * A creation whose launcher dies leaves nothing. The kernel forgets this at every change of ids (prctl(2)), and can't
 * know of a parent that died before it was asked. Without a monitor the parent is the sender, whose threads come and
 * go: there init goes on for good only when its launcher says so (await_launcher).
 */
int renew_death_signal(struct init *init)
{
	if (!init->supervised)
		return 0;
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
		return STEP_FAILED(PRCTL, "PR_SET_PDEATHSIG");
	return launcher_is_gone(init) ? fail_with(&init->failure, init->stage, OPERATION_READ, EPIPE, "launcher") : 0;
}

#define STARTERS 8

/* A byte "s" starts; an end without it was only a question, whether we still wait. */
static bool asks_to_start(int connection, bool *ended)
{
	char byte = 0;
	ssize_t got = recv(connection, &byte, 1, MSG_DONTWAIT);

	*ended = got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR) || (got == 1 && byte != 's');
	return got == 1 && byte == 's';
}

/* A free place; where there is none, of those who say nothing the one whose turn it is goes. */
static struct pollfd *starter_place(struct pollfd *starters, unsigned *turn)
{
	for (unsigned i = 0; i < STARTERS; i++)
		if (starters[i].fd < 0)
			return &starters[i];
	*turn = (*turn + 1) % STARTERS;
	fd_close(&starters[*turn].fd);
	return &starters[*turn];
}

/* Nobody who connects and says nothing may hold up the one who starts: several are heard at once. */
static int accept_starter(struct init *init)
{
	struct pollfd fds[1 + STARTERS] = {{.fd = init->listener, .events = POLLIN}};
	unsigned turn = 0;

	for (unsigned i = 1; i <= STARTERS; i++)
		fds[i] = (struct pollfd){.fd = -1, .events = POLLIN};
	for (;;) {
		if (poll(fds, 1 + STARTERS, -1) < 0 && errno != EINTR)
			return -1;
		for (unsigned i = 1; i <= STARTERS; i++) {
			bool ended = false;

			if (fds[i].fd >= 0 && asks_to_start(fds[i].fd, &ended)) {
				init->starter = fds[i].fd;
				return 0;
			}
			if (ended)
				fd_close(&fds[i].fd);
		}
		if (fds[0].revents & POLLIN)
			starter_place(fds + 1, &turn)->fd = accept4(init->listener, NULL, NULL, SOCK_CLOEXEC);
	}
}

int await_start(struct init *init)
{
	if (init->listener < 0)
		return 0;
	if (frame_send(init->report, FRAME_CREATED, NULL, 0, -1) < 0)
		return STEP_FAILED(SENDMSG, "launcher");
	if (accept_starter(init) < 0)
		return STEP_FAILED(READ, "start.sock");
	/* Not left to execve: whoever sees the connection end there must find nobody waiting. */
	fd_close(&init->listener);
	return 0;
}

static int by_number(const void *one, const void *other)
{
	return *(const int *)one - *(const int *)other;
}

/* The numbers from the first up to one that is kept; returns the one after it. */
static unsigned close_up_to(unsigned first, int kept)
{
	if (kept < (int)first)
		return first;
	if (kept > (int)first)
		sys_close_range(first, (unsigned)kept - 1, 0);
	return (unsigned)kept + 1;
}

/*
 * All that is the launcher's or leads to the host, before anything looks for a path as the container sees it. What
 * closes only with execve is still there while execve itself, and whoever looks for the program before it, follows
 * /proc/self/fd/N/.. in a PATH or a link of the image's, and that ends in the host's root (CVE-2024-21626). A process
 * of the container that may trace us could take it as well. Sockets lead nowhere and stay; PRESERVE_FDS are the
 * caller's gift, and so are files for the output of hooks that are still to run.
 */
int close_descriptors(struct init *init)
{
	unsigned first = 3 + bootstrap_u32(init->message, ATTRIBUTE_PRESERVE_FDS, 0);
	bool hooks_follow = hooks_has(init->message, hook_moment_START_CONTAINER);
	int kept[] = {init->report, init->listener, hooks_follow ? init->hook_outputs.out : -1,
		      hooks_follow ? init->hook_outputs.err : -1};

	qsort(kept, sizeof(kept) / sizeof(*kept), sizeof(*kept), by_number);
	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++)
		first = close_up_to(first, kept[i]);
	if (sys_close_range(first, ~0u, 0) < 0)
		return STEP_FAILED(CLOSE_RANGE, "descriptors");
	init->root = init->proc = init->console = -1;
	return 0;
}

int prepare_execution(struct init *init)
{
	if (init->supervised && prctl(PR_SET_PDEATHSIG, 0) < 0)
		return STEP_FAILED(PRCTL, "PR_SET_PDEATHSIG");
	return 0;
}

/* Success is told by the report socket, which closes with it. */
int execute(struct init *init)
{
	execve(init->command, init->message->argv, init->message->envp);
	return STEP_FAILED(EXECVE, init->command);
}
