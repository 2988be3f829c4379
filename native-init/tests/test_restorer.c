/*
 * test_restorer.c - MODE RESTORE without criu: this program in its place, which makes the process as criu does, as its
 * own sibling. Needs root.
 */
#include "kernel.h"
#include "supervised.h"

enum { TALK = 3 };

static struct message message;
static char self[4096];

/* What the restorer does. The process ends with 7 at a word, and with 0 where nobody is left to say it. */
static int restore(void)
{
	struct clone_args args = {.flags = CLONE_PARENT};
	char word;
	int32_t pid = sys_clone3(&args);

	if (pid == 0)
		_exit(recv(TALK, &word, 1, 0) == 1 ? 7 : 0);
	return send(TALK, &pid, sizeof(pid), 0) == sizeof(pid) ? 0 : 1;
}

/* Up to the process that the restorer has made; returns the talk to it. */
static int begin(struct supervised *monitor, int32_t *pid)
{
	int talk;

	make_folder(monitor);
	message.length = 0;
	put_u32(&message, NUMBER_VERSION, BOOTSTRAP_TABLE_VERSION);
	put_u32(&message, NUMBER_MODE, mode_RESTORE);
	put_u32(&message, NUMBER_SUPERVISION, supervision_RESIDENT);
	put_u32(&message, NUMBER_STDIN, stdin_source_NULL_DEVICE);
	put_str(&message, NUMBER_ARG, self);
	put_str(&message, NUMBER_ARG, "restore");
	supervise(monitor, &message);
	CHECK(peer_next(&monitor->sync) == FRAME_RESTORER && peer_i32(&monitor->sync, 0) > 0,
	      "the sender is told of the restorer");
	CHECK(peer_next(&monitor->sync) == FRAME_RESTORING, "and that its program runs");
	talk = frame_take_fd(&monitor->sync.reader, 0);
	CHECK(recv(talk, pid, sizeof(*pid), 0) == sizeof(*pid) && *pid > 0, "which talks to the sender");
	return talk;
}

static void test_restored(void)
{
	struct supervised monitor;
	int32_t pid;
	int talk = begin(&monitor, &pid);

	frame_send(monitor.sync.fd, FRAME_RESTORED, &pid, sizeof(pid), -1);
	CHECK(peer_next(&monitor.sync) == FRAME_PROCESS && peer_i32(&monitor.sync, 0) == pid,
	      "what was restored is the container's process");
	CHECK(peer_next(&monitor.sync) == FRAME_STARTED && peer_next(&monitor.sync) == 0, "and runs");
	CHECK(record_of(&monitor, "process", "pid") == pid && record_of(&monitor, "process", "startTime") > 0,
	      "it is on record");
	REQUIRE(send(talk, "g", 1, 0) == 1);
	CHECK(await_monitor(&monitor) == 0 && record_of(&monitor, "exit", "code") == 7,
	      "its monitor reaps it and records its end");
	close(talk);
	remove_folder(&monitor);
}

static void test_foreign_process(void)
{
	struct supervised monitor;
	int32_t pid, own = getpid();
	int talk = begin(&monitor, &pid);

	frame_send(monitor.sync.fd, FRAME_RESTORED, &own, sizeof(own), -1);
	CHECK(peer_next(&monitor.sync) == FRAME_FAILED && peer_i32(&monitor.sync, 0) == STAGE_RESTORE &&
		  peer_i32(&monitor.sync, 2) == ECHILD,
	      "a process that is not the monitor's child is not taken for the container's");
	CHECK(await_monitor(&monitor) == 1 && !exists(&monitor, "process"), "and nothing is on record");
	close(talk);
	remove_folder(&monitor);
}

int main(int argument_count, char **arguments)
{
	if (argument_count == 2 && strcmp(arguments[1], "restore") == 0)
		return restore();
	if (geteuid() != 0) {
		tap_skip("restored containers", "needs root");
		return tap_end();
	}
	REQUIRE(readlink("/proc/self/exe", self, sizeof(self) - 1) > 0);
	alarm(60);
	test_restored();
	test_foreign_process();
	return tap_end();
}
