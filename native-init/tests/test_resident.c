/* test_resident.c - the real binary as a resident monitor: what it holds, what it is called, what it costs. */
#include <sched.h>

#include "supervised.h"

static struct message message;

static const char *nodens_init(void)
{
	const char *path = getenv("NODENS_INIT");

	return path ? path : "target/native/nodens-init";
}

static void begin(struct supervised *monitor, const char *script)
{
	make_folder(monitor);
	put_shell(&message, mode_RUN, supervision_RESIDENT, script);
	put_u32(&message, NUMBER_STDIN, stdin_source_NULL_DEVICE);
	put_log(&message, 1 << 20, 2, when_full_BLOCK, path_in(monitor, "c.log"));
	put_str(&message, NUMBER_STATE_DIR, monitor->folder);
	put_str(&message, NUMBER_CONTAINER_ID, "web-1");
}

/* Spawns the binary as a sender does, without an environment and with all that this process has open. */
static bool spawn_without_streams;

static void spawn(struct supervised *monitor)
{
	int pair[2];
	char number[16];

	REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
	snprintf(number, sizeof(number), "%d", pair[1]);
	fflush(stdout);
	monitor->pid = fork();
	REQUIRE(monitor->pid >= 0);
	if (monitor->pid == 0) {
		close(pair[0]);
		for (int fd = 0; spawn_without_streams && fd < 3; fd++)
			close(fd);
		execve(nodens_init(), (char *[]){"nodens-init", number, NULL}, (char *[]){NULL});
		_exit(127);
	}
	close(pair[1]);
	peer_init(&monitor->sync, pair[0]);
	REQUIRE(write(pair[0], message.bytes, message.length) == (ssize_t)message.length);
}

/* MONITOR PROCESS STARTED and the end of the stream; the monitor is ours from now on, and the process is told. */
static bool is_running(struct supervised *monitor, int32_t *pid)
{
	pid_t spawned = monitor->pid;
	bool running = peer_next(&monitor->sync) == FRAME_MONITOR;

	monitor->pid = peer_i32(&monitor->sync, 0);
	running = running && frame_take_fd(&monitor->sync.reader, 0) >= 0 && peer_next(&monitor->sync) == FRAME_PROCESS;
	*pid = peer_i32(&monitor->sync, 0);
	running = running && peer_next(&monitor->sync) == FRAME_STARTED && peer_next(&monitor->sync) == 0;
	return waitpid(spawned, NULL, 0) == spawned && running;
}

static bool ends_within_seconds(int fd, int seconds)
{
	char byte;

	return poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, seconds * 1000) == 1 && read(fd, &byte, 1) == 0;
}

static void end(struct supervised *monitor, int32_t pid)
{
	tap_kill(pid, SIGKILL);
	CHECK(await_monitor(monitor) == 0, "the monitor leaves after its container");
	remove_folder(monitor);
}

static const char *proc_file(pid_t pid, const char *name)
{
	static char text[8192];
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);
	if (fd >= 0)
		close(fd);
	text[length < 0 ? 0 : length] = '\0';
	return text;
}

static void test_life(void)
{
	struct supervised monitor;
	int32_t pid;

	begin(&monitor, "echo here; exec sleep 100");
	spawn(&monitor);
	CHECK(is_running(&monitor, &pid), "RESIDENT: MONITOR PROCESS STARTED, the end, and the spawned process leaves");
	CHECK(getsid(monitor.pid) == monitor.pid && getsid(pid) == pid,
	      "monitor and process have sessions of their own");
	CHECK(strcmp(proc_file(monitor.pid, "comm"), "nodens-monitor\n") == 0 &&
		  strcmp(proc_file(monitor.pid, "cmdline"), "nodens-init: monitor web-1") == 0,
	      "ps shows whose monitor it is");
	AWAIT(strstr(contents(&monitor, "c.log"), "stdout F here\n") != NULL);
	end(&monitor, pid);
}

static void test_descriptors(void)
{
	struct supervised monitor;
	int32_t pid;
	int stray[2], spare[2];

	begin(&monitor, "exec sleep 100");
	/* Without O_CLOEXEC: as a sender's other thread has one open at the wrong moment. */
	REQUIRE(pipe(stray) == 0 && fcntl(stray[0], F_SETFD, FD_CLOEXEC) == 0);
	spawn(&monitor);
	close(stray[1]);
	REQUIRE(is_running(&monitor, &pid));
	CHECK(ends_within_seconds(stray[0], 30), "a stray descriptor of the sender's is held by nobody");
	close(stray[0]);
	end(&monitor, pid);

	begin(&monitor, "read x <&3; exec 3>&-; exec sleep 100");
	REQUIRE(pipe2(spare, O_CLOEXEC) == 0);
	/* Out of the way of number 3, which is whose it may be here, and the container's there. */
	int reader = fcntl(spare[0], F_DUPFD_CLOEXEC, 10), writer = fcntl(spare[1], F_DUPFD_CLOEXEC, 10);
	close(spare[0]);
	close(spare[1]);
	REQUIRE(dup2(reader, 3) == 3);
	put_u32(&message, NUMBER_PRESERVE_FDS, 1);
	spawn(&monitor);
	close(3);
	close(reader);
	REQUIRE(is_running(&monitor, &pid) && write(writer, "\n", 1) == 1);
	struct pollfd broken = {.fd = writer};
	CHECK(poll(&broken, 1, 30000) == 1 && (broken.revents & POLLERR) != 0,
	      "a preserved descriptor is the container's alone");
	close(writer);
	end(&monitor, pid);

	begin(&monitor, "true");
	put_u32(&message, NUMBER_PRESERVE_FDS, 400);
	spawn(&monitor);
	CHECK(peer_next(&monitor.sync) == FRAME_FAILED && peer_i32(&monitor.sync, 2) == EBADF &&
		  strcmp(monitor.sync.payload + 12, "PRESERVE_FDS") == 0,
	      "what is to be preserved must be open");
	await_monitor(&monitor);
	remove_folder(&monitor);
}

static void test_closed_streams(void)
{
	struct supervised monitor;
	int32_t pid;

	begin(&monitor, "echo here; exec sleep 100");
	spawn_without_streams = true;
	spawn(&monitor);
	spawn_without_streams = false;
	REQUIRE(is_running(&monitor, &pid));
	AWAIT(strstr(contents(&monitor, "c.log"), "stdout F here\n") != NULL);
	CHECK(true, "a sender without standard streams is served as any other");
	end(&monitor, pid);
}

/* An exec of the script in the pid namespace of a process. */
static void send_exec(struct peer *client, int32_t pid, const char *script, int out)
{
	static struct message exec_message;
	uint32_t header[2] = {FRAME_EXEC};
	struct iovec parts[2] = {{header, sizeof(header)}, {exec_message.bytes, 0}};
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(3 * sizeof(int))];
	} control = {
	    .align = {.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(3 * sizeof(int))}};
	struct msghdr packet = {
	    .msg_iov = parts, .msg_iovlen = 2, .msg_control = control.bytes, .msg_controllen = sizeof(control.bytes)};
	char path[64];

	put_shell(&exec_message, mode_EXEC, supervision_RESIDENT, script);
	snprintf(path, sizeof(path), "pid:/proc/%d/ns/pid", pid);
	put_str(&exec_message, NUMBER_NS_PATHS, path);
	header[1] = (uint32_t)(parts[1].iov_len = exec_message.length);
	memcpy(CMSG_DATA(&control.align), (int[]){out, out, out}, 3 * sizeof(int));
	REQUIRE(sendmsg(client->fd, &packet, MSG_NOSIGNAL) == (ssize_t)(sizeof(header) + exec_message.length));
}

/* The kernel kills a pid namespace with its init, and lets init go only when all others were reaped: by us. */
static void test_pid_namespace(void)
{
	const char *rule = "the end of a pid namespace is told to its execs, and then to its watchers";
	struct supervised monitor;
	struct peer watcher, client;
	int32_t pid;
	int output[2];
	char said[16] = "";

	if (geteuid() != 0)
		return tap_skip(rule, "needs root for a pid namespace");
	begin(&monitor, "sleep 100 & wait");
	put_u32(&message, NUMBER_CLONE_FLAGS, CLONE_NEWPID);
	spawn(&monitor);
	REQUIRE(is_running(&monitor, &pid) && pipe2(output, O_CLOEXEC) == 0);
	control_connect(&monitor, &watcher);
	control_send(&watcher, FRAME_WATCH, NULL, 0);
	REQUIRE(peer_next(&watcher) == FRAME_PROCESS && peer_next(&watcher) == FRAME_STARTED);
	control_connect(&monitor, &client);
	send_exec(&client, pid, "echo $$; sleep 100", output[1]);
	REQUIRE(peer_next(&client) == FRAME_PROCESS && peer_next(&client) == FRAME_STARTED);
	REQUIRE(read(output[0], said, sizeof(said) - 1) > 0);
	CHECK(atoi(said) > 1 && atoi(said) < 20, "an exec is in the pid namespace that it joins");
	tap_kill(pid, SIGKILL);
	CHECK(peer_next(&client) == FRAME_EXITED && peer_i32(&client, 1) == SIGKILL &&
		  peer_next(&watcher) == FRAME_EXITED && peer_i32(&watcher, 1) == SIGKILL,
	      rule);
	peer_close(&client);
	peer_close(&watcher);
	close(output[0]);
	close(output[1]);
	CHECK(await_monitor(&monitor) == 0, "and the monitor leaves");
	remove_folder(&monitor);
}

#ifndef __SANITIZE_ADDRESS__ /* the sanitizer has a memory of its own */
static void test_memory(void)
{
	const char *rule = "after 200000 lines, with somebody attached, a monitor has less than 160 KiB of its own";
	struct supervised monitor;
	struct peer client;
	int32_t pid;
	size_t received = 0;

	begin(&monitor, "read x < $GO; seq 200000; exec sleep 100");
	char go[256];
	snprintf(go, sizeof(go), "GO=%s", path_in(&monitor, "go"));
	put_str(&message, NUMBER_ENV, go);
	REQUIRE(mkfifo(path_in(&monitor, "go"), 0600) == 0);
	spawn(&monitor);
	REQUIRE(is_running(&monitor, &pid));
	control_connect(&monitor, &client);
	control_send(&client, FRAME_ATTACH, &(uint32_t){0}, 4);
	control_send(&client, FRAME_LOGSTATE, NULL, 0);
	REQUIRE(peer_next(&client) == FRAME_LOGCOUNTS);
	int fifo = open(path_in(&monitor, "go"), O_WRONLY | O_CLOEXEC);
	REQUIRE(write(fifo, "\n", 1) == 1);
	close(fifo);
	while (received < 1288895 && peer_next(&client) == FRAME_STDOUT)
		received += client.frame.length;
	CHECK(received == 1288895, "who is attached gets every byte");
	const char *dirty = strstr(proc_file(monitor.pid, "smaps_rollup"), "Private_Dirty:");
	REQUIRE(dirty != NULL);
	printf("# private: %d KiB\n", atoi(dirty + strlen("Private_Dirty:")));
	CHECK(atoi(dirty + strlen("Private_Dirty:")) < 160, rule);
	peer_close(&client);
	end(&monitor, pid);
}
#endif

int main(void)
{
	/* Monitors outlive the process that was spawned: they are ours to wait for. */
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	signal(SIGPIPE, SIG_IGN);
	test_life();
	test_descriptors();
	test_closed_streams();
	test_pid_namespace();
#ifndef __SANITIZE_ADDRESS__
	test_memory();
#endif
	return tap_end();
}
