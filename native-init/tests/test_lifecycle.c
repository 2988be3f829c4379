/* test_lifecycle.c - how containers begin and end: start in two steps, monitors, terminals, cgroups, hang-ups. Needs
 * root. */
#include <sys/un.h>

#include "launched.h"

static struct message message;

static void put_state(void)
{
	shell("rm -rf %s/state && mkdir -m 0700 %s/state", folder, folder);
	put_str(&message, NUMBER_STATE_DIR, in_folder("state"));
}

/* Connects to start.sock, or says that nobody waits there. */
static int knock(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s/state/start.sock", folder);
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	close(fd);
	return -1;
}

static long record_of(const char *file, const char *key)
{
	char path[512], line[256];
	long value = -1;
	FILE *stream;

	snprintf(path, sizeof(path), "%s/state/%s", folder, file);
	stream = fopen(path, "re");
	while (stream && fgets(line, sizeof(line), stream))
		if (strncmp(line, key, strlen(key)) == 0 && line[strlen(key)] == '=')
			value = atol(line + strlen(key) + 1);
	if (stream)
		fclose(stream);
	return value;
}

static void await_file(const char *name)
{
	for (int tries = 0; tries < 3000 && access(in_folder(name), F_OK) < 0; tries++)
		usleep(2000);
	CHECK(access(in_folder(name), F_OK) == 0, name);
}

static void test_two_steps(void)
{
	struct outcome outcome;
	struct running running;
	char byte;
	int asks, starts;

	begin_bare(&message, USUAL, NULL);
	put_mode(&message, mode_CREATE, supervision_NONE);
	put_state();
	put_usual(&message);
	put_script(&message, "echo started; exit 5");
	running = spawn(&message);
	hear(&running, &outcome);
	CHECK(reap(running.spawned) == 0, "without a monitor native-init leaves");
	CHECK(outcome.frames[FRAME_CREATED] == 1 && outcome.frames[FRAME_STARTED] == 0, "CREATED is told");
	CHECK(record_of("process", "pid") == outcome.pid && record_of("process", "startTime") > 0 &&
		  record_of("process", "monitorPid") == 0,
	      "the process is on record");
	asks = knock();
	CHECK(asks >= 0, "it waits");
	close(asks);
	asks = knock();
	starts = knock();
	CHECK(asks >= 0 && starts >= 0, "whoever asks without a word doesn't start it");
	CHECK(send(starts, "s", 1, 0) == 1 && recv(starts, &byte, 1, 0) == 0,
	      "a byte does, and the connection ends with execve");
	CHECK(knock() < 0, "nobody waits any more");
	close(asks);
	close(starts);
	collect(&running, &outcome);
	CHECK(outcome.status == 5 && says(&outcome, "started"), "it runs, as a child of the sender's");
}

static void test_failed_start(void)
{
	struct outcome outcome;
	struct running running;
	char payload[4096];
	struct frame_reader reader;
	struct frame frame;
	int starts;

	begin_bare(&message, USUAL, NULL);
	put_mode(&message, mode_CREATE, supervision_NONE);
	put_state();
	put_usual(&message);
	shell("printf '#!/absent\\n' > %s/root/bin/broken && chmod 0755 %s/root/bin/broken", folder, folder);
	put_str(&message, NUMBER_ARG, "broken");
	put_str(&message, NUMBER_ENV, "PATH=/bin");
	running = spawn(&message);
	hear(&running, &outcome);
	reap(running.spawned);
	starts = knock();
	REQUIRE(starts >= 0 && send(starts, "s", 1, 0) == 1);
	frame_reader_init(&reader, payload, sizeof(payload));
	CHECK(frame_receive(&reader, starts, &frame) == FRAME_COMPLETE && frame.number == FRAME_FAILED &&
		  payload[0] == STAGE_EXEC,
	      "who starts it is told why it did not");
	close(starts);
	collect(&running, &outcome);
	CHECK(outcome.status != 0, "and it is gone");
}

static void test_resident(void)
{
	struct outcome outcome;
	struct running running;
	long monitor;

	begin_bare(&message, USUAL, NULL);
	put_mode(&message, mode_RUN, supervision_RESIDENT);
	put_state();
	put_u32(&message, NUMBER_STDIN, stdin_source_NULL_DEVICE);
	put_usual(&message);
	put_script(&message, "sleep 0.2; exit 9");
	running = spawn(&message);
	hear(&running, &outcome);
	CHECK(reap(running.spawned) == 0, "the spawned process leaves");
	CHECK(outcome.frames[FRAME_MONITOR] == 1 && outcome.frames[FRAME_PROCESS] == 1 &&
		  outcome.frames[FRAME_STARTED] == 1,
	      "MONITOR PROCESS STARTED");
	monitor = record_of("process", "monitorPid");
	CHECK(monitor > 0 && getsid((pid_t)monitor) == monitor, "the monitor leads a session of its own");
	await_file("state/exit");
	CHECK(record_of("exit", "code") == 9, "the exit is on record");
	close(running.sync);
	close(running.output);
	fd_close(&outcome.pidfd);
}

static void test_monitor_killed(void)
{
	struct outcome outcome;
	struct running running;
	struct pollfd end;

	begin_bare(&message, USUAL, NULL);
	put_mode(&message, mode_CREATE, supervision_RESIDENT);
	put_state();
	put_u32(&message, NUMBER_STDIN, stdin_source_NULL_DEVICE);
	put_usual(&message);
	put_script(&message, "true");
	running = spawn(&message);
	hear(&running, &outcome);
	reap(running.spawned);
	tap_kill(record_of("process", "monitorPid"), SIGKILL);
	end = (struct pollfd){.fd = outcome.pidfd, .events = POLLIN};
	CHECK(poll(&end, 1, 10000) == 1, "a created container dies with its monitor");
	close(running.sync);
	close(running.output);
	fd_close(&outcome.pidfd);
}

static void test_foreground(void)
{
	struct outcome outcome;
	struct running running;

	begin_bare(&message, USUAL, NULL);
	put_mode(&message, mode_RUN, supervision_FOREGROUND);
	put_usual(&message);
	put_script(&message, "echo out; exit 6");
	running = spawn(&message);
	hear(&running, &outcome);
	CHECK(outcome.frames[FRAME_MONITOR] == 1 && outcome.frames[FRAME_EXITED] == 1, "MONITOR and EXITED are told");
	CHECK(reap(running.spawned) == 6, "native-init exits as the process did");
	outcome.pid = 0;
	collect(&running, &outcome);
	CHECK(says(&outcome, "out"), "and its output is the sender's");
}

static void test_hang_up(void)
{
	struct running running;
	struct stat fifo;
	char path[512];

	/* A root that can't be opened yet: a file system that waits is not at hand, so the program itself waits in its
	 * clone. */
	begin_bare(&message, USUAL, NULL);
	put_mode(&message, mode_CREATE, supervision_RESIDENT);
	put_state();
	put_u32(&message, NUMBER_STDIN, stdin_source_NULL_DEVICE);
	put_usual(&message);
	put_script(&message, "true");
	running = spawn(&message);
	close(running.sync);
	reap(running.spawned);
	snprintf(path, sizeof(path), "%s/state/exit", folder);
	/* The end of output tells that neither monitor nor init is left. */
	CHECK(read(running.output, path, 1) == 0, "a sender that hangs up leaves nothing running");
	CHECK(stat(in_folder("state/process"), &fifo) < 0, "and no record of a process");
	close(running.output);
}

static void test_terminal(void)
{
	static const char options[] = "newinstance\0\0"
				      "ptmxmode\0"
				      "0666\0"
				      "mode\0"
				      "0620";
	struct outcome outcome;
	struct running running;
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	char text[512] = "", name[64];
	ssize_t got;
	size_t length = 0;
	int console[2], master = -1;
	struct iovec part = {.iov_base = name, .iov_len = sizeof(name)};
	char control[CMSG_SPACE(sizeof(int))];
	struct msghdr header = {
	    .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control)};

	(void)address;
	REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, console) == 0);
	begin(&message, USUAL, NULL);
	put_mount(&message, &(struct mounting){.kind = mount_kind_FILESYSTEM,
					       .source = "devpts",
					       .target = "/dev/pts",
					       .fstype = "devpts",
					       .options = options,
					       .options_length = sizeof(options)});
	put(&message, NUMBER_TERMINAL, (uint32_t[]){33, 77}, 8);
	put_u32(&message, NUMBER_CONSOLE_FD, (uint32_t)console[1]);
	put_script(&message, "tty; stat -c '%t:%T' /dev/console; busybox stty size");
	running = spawn(&message);
	hear(&running, &outcome);
	reap(running.spawned);
	close(console[1]);
	if (recvmsg(console[0], &header, 0) > 0 && CMSG_FIRSTHDR(&header))
		memcpy(&master, CMSG_DATA(CMSG_FIRSTHDR(&header)), sizeof(master));
	CHECK(master >= 0, "the terminal's master comes over the console socket");
	while (master >= 0 && (got = read(master, text + length, sizeof(text) - 1 - length)) > 0)
		length += (size_t)got;
	collect(&running, &outcome);
	snprintf(outcome.output, sizeof(outcome.output), "%s", text);
	CHECK(says(&outcome, "/dev/pts/0"), "its streams are a terminal of its own devpts");
	CHECK(says(&outcome, "88:0"), "which is its /dev/console too");
	CHECK(says(&outcome, "33 77"), "of the size that was asked for");
	close(console[0]);
	close(master);
}

static void test_preserved(void)
{
	struct outcome outcome;
	int given[2];

	REQUIRE(pipe(given) == 0);
	REQUIRE(dup2(given[0], 3) == 3);
	begin(&message, USUAL, NULL);
	put_u32(&message, NUMBER_PRESERVE_FDS, 1);
	put_script(&message, "ls -l /proc/self/fd");
	outcome = run(&message);
	CHECK(says(&outcome, "3 -> pipe:"), "descriptors from 3 on stay where they are asked for");
	close(given[1]);
	close(3);
}

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

static void test_idmapped(void)
{
	struct outcome outcome;

	shell("mkdir -p %s/mapped && echo x > %s/mapped/file && chown 1000:1000 %s/mapped/file", folder, folder,
	      folder);
	begin_bare(&message, USUAL | CLONE_NEWUSER, NULL);
	put_mode(&message, mode_RUN, supervision_NONE);
	put_str(&message, NUMBER_UID_MAP, "0 100000 65536\n");
	put_str(&message, NUMBER_GID_MAP, "0 100000 65536\n");
	put_u32(&message, NUMBER_SETGROUP, 1);
	put_usual(&message);
	put_bind(&message, in_folder("mapped"), "/dev/mapped", mount_flag_IDMAP, 0);
	put_bind(&message, in_folder("mapped"), "/dev/plain", 0, 0);
	put_script(&message, "stat -c %u:%g /dev/mapped/file /dev/plain/file");
	outcome = run(&message);
	CHECK(says(&outcome, "1000:1000\n65534:65534"), "an idmapped mount has the container's ids");
}

static void test_without_pivot(void)
{
	struct outcome outcome;
	struct record root = {0};

	begin_bare(&message, USUAL, NULL);
	put_mode(&message, mode_RUN, supervision_NONE);
	add_u32(&root, MS_PRIVATE | MS_REC);
	add_u32(&root, 0);
	add_u32(&root, 0);
	add_u32(&root, 0);
	add_str(&root, in_folder("root"));
	add_str(&root, "");
	put_record(&message, NUMBER_ROOT, &root);
	put_filesystem(&message, "proc", "/proc", 0);
	put_script(&message, "cat /etc/plain; cd ..; ls");
	outcome = run(&message);
	CHECK(says(&outcome, "plain\nbin\n") && !strstr(outcome.output, "home"),
	      "the root is entered without pivot_root");
}

static void test_shared_propagation(void)
{
	struct outcome outcome;
	struct record root = {0};

	/* A mount of its own, which is shared as most hosts' are: its clone would be its peer. */
	shell("mount --bind %s/root %s/root && mount --make-shared %s/root", folder, folder, folder);

	begin_bare(&message, USUAL, NULL);
	put_mode(&message, mode_RUN, supervision_NONE);
	add_u32(&root, MS_SHARED | MS_REC);
	add_u32(&root, MS_SHARED | MS_REC);
	add_u32(&root, 0);
	add_u32(&root, 1);
	add_str(&root, in_folder("root"));
	add_str(&root, "");
	put_record(&message, NUMBER_ROOT, &root);
	put_filesystem(&message, "proc", "/proc", 0);
	put_script(&message, "cat /proc/self/mountinfo");
	outcome = run(&message);
	CHECK(says(&outcome, "shared:"), "a root may be shared");
	CHECK(system("grep nodens-launch /proc/self/mountinfo | grep -q proc") != 0,
	      "and the host's mounts are not touched");
	shell("umount %s/root", folder);
}

static void test_own_host(void)
{
	struct outcome outcome;
	struct running running;
	struct record host = {0};
	char path[64];

	begin_bare(&message, USUAL, NULL);
	put_mode(&message, mode_RUN, supervision_RESIDENT);
	put_state();
	add_u32(&host, CLONE_NEWNS);
	snprintf(path, sizeof(path), "/proc/%d/ns/mnt", getpid());
	add_str(&host, path);
	put_record(&message, NUMBER_HOST_NS, &host);
	put_u32(&message, NUMBER_STDIN, stdin_source_NULL_DEVICE);
	put_usual(&message);
	put_script(&message, "exit 8");
	sender_in_pod = true;
	running = spawn(&message);
	sender_in_pod = false;
	hear(&running, &outcome);
	say_failure(&outcome);
	CHECK(reap(running.spawned) == 0 && outcome.frames[FRAME_STARTED] == 1,
	      "a sender in a pod makes containers of the host: its root is the host's");
	await_file("state/exit");
	CHECK(record_of("exit", "code") == 8, "by the monitor, which keeps its state directory");
	close(running.sync);
	close(running.output);
	fd_close(&outcome.pidfd);
}

int main(void)
{
	if (geteuid() != 0) {
		tap_skip("lives of containers", "needs root");
		return tap_end();
	}
	alarm(120);
	make_rootfs();
	test_two_steps();
	test_failed_start();
	test_resident();
	test_monitor_killed();
	test_foreground();
	test_hang_up();
	test_terminal();
	test_preserved();
	test_cgroups();
	test_exec();
	test_idmapped();
	test_without_pivot();
	test_shared_propagation();
	test_own_host();
	return tap_end();
}
