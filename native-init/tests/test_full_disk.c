/* test_full_disk.c - a monitor whose log can't be written: it holds the container up, or drops and counts lines. */
#include <sys/mount.h>

#include "monitored.h"

/* A small file system that can be filled: the log's. */
static int fill_disk(const struct supervised *monitor)
{
	static char block[4096];
	int ballast;

	REQUIRE(mkdir(path_in(monitor, "disk"), 0700) == 0);
	REQUIRE(mount("tmpfs", path_in(monitor, "disk"), "tmpfs", 0, "size=8m") == 0);
	ballast = open(path_in(monitor, "disk/ballast"), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	REQUIRE(ballast >= 0);
	for (int blocks = 0; blocks < (8 << 20) / 4096 - 20; blocks++)
		REQUIRE(write(ballast, block, sizeof(block)) == (ssize_t)sizeof(block));
	return ballast;
}

static void empty_disk(const struct supervised *monitor)
{
	REQUIRE(umount2(path_in(monitor, "disk"), MNT_DETACH) == 0 && rmdir(path_in(monitor, "disk")) == 0);
}

static bool log_is_stuck(const struct supervised *monitor)
{
	struct stat before, after;

	REQUIRE(stat(path_in(monitor, "disk/c.log"), &before) == 0);
	usleep(300000);
	REQUIRE(stat(path_in(monitor, "disk/c.log"), &after) == 0);
	return before.st_size > 0 && before.st_size == after.st_size;
}

static void test_full_disk_blocks(void)
{
	struct supervised monitor;

	begin(&monitor, mode_RUN, "seq 50000; echo $? > $DONE");
	int ballast = fill_disk(&monitor);
	char done[128];
	snprintf(done, sizeof(done), "DONE=%s", path_in(&monitor, "done"));
	put_str(&message, NUMBER_ENV, done);
	put_log(&message, 0, 3, when_full_BLOCK, path_in(&monitor, "disk/c.log"));
	supervise(&monitor, &message);
	while (peer_next(&monitor.sync) > 0)
		;
	AWAIT(log_is_stuck(&monitor));
	CHECK(!exists(&monitor, "done"), "BLOCK: a container waits while its log's disk is full");
	struct peer client;
	control_connect(&monitor, &client);
	control_send(&client, FRAME_ROTATE, NULL, 0);
	CHECK(peer_next(&client) == FRAME_FAILED && peer_i32(&client, 0) == STAGE_LOG && peer_i32(&client, 2) == ENOSPC,
	      "the monitor answers meanwhile: such a log can't be rotated");
	peer_close(&client);
	REQUIRE(ftruncate(ballast, 0) == 0);
	AWAIT(exists(&monitor, "exit"));
	CHECK(await_monitor(&monitor) == 0 && record_of(&monitor, "exit", "code") == 0,
	      "and goes on when there is room again");
	REQUIRE(symlink("disk/c.log", path_in(&monitor, "c.log")) == 0);
	CHECK(has_numbers(&monitor, 1, 50000), "and no line is lost, doubled or torn");
	close(ballast);
	empty_disk(&monitor);
	remove_folder(&monitor);
}

static void test_end_on_a_full_disk(void)
{
	struct supervised monitor;
	int status;

	begin(&monitor, mode_RUN, "exec seq 50000");
	int ballast = fill_disk(&monitor);
	put_log(&message, 0, 3, when_full_BLOCK, path_in(&monitor, "disk/c.log"));
	supervise(&monitor, &message);
	while (peer_next(&monitor.sync) > 0)
		;
	AWAIT(log_is_stuck(&monitor));
	tap_kill(record_of(&monitor, "process", "pid"), SIGKILL);
	AWAIT(exists(&monitor, "exit"));
	CHECK(record_of(&monitor, "exit", "signal") == SIGKILL,
	      "a full disk keeps nobody from knowing that the process is dead");
	CHECK(waitpid(monitor.pid, &status, WNOHANG) == 0, "the monitor stays for the lines it has");
	REQUIRE(ftruncate(ballast, 0) == 0);
	CHECK(await_monitor(&monitor) == 0, "and leaves when they are written");
	REQUIRE(symlink("disk/c.log", path_in(&monitor, "c.log")) == 0);
	const char *log = contents(&monitor, "c.log");
	CHECK(strlen(log) > 41 && log[strlen(log) - 1] == '\n', "whole");
	close(ballast);
	empty_disk(&monitor);
	remove_folder(&monitor);
}

static void test_full_disk_drops(void)
{
	struct supervised monitor;

	begin(&monitor, mode_RUN, "seq 50000; echo done > $DONE; exec sleep 100");
	int ballast = fill_disk(&monitor);
	char done[128];
	snprintf(done, sizeof(done), "DONE=%s", path_in(&monitor, "done"));
	put_str(&message, NUMBER_ENV, done);
	put_log(&message, 0, 3, when_full_DROP_OLDEST, path_in(&monitor, "disk/c.log"));
	supervise(&monitor, &message);
	while (peer_next(&monitor.sync) > 0)
		;
	AWAIT(exists(&monitor, "done"));
	CHECK(true, "DROP_OLDEST: a container does not wait for its log");
	REQUIRE(ftruncate(ballast, 0) == 0);
	struct peer client;
	uint64_t counts[2] = {0, 0};
	control_connect(&monitor, &client);
	while (counts[0] + counts[1] < 50000) {
		control_send(&client, FRAME_LOGSTATE, NULL, 0);
		REQUIRE(peer_next(&client) == FRAME_LOGCOUNTS);
		memcpy(counts, client.payload, sizeof(counts));
		usleep(10000);
	}
	CHECK(counts[1] > 0 && counts[0] + counts[1] == 50000, "and every line was written or is counted");
	control_send(&client, FRAME_SIGNAL, &(uint32_t){SIGKILL}, 4);
	while (peer_next(&client) > 0)
		;
	peer_close(&client);
	await_monitor(&monitor);
	close(ballast);
	empty_disk(&monitor);
	remove_folder(&monitor);
}

int main(void)
{
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	signal(SIGPIPE, SIG_IGN);
	if (geteuid() == 0) {
		test_full_disk_blocks();
		test_end_on_a_full_disk();
		test_full_disk_drops();
	} else {
		tap_skip("a full disk blocks or drops", "needs root for a tmpfs");
	}
	return tap_end();
}
