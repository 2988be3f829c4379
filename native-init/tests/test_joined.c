/* test_joined.c - a process in what is there before it: cgroups, and the namespaces of a container. Needs root. */
#include "launched.h"

static struct message message;

static void put_cgroup(uint32_t version, const char *path)
{
	struct record record = {0};

	add_u32(&record, version);
	add_str(&record, path);
	put_record(&message, NUMBER_CGROUP, &record);
}

/* Both versions at once, as on a hybrid host; only those that this machine has. */
static void test_cgroups(void)
{
	static const char *const places[] = {"/sys/fs/cgroup", "/sys/fs/cgroup/unified", "/sys/fs/cgroup/pids",
					     "/sys/fs/cgroup/systemd"};
	struct outcome outcome;
	unsigned joined = 0;
	char path[128], made[4][128];

	begin(&message, USUAL | CLONE_NEWCGROUP, NULL);
	for (size_t i = 0; i < 4; i++) {
		bool unified;

		snprintf(path, sizeof(path), "%s/cgroup.procs", places[i]);
		if (access(path, W_OK) < 0)
			continue;
		snprintf(path, sizeof(path), "%s/cgroup.subtree_control", places[i]);
		unified = access(path, F_OK) == 0;
		snprintf(made[joined], sizeof(made[joined]), "%s/nodens-test-%d", places[i], getpid());
		REQUIRE(mkdir(made[joined], 0755) == 0);
		put_cgroup(unified ? 2 : 1, made[joined++]);
	}
	put_str(&message, NUMBER_OOM_SCORE_ADJ, "5");
	put_script(&message, "cat /proc/self/cgroup");
	outcome = run(&message);
	CHECK(joined > 0 && outcome.status == 0 && !strstr(outcome.output, "nodens-test"),
	      "cgroups are joined before their namespace is made");
	message.length = 0;
	begin(&message, USUAL, NULL);
	for (unsigned i = 0; i < joined; i++)
		put_cgroup(strstr(made[i], "unified") || strncmp(made[i], "/sys/fs/cgroup/nodens", 21) == 0 ? 2 : 1,
			   made[i]);
	put_script(&message, "cat /proc/self/cgroup");
	outcome = run(&message);
	for (unsigned i = 0, found = 0; i < joined; i++) {
		const char *next = outcome.output;

		for (found = 0; (next = strstr(next, "nodens-test")); next++)
			found++;
		if (i == 0)
			CHECK(found == joined, "the process is in each of them");
		rmdir(made[i]);
	}
	begin(&message, USUAL, NULL);
	put_cgroup(2, "/sys/fs/cgroup/absent");
	put_script(&message, "true");
	outcome = run(&message);
	CHECK(fails(&outcome, STAGE_JOIN_CGROUPS, OPERATION_OPEN, ENOENT), "a cgroup that is not there is named");
}

static void test_exec(void)
{
	static const char *const words[] = {"user", "ipc", "uts", "net", "pid", "mnt", "cgroup", "time"};
	struct outcome container, outcome;
	struct running running;
	char paths[1024] = "";

	begin_bare(&message, USUAL | CLONE_NEWNET | CLONE_NEWUSER | CLONE_NEWCGROUP | CLONE_NEWTIME, NULL);
	put_mode(&message, mode_RUN, supervision_NONE);
	put_str(&message, NUMBER_UID_MAP, "0 100000 65536\n");
	put_str(&message, NUMBER_GID_MAP, "0 100000 65536\n");
	put_u32(&message, NUMBER_SETGROUP, 1);
	put_str(&message, NUMBER_TIME_OFFSETS, "boottime 86400 0\n");
	put_usual(&message);
	put_str(&message, NUMBER_HOSTNAME, "first");
	put_script(&message, "exec sleep 100");
	running = spawn(&message);
	hear(&running, &container);
	reap(running.spawned);
	for (size_t i = 0; i < 8; i++)
		snprintf(paths + strlen(paths), sizeof(paths) - strlen(paths), "%s%s:/proc/%d/ns/%s", i ? "," : "",
			 words[i], container.pid, words[i]);
	begin_bare(&message, 0, paths);
	put_mode(&message, mode_EXEC, supervision_NONE);
	put_str(&message, NUMBER_CWD, "/etc");
	put_user(&message, 12, 13, 022);
	put_str(&message, NUMBER_OOM_SCORE_ADJ, "7");
	put_script(&message, "hostname; pwd; id; ps; cat plain; for n in user ipc uts net pid mnt cgroup time; do "
			     "readlink /proc/self/ns/$n; "
			     "done; exit 4");
	outcome = run(&message);
	CHECK(outcome.status == 4 && outcome.frames[FRAME_STARTED] == 1,
	      "a process is run in a container that is there");
	CHECK(says(&outcome, "first\n/etc\nuid=12 gid=13"), "as the user that was asked for");
	CHECK(says(&outcome, "sleep 100") && says(&outcome, "plain"), "it sees the container's processes and root");
	for (size_t i = 0; i < 8; i++) {
		char path[64], inode[64] = "", rule[64];

		snprintf(path, sizeof(path), "/proc/%d/ns/%s", container.pid, words[i]);
		REQUIRE(readlink(path, inode, sizeof(inode) - 1) > 0);
		snprintf(rule, sizeof(rule), "and is in its %s namespace", words[i]);
		CHECK(says(&outcome, inode), rule);
	}
	tap_kill(container.pid, SIGKILL);
	collect(&running, &container);
}

int main(void)
{
	if (!make_rootfs("joined cgroups and namespaces"))
		return tap_end();
	test_cgroups();
	test_exec();
	return tap_end();
}
