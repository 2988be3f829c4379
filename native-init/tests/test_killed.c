/* test_killed.c - a resident monitor that is killed: whatever it leaves is whole, and nothing waits for it. */
#include "monitored.h"

static void test_lost_monitor(void)
{
	struct supervised monitor;
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	begin(&monitor, mode_RUN, "exec sleep 100");
	supervise(&monitor, &message);
	int frame = peer_next(&monitor.sync);
	int32_t pid = peer_i32(&monitor.sync, 0);
	REQUIRE(frame == FRAME_PROCESS && peer_next(&monitor.sync) == FRAME_STARTED);
	kill(monitor.pid, SIGTERM);
	kill(monitor.pid, SIGHUP);
	struct peer client;
	control_connect(&monitor, &client);
	CHECK(client.fd >= 0, "a resident monitor is not ended by the signals of a shutdown");
	peer_close(&client);
	kill(monitor.pid, SIGKILL);
	CHECK(await_monitor(&monitor) == -1 && kill(pid, 0) == 0, "a container outlives its monitor");
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/control.sock", monitor.folder);
	CHECK(connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0 && errno == ECONNREFUSED,
	      "a refused connection says that the monitor is gone");
	tap_kill(pid, SIGKILL);
	close(fd);
	remove_folder(&monitor);
}

/* Kills the children that killed monitors left to us. */
static void kill_orphans(void)
{
	char path[64], children[4096] = "";

	snprintf(path, sizeof(path), "/proc/self/task/%d/children", getpid());
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	REQUIRE(fd >= 0 && read(fd, children, sizeof(children) - 1) >= 0);
	close(fd);
	for (char *child = strtok(children, " "); child; child = strtok(NULL, " "))
		tap_kill(atol(child), SIGKILL);
	while (waitpid(-1, NULL, 0) > 0)
		;
}

/* Killed at any instruction: what is there is whole, and what listens no more refuses. */
static void test_killed_at_any_time(void)
{
	bool whole = true, refused = true, ended = true;
	unsigned seed = 3, recorded = 0;

	for (int round = 0; round < 60; round++) {
		struct supervised monitor;
		struct sockaddr_un address = {.sun_family = AF_UNIX};
		int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
		int32_t pid = 0;
		bool started = false;

		begin_logged(&monitor, round % 2 == 0 ? "exec sleep 100" : "exit 1");
		supervise(&monitor, &message);
		seed = seed * 1103515245 + 12345;
		usleep(seed >> 16 & 16383);
		kill(monitor.pid, SIGKILL);
		REQUIRE(waitpid(monitor.pid, NULL, 0) == monitor.pid);
		for (int frame = peer_next(&monitor.sync); frame > 0; frame = peer_next(&monitor.sync)) {
			started = started || frame == FRAME_STARTED;
			pid = frame == FRAME_PROCESS ? peer_i32(&monitor.sync, 0) : pid;
		}
		if (exists(&monitor, "process")) {
			recorded++;
			whole = whole && record_of(&monitor, "process", "pid") == pid &&
				record_of(&monitor, "process", "time") > 0;
		}
		if (exists(&monitor, "exit"))
			whole = whole && record_of(&monitor, "exit", "finishedAt") > 0 && exists(&monitor, "process");
		ended = ended && (!started || exists(&monitor, "process"));
		snprintf(address.sun_path, sizeof(address.sun_path), "%s/control.sock", monitor.folder);
		refused = refused && connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0 &&
			  (errno == ECONNREFUSED || errno == ENOENT);
		/* Also one that executed its command before anybody was told of it: it is found by its cgroup. */
		kill_orphans();
		close(fd);
		peer_close(&monitor.sync);
		remove_folder(&monitor);
	}
	printf("# recorded in %u of 60\n", recorded);
	CHECK(whole, "a monitor killed at any time leaves whole records or none");
	CHECK(ended, "who was told STARTED finds the process record");
	CHECK(refused, "and a control.sock that refuses, or none");
}

int main(void)
{
	/* Processes that outlive their monitor come here, and not to whoever runs the tests. */
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	signal(SIGPIPE, SIG_IGN);
	test_lost_monitor();
	test_killed_at_any_time();
	return tap_end();
}
