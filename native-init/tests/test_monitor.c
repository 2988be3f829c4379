/* test_monitor.c - a resident monitor with real processes: frames, log, records, ends. */
#include "supervised.h"

static struct message message;

static void begin(struct supervised *supervised, enum bootstrap_value mode, const char *script)
{
	make_folder(supervised);
	put_shell(&message, mode, supervision_RESIDENT, script);
	put_u32(&message, NUMBER_STDIN, stdin_source_NULL_DEVICE);
}

static void begin_logged(struct supervised *supervised, const char *script)
{
	begin(supervised, mode_RUN, script);
	put_log(&message, 0, 3, when_full_BLOCK, path_in(supervised, "c.log"));
}

static void test_narrow_path(void)
{
	struct supervised monitor;
	struct peer watcher;
	char line[256];
	int go[2];

	begin_logged(&monitor, "echo out; echo err >&2; read x < $FIFO; printf 'no newline'; exit 3");
	snprintf(line, sizeof(line), "FIFO=%s", path_in(&monitor, "fifo"));
	put_str(&message, NUMBER_ENV, line);
	REQUIRE(mkfifo(path_in(&monitor, "fifo"), 0600) == 0);
	supervise(&monitor, &message);
	CHECK(peer_next(&monitor.sync) == FRAME_PROCESS, "the sender is told the process");
	int32_t pid = peer_i32(&monitor.sync, 0);
	int pidfd = frame_take_fd(&monitor.sync.reader, 0);
	CHECK(pid > 0 && syscall(SYS_pidfd_send_signal, pidfd, 0, NULL, 0) == 0, "with a pidfd that is alive");
	CHECK(peer_next(&monitor.sync) == FRAME_STARTED, "and that it runs its command");
	CHECK(peer_next(&monitor.sync) == 0, "then the sync socket ends");
	CHECK(record_of(&monitor, "process", "pid") == pid &&
		  record_of(&monitor, "process", "monitorPid") == monitor.pid &&
		  record_of(&monitor, "process", "startTime") > 0,
	      "the process record names the process and its monitor");
	CHECK(!exists(&monitor, "exit"), "there is no exit record while it runs");

	control_connect(&monitor, &watcher);
	control_send(&watcher, FRAME_WATCH, NULL, 0);
	CHECK(peer_next(&watcher) == FRAME_PROCESS && peer_i32(&watcher, 0) == pid, "a watcher is told the process");
	int watched = frame_take_fd(&watcher.reader, 0);
	CHECK(watched >= 0 && syscall(SYS_pidfd_send_signal, watched, 0, NULL, 0) == 0, "with a pidfd of its own");
	CHECK(peer_next(&watcher) == FRAME_STARTED, "and that it was started");
	go[0] = open(path_in(&monitor, "fifo"), O_WRONLY | O_CLOEXEC);
	REQUIRE(write(go[0], "\n", 1) == 1);
	close(go[0]);
	CHECK(peer_next(&watcher) == FRAME_EXITED && peer_i32(&watcher, 0) == 3 && peer_i32(&watcher, 1) == 0,
	      "a watcher is told the exit code");
	CHECK(record_of(&monitor, "exit", "code") == 3 && record_of(&monitor, "exit", "signal") == 0,
	      "who was told finds the exit record");
	CHECK(record_of(&monitor, "exit", "startedAt") > 1700000000000000000ll &&
		  record_of(&monitor, "exit", "finishedAt") >= record_of(&monitor, "exit", "startedAt"),
	      "with times in nanoseconds");
	CHECK(peer_next(&watcher) == 0, "then its connection ends");
	CHECK(await_monitor(&monitor) == 0, "and the monitor leaves");
	CHECK(!exists(&monitor, "control.sock"), "with its socket");
	const char *log = contents(&monitor, "c.log");
	CHECK(strstr(log, " stdout F out\n") && strstr(log, " stderr F err\n") && strstr(log, " stdout F no newline\n"),
	      "the log has all lines of both streams and the one that never ended");
	close(pidfd);
	close(watched);
	peer_close(&watcher);
	remove_folder(&monitor);
}

int main(void)
{
	test_narrow_path();
	return tap_end();
}
