/* witness.c - a child that stays outside of the time namespace and reads for its parent (acts). */
#include "witness.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fd.h"
#include "kernel.h"
#include "proc_stat.h"

/* It has its caller's descriptors, those that are opened later too: the question is a number of one. */
static _Noreturn void answer(int socket, pid_t caller)
{
	uint64_t start_time;
	int stat;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != caller)
		_exit(EXIT_FAILURE);
	if (read(socket, &stat, sizeof(stat)) != sizeof(stat) || proc_stat_start_time(stat, &start_time) < 0)
		_exit(EXIT_FAILURE);
	_exit(write(socket, &start_time, sizeof(start_time)) == sizeof(start_time) ? EXIT_SUCCESS : EXIT_FAILURE);
}

int witness_begin(struct witness *witness)
{
	struct clone_args args = {.flags = CLONE_FILES, .exit_signal = SIGCHLD};
	pid_t caller = getpid();
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return -1;
	*witness = (struct witness){.question = ends[0], .answer = ends[1]};
	witness->pid = sys_clone3(&args);
	if (witness->pid == 0)
		answer(ends[1], caller);
	if (witness->pid < 0) {
		fd_close(&witness->question);
		fd_close(&witness->answer);
		return -1;
	}
	return 0;
}

int witness_read(struct witness *witness, int stat, uint64_t *start_time)
{
	siginfo_t info;

	if (write(witness->question, &stat, sizeof(stat)) != sizeof(stat))
		return -1;
	/* Its answer is there when it has ended: nothing would tell of one that was killed, for we hold its end too. */
	while (waitid(P_PID, (id_t)witness->pid, &info, WEXITED) < 0)
		if (errno != EINTR)
			return -1;
	witness->pid = -1;
	if (recv(witness->question, start_time, sizeof(*start_time), MSG_DONTWAIT) != sizeof(*start_time)) {
		errno = ESRCH;
		return -1;
	}
	return 0;
}

void witness_end(struct witness *witness)
{
	if (witness->pid > 0) {
		/* Not by a signal, which we may have no right to send by now. */
		shutdown(witness->question, SHUT_RDWR);
		while (waitid(P_PID, (id_t)witness->pid, &(siginfo_t){0}, WEXITED) < 0 && errno == EINTR)
			;
		witness->pid = -1;
	}
	fd_close(&witness->question);
	fd_close(&witness->answer);
}
