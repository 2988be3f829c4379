/* test_interrupted.c - the maker of a container goes away at any instant: nothing is left. Needs root and cgroup2. */
#include "launched.h"

#define ROUNDS 40

static struct message message;
static char cgroup[128];

static bool make_cgroup(void)
{
	static const char *const places[] = {"/sys/fs/cgroup", "/sys/fs/cgroup/unified"};
	char path[128];

	for (size_t i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "%s/cgroup.subtree_control", places[i]);
		snprintf(cgroup, sizeof(cgroup), "%s/nodens-test-%d", places[i], getpid());
		if (access(path, F_OK) == 0 && mkdir(cgroup, 0755) == 0)
			return true;
	}
	return false;
}

/* Waits until the cgroup has no process, a second at most. */
static bool becomes_empty(void)
{
	char path[160], text[512];

	snprintf(path, sizeof(path), "%s/cgroup.events", cgroup);
	for (int tries = 0; tries < 100; tries++) {
		int fd = open(path, O_RDONLY | O_CLOEXEC);
		ssize_t length = read(fd, text, sizeof(text) - 1);

		close(fd);
		text[length > 0 ? length : 0] = '\0';
		if (strstr(text, "populated 0"))
			return true;
		usleep(10000);
	}
	return false;
}

/* A cgroup that was killed once kills whatever is cloned into it later (seen with 6.18): it is made anew. */
static void kill_all(void)
{
	shell("echo 1 > %s/cgroup.kill", cgroup);
	REQUIRE(becomes_empty() && rmdir(cgroup) == 0 && mkdir(cgroup, 0755) == 0);
}

static void put_cgroup(enum attribute_number number)
{
	struct record record = {0};

	add_u32(&record, 2);
	add_str(&record, cgroup);
	put_record(&message, number, &record);
}

static void make_message(enum bootstrap_value mode, enum bootstrap_value supervision)
{
	shell("rm -rf %s/state && mkdir -m 0700 %s/state", folder, folder);
	begin_bare(&message, USUAL, NULL);
	put_mode(&message, mode, supervision);
	put_str(&message, NUMBER_STATE_DIR, in_folder("state"));
	put_cgroup(NUMBER_MONITOR_CGROUP);
	put_cgroup(NUMBER_CGROUP);
	if (supervision == supervision_RESIDENT)
		put_u32(&message, NUMBER_STDIN, stdin_source_NULL_DEVICE);
	put_usual(&message);
	put_script(&message, "exec sleep 1000");
}

/* What the sender was told of may live, if it was told that it does. */
static bool was_told(struct running *running, enum frame_number last)
{
	struct outcome outcome;

	hear(running, &outcome);
	say_failure(&outcome);
	if (outcome.frames[last] && outcome.pidfd >= 0)
		sys_pidfd_send_signal(outcome.pidfd, SIGKILL);
	fd_close(&outcome.pidfd);
	return outcome.frames[last] > 0;
}

static void reap_all(void)
{
	while (waitpid(-1, NULL, WNOHANG) > 0)
		continue;
}

/* The sender hangs up after microseconds that grow from round to round, over all that a creation takes. */
static void test_hang_up(enum bootstrap_value mode)
{
	unsigned complete = 0, orphans = 0;

	for (unsigned i = 0; i < ROUNDS; i++) {
		struct running running;

		make_message(mode, supervision_RESIDENT);
		running = spawn(&message);
		usleep(i * 400);
		close(running.sync);
		reap(running.spawned);
		close(running.output);
		if (becomes_empty())
			continue;
		/* Its last word was on its way already: then it is on record, and may live. */
		if (access(in_folder("state/process"), F_OK) == 0)
			complete++;
		else
			orphans++;
		kill_all();
	}
	printf("# %u of %u were complete\n", complete, ROUNDS);
	CHECK(orphans == 0, mode == mode_CREATE ? "a sender that hangs up during create leaves nothing"
						: "a sender that hangs up during run leaves nothing");
}

/* The process that was spawned is killed: with its monitor, or as init's only attendant. */
static void test_spawned_killed(enum bootstrap_value supervision)
{
	enum frame_number last = supervision == supervision_NONE ? FRAME_PROCESS : FRAME_STARTED;
	unsigned told = 0, orphans = 0;

	for (unsigned i = 0; i < ROUNDS; i++) {
		struct running running;

		make_message(mode_RUN, supervision);
		running = spawn(&message);
		usleep(i * 400);
		tap_kill(running.spawned, SIGKILL);
		told += was_told(&running, last);
		close(running.sync);
		reap(running.spawned);
		close(running.output);
		if (!becomes_empty()) {
			orphans++;
			kill_all();
		}
		reap_all();
	}
	printf("# %u of %u were told\n", told, ROUNDS);
	CHECK(orphans == 0, supervision == supervision_NONE
				? "a spawned process that is killed leaves no init that the sender doesn't know"
				: "or its monitor goes with it");
}

int main(void)
{
	if (!make_rootfs("makers that go away"))
		return tap_end();
	if (!make_cgroup()) {
		tap_skip("makers that go away", "needs cgroup2");
		return tap_end();
	}
	alarm(300);
	test_hang_up(mode_CREATE);
	test_hang_up(mode_RUN);
	test_spawned_killed(supervision_NONE);
	test_spawned_killed(supervision_RESIDENT);
	REQUIRE(rmdir(cgroup) == 0);
	return tap_end();
}
