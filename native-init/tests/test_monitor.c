/* test_monitor.c - a resident monitor with real processes: frames, log, records, ends. */
#include "monitored.h"

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

/* Runs a script to its end and says how it ended. */
static void run(struct supervised *monitor, int *code, int *signal)
{
	int frame;

	supervise(monitor, &message);
	while ((frame = peer_next(&monitor->sync)) > 0)
		REQUIRE(frame != FRAME_FAILED);
	/* A short script may be over before we watch: its record tells the same then. */
	AWAIT(exists(monitor, "exit"));
	*code = (int)record_of(monitor, "exit", "code");
	*signal = (int)record_of(monitor, "exit", "signal");
	CHECK(await_monitor(monitor) == 0, "the monitor leaves after its container");
}

static void test_signal_death(void)
{
	struct supervised monitor;
	int code, signal;

	begin(&monitor, mode_RUN, "kill -KILL $$");
	run(&monitor, &code, &signal);
	CHECK(code == 137 && signal == SIGKILL, "a signal's death is code 128 + signal, and the signal");
	remove_folder(&monitor);
}

static void test_failed_launch(void)
{
	struct supervised monitor;

	begin(&monitor, mode_RUN, "");
	message.length = 0;
	put_u32(&message, NUMBER_VERSION, 1);
	put_u32(&message, NUMBER_MODE, mode_RUN);
	put_u32(&message, NUMBER_SUPERVISION, supervision_RESIDENT);
	put_u32(&message, NUMBER_STDIN, stdin_source_NULL_DEVICE);
	put_str(&message, NUMBER_ARG, "/nowhere/command");
	supervise(&monitor, &message);
	int frame = peer_next(&monitor.sync);
	int32_t pid = peer_i32(&monitor.sync, 0);
	CHECK(frame == FRAME_PROCESS && peer_next(&monitor.sync) == FRAME_FAILED &&
		  peer_i32(&monitor.sync, 2) == ENOENT,
	      "a command that is not there fails the launch with its errno");
	CHECK(kill(pid, 0) < 0 && errno == ESRCH, "FAILED means that nothing is left running");
	CHECK(peer_next(&monitor.sync) == 0 && await_monitor(&monitor) == 1, "the monitor leaves and says so");
	CHECK(!exists(&monitor, "process") && !exists(&monitor, "exit") && !exists(&monitor, "control.sock"),
	      "and leaves no file");
	remove_folder(&monitor);

	begin(&monitor, mode_RUN, "true");
	put_log(&message, 0, 1, when_full_BLOCK, "/nowhere/c.log");
	supervise(&monitor, &message);
	CHECK(peer_next(&monitor.sync) == FRAME_FAILED && peer_i32(&monitor.sync, 0) == STAGE_LOG &&
		  strcmp(monitor.sync.payload + 12, "/nowhere/c.log") == 0,
	      "a log that can't be opened fails before there is a process");
	CHECK(await_monitor(&monitor) == 1, "and the monitor leaves");
	remove_folder(&monitor);
}

static bool has_ended(pid_t pid)
{
	siginfo_t info = {0};

	return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == pid;
}

/* True with a connection whose watcher was told STARTED: from then on the monitor has not given up. */
static bool is_watched(struct supervised *monitor, struct peer *client)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int frame, fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s/control.sock", monitor->folder);
	peer_init(client, fd);
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0 &&
	    control_send(client, FRAME_HELLO, &(uint32_t){1}, 4) == 0 &&
	    control_send(client, FRAME_WATCH, NULL, 0) == 0)
		for (frame = peer_next(client); frame > 0; frame = peer_next(client))
			if (frame == FRAME_STARTED)
				return true;
	peer_close(client);
	return false;
}

/* Whichever comes first, the hang-up or STARTED: there is a container that can be found, or there is nothing. */
static void test_sender_gives_up(void)
{
	bool consistent = true;

	for (int round = 0; round < 20; round++) {
		struct supervised monitor;
		struct peer client;
		bool found = false;
		int status;

		begin(&monitor, mode_RUN, "exec sleep 100");
		supervise(&monitor, &message);
		if (round % 2 == 1)
			peer_next(&monitor.sync);
		peer_close(&monitor.sync);
		AWAIT((found = is_watched(&monitor, &client)) || has_ended(monitor.pid));
		if (found) {
			consistent = consistent && exists(&monitor, "process");
			control_send(&client, FRAME_SIGNAL, &(uint32_t){SIGKILL}, 4);
			while (peer_next(&client) > 0)
				;
			peer_close(&client);
		}
		REQUIRE(waitpid(monitor.pid, &status, 0) == monitor.pid);
		consistent = consistent && exists(&monitor, "exit") == found && exists(&monitor, "process") == found &&
			     WEXITSTATUS(status) == !found && !exists(&monitor, "control.sock");
		remove_folder(&monitor);
	}
	CHECK(consistent, "a sender that hangs up early leaves a container that can be found, or nothing");
}

/* The first number that was logged as a line of its own. */
static long logged_pid(struct supervised *monitor)
{
	const char *line = contents(monitor, "c.log");

	while ((line = strstr(line, " F ")) != NULL) {
		line += 3;
		if (*line >= '1' && *line <= '9')
			return atol(line);
	}
	return 0;
}

static void test_processes_left_behind(void)
{
	struct supervised monitor;
	int code, signal;

	begin_logged(&monitor, "sleep 1000 & echo $!; echo last; exit 4");
	run(&monitor, &code, &signal);
	CHECK(code == 4, "a process left behind with the pipe open keeps nobody waiting");
	CHECK(strstr(contents(&monitor, "c.log"), " stdout F last\n") != NULL,
	      "what was written before the end is in the log");
	tap_kill(logged_pid(&monitor), SIGKILL);
	remove_folder(&monitor);

	begin_logged(&monitor, "yes & echo $!; sleep 0.1; exit 5");
	run(&monitor, &code, &signal);
	CHECK(code == 5, "nor does one that writes without end");
	tap_kill(logged_pid(&monitor), SIGKILL);
	remove_folder(&monitor);
}

/* True if this process has one child, a zombie included. */
static bool has_only_child(pid_t pid, pid_t child)
{
	char path[64], children[256] = "";
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", pid, pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	REQUIRE(fd >= 0 && read(fd, children, sizeof(children) - 1) > 0);
	close(fd);
	return atoi(children) == child && strchr(children, ' ')[1] == '\0';
}

static void test_orphans_are_reaped(void)
{
	struct supervised monitor;

	begin_logged(&monitor, "(sh -c 'exit 1' & sh -c 'exit 2' &) ; sleep 0.3; echo done; exec sleep 100");
	supervise(&monitor, &message);
	int frame = peer_next(&monitor.sync);
	int32_t pid = peer_i32(&monitor.sync, 0);
	REQUIRE(frame == FRAME_PROCESS);
	AWAIT(strstr(contents(&monitor, "c.log"), "done") != NULL);
	AWAIT(has_only_child(monitor.pid, pid));
	CHECK(true, "orphans come to the monitor and are reaped");
	tap_kill(pid, SIGTERM);
	await_monitor(&monitor);
	CHECK(record_of(&monitor, "exit", "signal") == SIGTERM, "and are not taken for the container's process");
	remove_folder(&monitor);
}

static void test_many_lines(void)
{
	struct supervised monitor;
	int code, signal;

	begin_logged(&monitor, "exec seq 200000");
	run(&monitor, &code, &signal);
	CHECK(has_numbers(&monitor, 1, 200000), "200000 lines are 200000 records in their order");
	remove_folder(&monitor);

	begin(&monitor, mode_RUN, "exec seq 20000");
	put_log(&message, 200000, 10, when_full_BLOCK, path_in(&monitor, "c.log"));
	run(&monitor, &code, &signal);
	CHECK(has_numbers(&monitor, 10, 20000), "rotation loses none and splits none");
	CHECK(exists(&monitor, "c.log.4") && strlen(contents(&monitor, "c.log.2")) <= 200000 &&
		  strlen(contents(&monitor, "c.log.2")) > 200000 - 50,
	      "files are filled up to maxSizeBytes");
	remove_folder(&monitor);

	begin_logged(&monitor, "head -c 1048576 /dev/zero | tr '\\0' x; echo; echo after");
	run(&monitor, &code, &signal);
	const char *log = contents(&monitor, "c.log");
	CHECK(log[38] == 'P' && strstr(log, " stdout F after\n") && strlen(log) == 1048576 + 65 * 41 + 46,
	      "a line of 1 MiB is cut, not lost");
	remove_folder(&monitor);
}

static void test_created_container(void)
{
	struct supervised monitor;

	begin(&monitor, mode_CREATE, "exit 6");
	supervise(&monitor, &message);
	CHECK(peer_next(&monitor.sync) == FRAME_PROCESS && peer_next(&monitor.sync) == FRAME_CREATED,
	      "CREATE: the sender is told the process, and that it waits");
	CHECK(peer_next(&monitor.sync) == 0 && exists(&monitor, "process"), "the record is there before CREATED");
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct peer watcher;
	int start = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	control_connect(&monitor, &watcher);
	control_send(&watcher, FRAME_WATCH, NULL, 0);
	CHECK(peer_next(&watcher) == FRAME_PROCESS, "a watcher of a created container is told its process");
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/start.sock", monitor.folder);
	REQUIRE(connect(start, (struct sockaddr *)&address, sizeof(address)) == 0 && write(start, "s", 1) == 1);
	CHECK(peer_next(&watcher) == FRAME_STARTED, "and told when it is started");
	CHECK(peer_next(&watcher) == FRAME_EXITED && peer_i32(&watcher, 0) == 6, "and when it ends");
	CHECK(await_monitor(&monitor) == 0, "then the monitor leaves");
	close(start);
	peer_close(&watcher);
	remove_folder(&monitor);
}

int main(void)
{
	/* Processes that outlive their monitor come here, and not to whoever runs the tests. */
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	signal(SIGPIPE, SIG_IGN);
	test_narrow_path();
	test_signal_death();
	test_failed_launch();
	test_sender_gives_up();
	test_processes_left_behind();
	test_orphans_are_reaped();
	test_many_lines();
	test_created_container();
	return tap_end();
}
