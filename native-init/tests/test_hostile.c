/* test_hostile.c - control.sock with clients that break its rules, flood it, or are not its user's. */
#include <sys/mman.h>
#include <sys/resource.h>

#include "controlled.h"

static int raw_connect(struct supervised *monitor)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct timeval patience = {.tv_sec = 10};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s/control.sock", monitor->folder);
	REQUIRE(connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	return fd;
}

/* Sends bytes that break a rule; true if the connection is ended after FAILED with this error. */
static bool is_refused(struct supervised *monitor, const void *bytes, size_t length, int error)
{
	struct peer peer;
	bool refused;

	peer_init(&peer, raw_connect(monitor));
	REQUIRE(peer_next(&peer) == FRAME_HELLO && send(peer.fd, bytes, length, MSG_NOSIGNAL) == (ssize_t)length);
	refused = peer_next(&peer) == FRAME_FAILED && peer_i32(&peer, 2) == error && peer_next(&peer) <= 0;
	peer_close(&peer);
	return refused;
}

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

static void test_hostile_clients(void)
{
	struct supervised monitor;
	struct peer client;
	char garbage[8192];
	uint32_t seed = 1;

	int32_t pid = begin(&monitor, echo);
	CHECK(is_refused(&monitor, (uint32_t[]){FRAME_WATCH, 0}, 8, EPROTO), "who does not say HELLO first is refused");
	CHECK(is_refused(&monitor, (uint32_t[]){FRAME_HELLO, 4, 0}, 12, EPROTONOSUPPORT), "there is no version 0");
	CHECK(is_refused(&monitor, (uint32_t[]){FRAME_HELLO, 0xffffffff}, 8, EMSGSIZE),
	      "a length without end is refused");
	CHECK(is_refused(&monitor, (uint32_t[]){FRAME_STDIN, 5000}, 8, EMSGSIZE),
	      "a long frame is refused before it has come");
	control_connect(&monitor, &client);
	control_send(&client, (enum frame_number)77, "x", 1);
	CHECK(peer_next(&client) == FRAME_FAILED && peer_i32(&client, 2) == EOPNOTSUPP,
	      "an unknown frame is told as such");
	control_send(&client, FRAME_RESIZE, "x", 1);
	CHECK(peer_next(&client) == FRAME_FAILED && peer_i32(&client, 2) == EMSGSIZE,
	      "so is a payload of a wrong length");
	control_send(&client, FRAME_RESIZE, (uint32_t[]){1, 1}, 8);
	CHECK(peer_next(&client) == FRAME_FAILED && peer_i32(&client, 2) == ENOTTY,
	      "a container without terminal has no size");
	control_send(&client, FRAME_SIGNAL, &(uint32_t){12345}, 4);
	CHECK(peer_next(&client) == FRAME_FAILED && peer_i32(&client, 2) == EINVAL, "there is no signal 12345");
	for (int round = 0; round < 300; round++) {
		int fd = raw_connect(&monitor);

		for (size_t i = 0; i < sizeof(garbage); i++)
			garbage[i] = (char)next_random(&seed);
		if (round % 2 == 0)
			memcpy(garbage, (uint32_t[]){FRAME_HELLO, 4, 1, 16 + (uint32_t)round % 16, (uint32_t)round},
			       20);
		(void)!send(fd, garbage, sizeof(garbage), MSG_NOSIGNAL);
		close(fd);
	}
	control_send(&client, FRAME_LOGSTATE, NULL, 0);
	CHECK(peer_next(&client) == FRAME_LOGCOUNTS && kill(pid, 0) == 0, "hundreds of broken connections harm nobody");
	peer_close(&client);
	end(&monitor);
}

static bool is_served(struct supervised *monitor)
{
	char byte;
	int fd = raw_connect(monitor);
	bool served = recv(fd, &byte, 1, 0) == 1;

	close(fd);
	return served;
}

/* Well-framed nonsense: every kind of frame, of any length, with any bytes. Runs under the sanitizers. */
static void test_random_frames(void)
{
	struct supervised monitor;
	uint32_t seed = 7, sent = 0;
	char payload[256];

	int32_t pid = begin(&monitor, "exec sleep 100");
	for (int connection = 0; connection < 100; connection++) {
		struct peer client;

		control_connect(&monitor, &client);
		fcntl(client.fd, F_SETFL, O_NONBLOCK);
		for (int frame = 0; frame < 100; frame++) {
			uint32_t number = FRAME_HELLO + next_random(&seed) % 16;
			size_t length = next_random(&seed) % (frame % 2 == 0 ? 13 : sizeof(payload));

			for (size_t i = 0; i < length; i++)
				payload[i] = (char)next_random(&seed);
			if (number != FRAME_SIGNAL)
				sent += control_send(&client, (enum frame_number)number, payload, length) == 0;
			while (peer_next(&client) > 0)
				;
		}
		peer_close(&client);
	}
	AWAIT(is_served(&monitor));
	CHECK(sent > 1000 && kill(pid, 0) == 0, "thousands of nonsensical frames harm nobody");
	end(&monitor);
}

static void test_too_many_clients(void)
{
	struct supervised monitor;
	int fds[CONTROL_CLIENTS + 8], served = 0;
	char byte;

	begin(&monitor, echo);
	for (int i = 0; i < CONTROL_CLIENTS + 8; i++) {
		fds[i] = raw_connect(&monitor);
		served += recv(fds[i], &byte, 1, 0) == 1;
	}
	CHECK(served == CONTROL_CLIENTS, "one connection too many is closed, and not left waiting");
	for (int i = 0; i < CONTROL_CLIENTS + 8; i++)
		close(fds[i]);
	AWAIT(is_served(&monitor));
	CHECK(true, "their places are free as soon as they have left");
	end(&monitor);
}

static double cpu_seconds(pid_t pid)
{
	char path[64], text[1024];
	unsigned long user = 0, system = 0;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t length = read(fd, text, sizeof(text) - 1);
	REQUIRE(length > 0);
	close(fd);
	text[length] = '\0';
	REQUIRE(sscanf(strrchr(text, ')') + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system) ==
		2);
	return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

static void test_no_descriptors_left(void)
{
	struct supervised monitor;
	struct peer client, late;
	struct rlimit limit;
	int count = 0;

	begin(&monitor, echo);
	control_connect(&monitor, &client);
	char path[64];
	snprintf(path, sizeof(path), "/proc/%d/fd", monitor.pid);
	DIR *directory = opendir(path);
	for (struct dirent *entry = readdir(directory); entry; entry = readdir(directory))
		count = atoi(entry->d_name) > count ? atoi(entry->d_name) : count;
	closedir(directory);
	REQUIRE(prlimit(monitor.pid, RLIMIT_NOFILE, NULL, &limit) == 0);
	limit.rlim_cur = (rlim_t)count + 1;
	REQUIRE(prlimit(monitor.pid, RLIMIT_NOFILE, &limit, NULL) == 0);
	int waiting[8];
	for (int i = 0; i < 8; i++)
		waiting[i] = raw_connect(&monitor);
	double before = cpu_seconds(monitor.pid);
	usleep(500000);
	CHECK(cpu_seconds(monitor.pid) - before < 0.2,
	      "without a descriptor for a connection the monitor waits, and does not spin");
	control_send(&client, FRAME_LOGSTATE, NULL, 0);
	CHECK(peer_next(&client) == FRAME_LOGCOUNTS, "and serves those it has");
	limit.rlim_cur = limit.rlim_max;
	REQUIRE(prlimit(monitor.pid, RLIMIT_NOFILE, &limit, NULL) == 0);
	AWAIT(is_served(&monitor));
	control_connect(&monitor, &late);
	CHECK(late.fd >= 0, "as soon as there are descriptors again it accepts");
	for (int i = 0; i < 8; i++)
		close(waiting[i]);
	peer_close(&client);
	peer_close(&late);
	end(&monitor);
}

static void test_other_users(void)
{
	struct supervised monitor;
	const char *rule = "another user is refused, whatever the socket's mode says";
	char byte;
	int status;

	if (geteuid() != 0)
		return tap_skip(rule, "needs root to be another user");
	begin(&monitor, echo);
	REQUIRE(chmod(monitor.folder, 0755) == 0 && chmod(path_in(&monitor, "control.sock"), 0777) == 0);
	fflush(stdout);
	pid_t stranger = fork();
	if (stranger == 0) {
		if (setresuid(65534, 65534, 65534) < 0)
			_exit(2);
		_exit(recv(raw_connect(&monitor), &byte, 1, 0) == 0 ? 0 : 1);
	}
	REQUIRE(waitpid(stranger, &status, 0) == stranger);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0, rule);
	end(&monitor);
}

int main(void)
{
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	signal(SIGPIPE, SIG_IGN);
	test_hostile_clients();
	test_random_frames();
	test_too_many_clients();
	test_no_descriptors_left();
	test_other_users();
	return tap_end();
}
