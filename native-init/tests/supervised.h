/* supervised.h - for tests: messages, a monitor in a process of its own, and the other end of its sockets. */
#ifndef SUPERVISED_H
#define SUPERVISED_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "decode.h"
#include "frame.h"
#include "launch.h"
#include "message.h"
#include "monitor.h"
#include "tap.h"

static inline void put_log(struct message *message, uint64_t max_size, uint32_t max_files, uint32_t when_full,
			   const char *path)
{
	char record[512];
	size_t length = strlen(path) + 1;

	memcpy(record, &max_size, 8);
	memcpy(record + 8, &max_files, 4);
	memcpy(record + 12, &when_full, 4);
	memcpy(record + 16, path, length);
	put(message, NUMBER_LOG, record, 16 + length);
}

static inline void put_terminal(struct message *message, uint32_t rows, uint32_t columns)
{
	put(message, NUMBER_TERMINAL, (uint32_t[]){rows, columns}, 8);
}

/* What every message of these tests has: a shell that runs the script, with nothing of its own but its process. */
static inline void put_shell(struct message *message, enum bootstrap_value mode, enum bootstrap_value supervision,
			     const char *script)
{
	message->length = 0;
	put_u32(message, NUMBER_VERSION, BOOTSTRAP_TABLE_VERSION);
	put_u32(message, NUMBER_MODE, mode);
	put_u32(message, NUMBER_SUPERVISION, supervision);
	put_str(message, NUMBER_ARG, "/bin/sh");
	put_str(message, NUMBER_ARG, "-c");
	put_str(message, NUMBER_ARG, script);
	put_str(message, NUMBER_ENV, "PATH=/bin:/usr/bin");
}

/* One end of a connection that speaks frames. */
struct peer {
	int fd;
	struct frame_reader reader;
	struct frame frame; /* the last one */
	char payload[1 << 16];
};

static inline void peer_init(struct peer *peer, int fd)
{
	struct timeval patience = {.tv_sec = 30};

	peer->fd = fd;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	frame_reader_init(&peer->reader, peer->payload, sizeof(peer->payload));
}

/* The next frame's number; 0 = end of stream, -1 = broken or none came in time. */
static inline int peer_next(struct peer *peer)
{
	enum frame_status status = frame_receive(&peer->reader, peer->fd, &peer->frame);

	if (status == FRAME_COMPLETE)
		return (int)peer->frame.number;
	return status == FRAME_END ? 0 : -1;
}

static inline void peer_close(struct peer *peer)
{
	frame_reader_close(&peer->reader);
	close(peer->fd);
}

static inline int32_t peer_i32(const struct peer *peer, unsigned index)
{
	int32_t value;

	memcpy(&value, peer->payload + 4 * index, sizeof(value));
	return value;
}

/* A monitor: its state directory, its own process, and the sender's end of its sync socket. */
struct supervised {
	char folder[64];
	pid_t pid;
	struct peer sync;
};

static inline const char *path_in(const struct supervised *supervised, const char *name)
{
	static char paths[4][512];
	static unsigned next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", supervised->folder, name);
	return path;
}

static inline void make_folder(struct supervised *supervised)
{
	strcpy(supervised->folder, "/tmp/nodens-test-monitor.XXXXXX");
	REQUIRE(mkdtemp(supervised->folder) != NULL);
}

/* main.c in small: decode, open, be the monitor. */
static inline int be_monitor(struct message *message, int sync)
{
	static char *pointers[BOOTSTRAP_POINTERS(sizeof(message->bytes))];
	static struct launch_files files;
	struct bootstrap bootstrap;
	struct failure failure;

	if (bootstrap_decode(&bootstrap, message->bytes, message->length, pointers, &failure) < 0 ||
	    files_open(&bootstrap, &files, &failure) < 0) {
		printf("# %d %d %d %s\n", (int)failure.stage, (int)failure.operation, failure.error, failure.object);
		return 99;
	}
	return monitor_run(&bootstrap, &files, sync);
}

/* Starts a monitor for the message, to which STATE_DIR is added; with standard streams of its own unless NULL. */
static inline void supervise_on(struct supervised *supervised, struct message *message, const int streams[3])
{
	int pair[2];

	put_str(message, NUMBER_STATE_DIR, supervised->folder);
	put_str(message, NUMBER_CONTAINER_ID, "test");
	REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0);
	fflush(stdout);
	supervised->pid = fork();
	REQUIRE(supervised->pid >= 0);
	if (supervised->pid == 0) {
		close(pair[0]);
		/* As a sender does: a shell in the background ignores some. */
		for (int number = 1; number < 32; number++)
			signal(number, SIG_DFL);
		for (int i = 0; streams && i < 3; i++)
			dup2(streams[i], i);
		/* Does nothing unless standard input is a terminal that is free. */
		if (streams && setsid() > 0)
			ioctl(STDIN_FILENO, TIOCSCTTY, 0);
		_exit(be_monitor(message, pair[1]));
	}
	close(pair[1]);
	peer_init(&supervised->sync, pair[0]);
}

static inline void supervise(struct supervised *supervised, struct message *message)
{
	supervise_on(supervised, message, NULL);
}

/* Waits for the monitor's end and says how it exited; -1 = by a signal. */
static inline int await_monitor(struct supervised *supervised)
{
	int status;

	peer_close(&supervised->sync);
	REQUIRE(waitpid(supervised->pid, &status, 0) == supervised->pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static inline void remove_folder(struct supervised *supervised)
{
	DIR *directory = opendir(supervised->folder);

	for (struct dirent *entry = readdir(directory); entry; entry = readdir(directory))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			unlink(path_in(supervised, entry->d_name));
	closedir(directory);
	REQUIRE(rmdir(supervised->folder) == 0);
}

static inline bool exists(const struct supervised *supervised, const char *name)
{
	return access(path_in(supervised, name), F_OK) == 0;
}

static inline const char *contents(const struct supervised *supervised, const char *name)
{
	static char text[1 << 24];
	int fd = open(path_in(supervised, name), O_RDONLY | O_CLOEXEC);
	size_t length = 0;

	for (ssize_t got = 1; fd >= 0 && got > 0; length += (size_t)got) {
		got = read(fd, text + length, sizeof(text) - 1 - length);
		got = got < 0 ? 0 : got;
	}
	if (fd >= 0)
		close(fd);
	text[length] = '\0';
	return text;
}

/* The number after key= in a record of the state directory; -1 = there is none. */
static inline long long record_of(const struct supervised *supervised, const char *name, const char *key)
{
	char pattern[64];
	const char *text = contents(supervised, name), *found;

	snprintf(pattern, sizeof(pattern), "%s=", key);
	found = strstr(text, pattern);
	while (found && found != text && found[-1] != '\n')
		found = strstr(found + 1, pattern);
	return found ? atoll(found + strlen(pattern)) : -1;
}

/* Connects to control.sock and says HELLO. */
static inline void control_connect(struct supervised *supervised, struct peer *peer)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	uint32_t version = 1;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s/control.sock", supervised->folder);
	REQUIRE(connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0);
	peer_init(peer, fd);
	REQUIRE(frame_send(fd, FRAME_HELLO, &version, sizeof(version), -1) == 0);
	REQUIRE(peer_next(peer) == FRAME_HELLO);
}

static inline int control_send(struct peer *peer, enum frame_number number, const void *payload, size_t length)
{
	return frame_send(peer->fd, number, payload, length, -1);
}

/* Waits, without a limit but the test's own, until a condition holds; there is no descriptor for what it looks at. */
#define AWAIT(condition)                                         \
	do {                                                     \
		for (int awaited = 0; !(condition); awaited++) { \
			REQUIRE(awaited < 3000);                 \
			usleep(10000);                           \
		}                                                \
	} while (0)

#endif
