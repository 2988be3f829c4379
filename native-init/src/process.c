/* process.c - init as a process: its signals, its ties to the launcher, its start and its end in execve (acts). */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fd.h"
#include "kernel.h"
#include "stages.h"

/* A monitor blocks all signals; and files are to have exactly the modes that the message says. */
int prepare_process(struct init *init)
{
	sigset_t none;

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

/* Nobody who connects and says nothing may hold up the one who starts: several are heard at once. */
static int accept_starter(struct init *init)
{
	struct pollfd fds[1 + STARTERS] = {{.fd = init->listener, .events = POLLIN}};

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
		for (unsigned i = 1; fds[0].revents & POLLIN && i <= STARTERS; i++) {
			if (fds[i].fd < 0) {
				fds[i].fd = accept4(init->listener, NULL, NULL, SOCK_CLOEXEC);
				break;
			}
		}
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

/* Everything but the standard streams and what is asked for closes with execve, in one call. */
int prepare_execution(struct init *init)
{
	unsigned first = 3 + bootstrap_u32(init->message, ATTRIBUTE_PRESERVE_FDS, 0);

	if (init->supervised && prctl(PR_SET_PDEATHSIG, 0) < 0)
		return STEP_FAILED(PRCTL, "PR_SET_PDEATHSIG");
	if (sys_close_range(first, ~0u, CLOSE_RANGE_CLOEXEC) < 0)
		return STEP_FAILED(CLOSE_RANGE, "descriptors");
	return 0;
}

/* Success is told by the report socket, which closes with it. */
int execute(struct init *init)
{
	execve(init->command, init->message->argv, init->message->envp);
	return STEP_FAILED(EXECVE, init->command);
}
