/*
 * hook.c - runs a hook to its end, its time or its patron's end, and judges it (acts). Used by init, perhaps under the
 * container's seccomp filter already: therefore fork and SIGCHLD, which every filter lets pass, and no pidfd.
 */
#include "hook.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fd.h"
#include "kernel.h"
#include "tail.h"

#define DRAIN_BYTES (1 << 16) /* a pipe; who goes on writing after the hook's end is not waited for */

struct run {
	const struct hook_record *hook;
	pid_t pid;
	int output;  /* what it writes; -1 = ended, or it goes to files */
	int refusal; /* execve's error, or an end of stream when it succeeded; -1 = known */
	int error;   /* of execve; 0 = none */
	bool expired, abandoned;
	siginfo_t end;
	struct tail tail;
};

static int write_text(int fd, const char *text)
{
	return fd_write_all(fd, text, strlen(text));
}

/* In memory and not in a pipe: a hook that doesn't read its state, however long, is not waited for. */
static int open_state(const struct bootstrap *message, uint32_t moment)
{
	cleanup_fd int fd = memfd_create("state", MFD_CLOEXEC);
	struct hook_state_record state;
	uint32_t cursor = 0;
	char pid[16];

	snprintf(pid, sizeof(pid), "%d", getpid());
	while (fd >= 0 && bootstrap_next(message, ATTRIBUTE_HOOK_STATE, &cursor, &state)) {
		if (state.moment != moment)
			continue;
		if (write_text(fd, state.before) < 0 || (*state.after && write_text(fd, pid) < 0) ||
		    write_text(fd, state.after) < 0 || lseek(fd, 0, SEEK_SET) < 0)
			return -1;
	}
	return fd_steal(&fd);
}

/* argv and envp of the record's strings; NULL with EBADMSG where they are not what it says. Runs in the child. */
static char **collect_strings(const struct hook_record *hook, char ***environment)
{
	const char *string = hook->strings.data, *end = string + hook->strings.length;
	size_t room = ((size_t)hook->strings.length + 2) * sizeof(char *);
	char **strings = mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), **next = strings;
	uint32_t count = 0;

	if (strings == MAP_FAILED)
		return NULL;
	for (; string < end && end[-1] == '\0'; string += strlen(string) + 1) {
		if (count++ == hook->arguments)
			*next++ = NULL;
		*next++ = (char *)(uintptr_t)string;
	}
	if (count < hook->arguments || hook->arguments == 0) {
		errno = EBADMSG;
		return NULL;
	}
	*environment = count == hook->arguments ? next : strings + hook->arguments + 1;
	return strings;
}

/* Never returns: is the program, or has told why not. */
static _Noreturn void become_hook(const struct hooks *hooks, const struct hook_record *hook, int state, int output,
				  int refusal)
{
	struct pollfd parent = {.fd = refusal};
	char **arguments, **environment;
	sigset_t none;

	setsid();
	/* It dies with the one who waits for it, who may be dead by now: then nobody reads the pipe. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (poll(&parent, 1, 0) > 0 && parent.revents & POLLERR)
		_exit(EXIT_FAILURE);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	arguments = collect_strings(hook, &environment);
	if (arguments && dup2(state, STDIN_FILENO) >= 0 &&
	    dup2(hooks->outputs->out >= 0 ? hooks->outputs->out : output, STDOUT_FILENO) >= 0 &&
	    dup2(hooks->outputs->err >= 0 ? hooks->outputs->err : output, STDERR_FILENO) >= 0 &&
	    (hooks->directory < 0 || fchdir(hooks->directory) == 0) &&
	    sys_close_range(3, ~0u, CLOSE_RANGE_CLOEXEC) == 0)
		execve(hook->path, arguments, environment);
	write(refusal, &errno, sizeof(errno));
	_exit(EXIT_FAILURE);
}

static int start(const struct hooks *hooks, struct run *run, struct failure *failure)
{
	cleanup_fd int state = open_state(hooks->message, run->hook->moment);
	int output[2], refusal[2];

	if (state < 0)
		return FAIL(HOOKS, WRITE, "state");
	if (pipe2(output, O_CLOEXEC) < 0)
		return FAIL(HOOKS, PIPE, run->hook->name);
	if (pipe2(refusal, O_CLOEXEC) < 0) {
		fail(failure, STAGE_HOOKS, OPERATION_PIPE, run->hook->name);
		close(output[0]);
		close(output[1]);
		return -1;
	}
	run->pid = fork();
	if (run->pid == 0) {
		close(refusal[0]);
		become_hook(hooks, run->hook, state, output[1], refusal[1]);
	}
	run->output = output[0];
	run->refusal = refusal[0];
	close(output[1]);
	close(refusal[1]);
	return run->pid < 0 ? FAIL(HOOKS, FORK, run->hook->name) : 0;
}

/* Its group as well: it leads one from before its execve on. */
static void kill_hook(const struct run *run)
{
	kill(-run->pid, SIGKILL);
	kill(run->pid, SIGKILL);
}

static ssize_t read_output(struct run *run)
{
	char bytes[4096];
	ssize_t got = read(run->output, bytes, sizeof(bytes));

	if (got > 0)
		tail_add(&run->tail, bytes, (size_t)got);
	else if (got == 0 || (errno != EINTR && errno != EAGAIN))
		fd_close(&run->output);
	return got;
}

static void read_refusal(struct run *run)
{
	if (read(run->refusal, &run->error, sizeof(run->error)) != sizeof(run->error))
		run->error = 0;
	fd_close(&run->refusal);
}

/* What is left in its pipe, and not what others hold open. */
static void drain(struct run *run)
{
	if (run->refusal >= 0)
		read_refusal(run);
	if (run->output >= 0)
		fd_set_nonblocking(run->output);
	for (size_t read = 0; run->output >= 0 && read < DRAIN_BYTES;) {
		ssize_t got = read_output(run);

		if (got <= 0)
			break;
		read += (size_t)got;
	}
	fd_close(&run->output);
}

static bool has_ended(struct run *run)
{
	return waitid(P_PID, (id_t)run->pid, &run->end, WEXITED | WNOHANG) == 0 && run->end.si_pid == run->pid;
}

static struct timespec now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time;
}

/* From now to a moment; none where that is past. */
static struct timespec until(const struct timespec *moment)
{
	struct timespec time = now();
	struct timespec left = {.tv_sec = moment->tv_sec - time.tv_sec, .tv_nsec = moment->tv_nsec - time.tv_nsec};

	if (left.tv_nsec < 0) {
		left.tv_sec--;
		left.tv_nsec += 1000000000;
	}
	return left.tv_sec < 0 ? (struct timespec){0} : left;
}

/* SIGCHLD is blocked but while this waits, so that an end between the look and the wait is not missed. */
static void await_end(const struct hooks *hooks, struct run *run, const sigset_t *unblocked)
{
	struct timespec deadline = now(), left;

	deadline.tv_sec += run->hook->timeout;
	while (!has_ended(run)) {
		bool killed = run->expired || run->abandoned, limited = run->hook->timeout > 0 && !killed;
		struct pollfd fds[] = {
		    {.fd = run->output, .events = POLLIN},
		    {.fd = run->refusal, .events = POLLIN},
		    {.fd = killed ? -1 : hooks->patron},
		};
		int ready;

		left = until(&deadline);
		ready = ppoll(fds, sizeof(fds) / sizeof(*fds), limited ? &left : NULL, unblocked);
		run->expired = run->expired || ready == 0;
		run->abandoned = run->abandoned || (ready > 0 && fds[2].revents);
		if (!killed && (run->expired || run->abandoned))
			kill_hook(run);
		if (ready > 0 && fds[0].revents)
			read_output(run);
		if (ready > 0 && fds[1].revents)
			read_refusal(run);
	}
}

static int judge(struct run *run, struct failure *failure)
{
	const struct hook_record *hook = run->hook;
	char text[TAIL_BYTES + 1], how[64];

	tail_text(&run->tail, text);
	if (run->error)
		return fail_text(failure, STAGE_HOOKS, OPERATION_EXECVE, run->error, "%s: \"%.300s\"", hook->name,
				 hook->path);
	if (run->abandoned)
		return fail_with(failure, STAGE_HOOKS, OPERATION_READ, EPIPE, hook->name);
	if (!run->expired && run->end.si_code == CLD_EXITED && run->end.si_status == 0)
		return 0;
	if (run->expired)
		snprintf(how, sizeof(how), "was killed after its timeout of %u s", hook->timeout);
	else if (run->end.si_code == CLD_EXITED)
		snprintf(how, sizeof(how), "exited with %d", run->end.si_status);
	else
		snprintf(how, sizeof(how), "was killed by signal %d", run->end.si_status);
	return fail_text(failure, STAGE_HOOKS, OPERATION_WAIT, 0, "%s: \"%.80s\" %s%s%s", hook->name, hook->path, how,
			 *text ? ": " : "", text);
}

static void child_ended(int signal_number)
{
	(void)signal_number;
}

static int run_hook(const struct hooks *hooks, const struct hook_record *hook, struct failure *failure)
{
	struct run run = {.hook = hook, .output = -1, .refusal = -1};
	struct sigaction interrupts = {.sa_handler = child_ended}, before;
	sigset_t child, mask;
	int started;

	/* A signal that is ignored, as this one is by default, would not end a ppoll. */
	sigaction(SIGCHLD, &interrupts, &before);
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, &mask);
	started = start(hooks, &run, failure);
	if (started == 0)
		await_end(hooks, &run, &mask);
	drain(&run);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	sigaction(SIGCHLD, &before, NULL);
	return started < 0 ? -1 : judge(&run, failure);
}

bool hooks_has(const struct bootstrap *message, uint32_t moment)
{
	struct hook_record hook;
	uint32_t cursor = 0;

	while (bootstrap_next(message, ATTRIBUTE_HOOK, &cursor, &hook))
		if (hook.moment == moment)
			return true;
	return false;
}

int hooks_run(const struct hooks *hooks, uint32_t moment, struct failure *failure)
{
	struct hook_record hook;
	uint32_t cursor = 0;

	while (bootstrap_next(hooks->message, ATTRIBUTE_HOOK, &cursor, &hook))
		if (hook.moment == moment && run_hook(hooks, &hook, failure) < 0)
			return -1;
	return 0;
}
