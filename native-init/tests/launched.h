/* launched.h - for tests: whole containers from busybox, made by the real binary from real messages. Needs root. */
#ifndef LAUNCHED_H
#define LAUNCHED_H

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "described.h"
#include "fd.h"
#include "frame.h"
#include "kernel.h"
#include "report.h"
#include "tap.h"

/* The program under test, as make says. */
static inline const char *nodens_init(void)
{
	const char *path = getenv("NODENS_INIT");

	return path ? path : "target/native/nodens-init";
}

static inline void shell(const char *format, ...)
{
	char command[2048];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(command, sizeof(command), format, arguments);
	va_end(arguments);
	REQUIRE(system(command) == 0);
}

static pid_t owner;

/* Also where a test gives up; not by a process that it forked. */
static inline void remove_rootfs(void)
{
	if (getpid() == owner)
		shell("cd %s && for m in $(awk -v f=\"$PWD\" 'index($5, f) == 1 {print $5}' /proc/self/mountinfo | "
		      "sort -r); do umount -l $m; done; "
		      "cd / && rm -rf --one-file-system %s",
		      folder, folder);
	owner = 0;
}

/* False without the rights that containers take: then what is tested was skipped. */
static inline bool make_rootfs(const char *tested)
{
	if (geteuid() != 0) {
		tap_skip(tested, "needs root");
		return false;
	}
	owner = getpid();
	atexit(remove_rootfs);
	REQUIRE(mkdtemp(folder) != NULL);
	shell("cd %s && mkdir -m 0755 root state && chmod 0755 . && mkdir -p root/bin root/etc && cp $(command -v "
	      "busybox) root/bin/busybox && "
	      "for c in sh cat ls echo id mkdir readlink hostname umask pwd sleep true touch ulimit grep test stat ps "
	      "tty kill; do "
	      "ln -s busybox root/bin/$c; done; echo plain > root/etc/plain; chmod 0644 root/etc/plain; mkdir "
	      "root/etc/sub; echo deep > root/etc/sub/deep",
	      folder);
	return true;
}

/* What became of a message. */
struct outcome {
	unsigned frames[32]; /* how often each kind came */
	int pid;
	int pidfd;
	uint32_t stage, operation;
	int error;
	char object[512];
	int status;	    /* of the process, where it was ours to reap: exit code or 128 + signal */
	char output[16384]; /* standard output and error */
};

struct running {
	pid_t spawned;
	int sync;
	int output;
};

/* Whether the sender lives in a pod: in a mount namespace of its own, where the root is not what the host has. */
static bool sender_in_pod;

static inline void enter_pod(void)
{
	struct mount_attr private = {.propagation = MS_PRIVATE};

	REQUIRE(unshare(CLONE_NEWNS) == 0 && sys_mount_setattr(AT_FDCWD, "/", AT_RECURSIVE, &private) == 0);
	shell("mount -t tmpfs pod %s/root", folder);
}

/* Whether the sender is somebody without rights. */
static bool sender_rootless;

static inline struct running spawn(const struct message *message)
{
	int sync[2], output[2];
	struct running running;

	REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sync) == 0 && pipe2(output, O_CLOEXEC) == 0);
	running.spawned = fork();
	REQUIRE(running.spawned >= 0);
	if (running.spawned == 0) {
		char number[16];
		int null = open("/dev/null", O_RDONLY);

		if (sender_in_pod)
			enter_pod();
		if (sender_rootless)
			REQUIRE(setresgid(1000, 1000, 1000) == 0 && setresuid(1000, 1000, 1000) == 0);

		dup2(null, 0);
		dup2(output[1], 1);
		dup2(output[1], 2);
		fcntl(sync[1], F_SETFD, 0);
		snprintf(number, sizeof(number), "%d", sync[1]);
		execl(nodens_init(), "nodens-init", number, (char *)NULL);
		_exit(127);
	}
	close(sync[1]);
	close(output[1]);
	running.sync = sync[0];
	running.output = output[0];
	for (size_t sent = 0; sent < message->length;) {
		ssize_t now = write(running.sync, message->bytes + sent, message->length - sent);

		REQUIRE(now > 0);
		sent += (size_t)now;
	}
	return running;
}

/* Takes frames until the stream ends. */
static inline void hear(struct running *running, struct outcome *outcome)
{
	static char payload[4096];
	struct frame_reader reader;
	struct frame frame;

	memset(outcome, 0, sizeof(*outcome));
	outcome->pidfd = -1;
	frame_reader_init(&reader, payload, sizeof(payload));
	while (frame_receive(&reader, running->sync, &frame) == FRAME_COMPLETE) {
		outcome->frames[frame.number % 32]++;
		if (frame.number == FRAME_PROCESS) {
			memcpy(&outcome->pid, frame.payload, 4);
			outcome->pidfd = frame_take_fd(&reader, 0);
		} else if (frame.number == FRAME_FAILED) {
			memcpy(&outcome->stage, frame.payload, 4);
			memcpy(&outcome->operation, frame.payload + 4, 4);
			memcpy(&outcome->error, frame.payload + 8, 4);
			snprintf(outcome->object, sizeof(outcome->object), "%s", frame.payload + 12);
		}
	}
	frame_reader_close(&reader);
}

static inline int reap(pid_t pid)
{
	int status = 0;

	if (waitpid(pid, &status, 0) != pid)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static inline bool says(const struct outcome *outcome, const char *text)
{
	bool found = strstr(outcome->output, text) != NULL;

	if (!found)
		printf("# status %d, output: %s\n", outcome->status, outcome->output);
	return found;
}

static inline bool fails(const struct outcome *outcome, enum stage_number stage, enum operation operation, int error)
{
	return outcome->frames[FRAME_FAILED] == 1 && outcome->stage == stage && outcome->operation == operation &&
	       outcome->error == error && outcome->frames[FRAME_STARTED] == 0;
}

static inline void say_failure(const struct outcome *outcome)
{
	if (outcome->frames[FRAME_FAILED])
		printf("# stage %u operation %u error %d (%s): %s\n", outcome->stage, outcome->operation,
		       outcome->error, strerror(outcome->error), outcome->object);
}

/* Takes the output to its end, and what is left of processes of ours. */
static inline void collect(struct running *running, struct outcome *outcome)
{
	size_t length = 0;
	ssize_t got;

	while ((got = read(running->output, outcome->output + length, sizeof(outcome->output) - 1 - length)) > 0)
		length += (size_t)got;
	outcome->output[length] = '\0';
	outcome->status = outcome->pid > 0 ? reap(outcome->pid) : -1;
	fd_close(&outcome->pidfd);
	close(running->sync);
	close(running->output);
}

/* SUPERVISION NONE: runs it to its end. */
static inline struct outcome run(const struct message *message)
{
	static struct outcome outcome;
	struct running running = spawn(message);

	hear(&running, &outcome);
	reap(running.spawned);
	say_failure(&outcome);
	collect(&running, &outcome);
	return outcome;
}

#endif
