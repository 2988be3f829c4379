/* test_lifecycle.c - how containers begin and end: start in two steps, monitors, hang-ups. Needs root. */
#include <sys/un.h>

#include "launched.h"

static struct message message;

static void put_state(void)
{
	shell("rm -rf %s/state && mkdir -m 0700 %s/state", folder, folder);
	put_str(&message, NUMBER_STATE_DIR, in_folder("state"));
}

static void begin_life(enum bootstrap_value mode, enum bootstrap_value supervision)
{
	begin_bare(&message, USUAL, NULL);
	put_mode(&message, mode, supervision);
	put_state();
	if (supervision == supervision_RESIDENT)
		put_u32(&message, NUMBER_STDIN, stdin_source_NULL_DEVICE);
	put_usual(&message);
}

static struct running live(enum bootstrap_value mode, enum bootstrap_value supervision, const char *script)
{
	begin_life(mode, supervision);
	put_script(&message, script);
	return spawn(&message);
}

/* Of one that is its monitor's to reap. */
static void forget(struct running *running, struct outcome *outcome)
{
	close(running->sync);
	close(running->output);
	fd_close(&outcome->pidfd);
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

	running = live(mode_CREATE, supervision_NONE, "echo started; exit 5");
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

	begin_life(mode_CREATE, supervision_NONE);
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

	running = live(mode_RUN, supervision_RESIDENT, "sleep 0.2; exit 9");
	hear(&running, &outcome);
	CHECK(reap(running.spawned) == 0, "the spawned process leaves");
	CHECK(outcome.frames[FRAME_MONITOR] == 1 && outcome.frames[FRAME_PROCESS] == 1 &&
		  outcome.frames[FRAME_STARTED] == 1,
	      "MONITOR PROCESS STARTED");
	monitor = record_of("process", "monitorPid");
	CHECK(monitor > 0 && getsid((pid_t)monitor) == monitor, "the monitor leads a session of its own");
	await_file("state/exit");
	CHECK(record_of("exit", "code") == 9, "the exit is on record");
	forget(&running, &outcome);
}

static void test_monitor_killed(void)
{
	struct outcome outcome;
	struct running running;
	struct pollfd end;

	running = live(mode_CREATE, supervision_RESIDENT, "true");
	hear(&running, &outcome);
	reap(running.spawned);
	tap_kill(record_of("process", "monitorPid"), SIGKILL);
	end = (struct pollfd){.fd = outcome.pidfd, .events = POLLIN};
	CHECK(poll(&end, 1, 10000) == 1, "a created container dies with its monitor");
	forget(&running, &outcome);
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
	char byte;

	running = live(mode_CREATE, supervision_RESIDENT, "true");
	close(running.sync);
	reap(running.spawned);
	/* The end of output tells that neither monitor nor init is left. */
	CHECK(read(running.output, &byte, 1) == 0, "a sender that hangs up leaves nothing running");
	CHECK(access(in_folder("state/process"), F_OK) < 0, "and no record of a process");
	close(running.output);
}

static void test_own_host(void)
{
	struct outcome outcome;
	struct running running;
	struct record host = {0};
	char path[64];

	begin_life(mode_RUN, supervision_RESIDENT);
	add_u32(&host, CLONE_NEWNS);
	snprintf(path, sizeof(path), "/proc/%d/ns/mnt", getpid());
	add_str(&host, path);
	put_record(&message, NUMBER_HOST_NS, &host);
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
	forget(&running, &outcome);
}

int main(void)
{
	if (!make_rootfs("lives of containers"))
		return tap_end();
	alarm(120);
	test_two_steps();
	test_failed_start();
	test_resident();
	test_monitor_killed();
	test_foreground();
	test_hang_up();
	test_own_host();
	return tap_end();
}
