/* test_hooks.c - hooks by themselves and in a creation, and mounts of a container that runs. Needs root. */
#include "launched.h"
#include "tail.h"

static struct message message;

static void put_hook(enum bootstrap_value moment, uint32_t timeout, const char *name, const char *script)
{
	struct record record = {0};

	add_u32(&record, moment);
	add_u32(&record, timeout);
	add_u32(&record, 3);
	add_str(&record, name);
	add_str(&record, "/bin/sh");
	add_str(&record, "sh");
	add_str(&record, "-c");
	add_str(&record, script);
	add_str(&record, "ONE=two");
	put_record(&message, NUMBER_HOOK, &record);
}

static void put_state(enum bootstrap_value moment, const char *before, const char *after)
{
	struct record record = {0};

	add_u32(&record, moment);
	add_str(&record, before);
	add_str(&record, after);
	put_record(&message, NUMBER_HOOK_STATE, &record);
}

static void begin_hooks(void)
{
	message.length = 0;
	put_u32(&message, NUMBER_VERSION, BOOTSTRAP_TABLE_VERSION);
	put_u32(&message, NUMBER_MODE, mode_HOOKS);
	put_str(&message, NUMBER_HOOK_STDOUT, in_folder("told"));
	shell("rm -f %s/told", folder);
}

static bool told(const char *expected)
{
	char text[4096];
	int fd = open(in_folder("told"), O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);

	close(fd);
	text[length > 0 ? length : 0] = '\0';
	if (strcmp(text, expected) != 0)
		printf("# told: %s\n", text);
	return strcmp(text, expected) == 0;
}

/* The pid that a hook tells of, once it has; its orphans come to us. */
static pid_t told_pid(void)
{
	int pid = 0;

	for (int tries = 0; tries < 3000 && pid == 0; tries++) {
		FILE *stream = fopen(in_folder("told"), "re");

		if (!stream || fscanf(stream, "%d", &pid) != 1)
			usleep(2000);
		if (stream)
			fclose(stream);
	}
	REQUIRE(pid > 1);
	return pid;
}

static void test_tail(void)
{
	struct tail tail = {0};
	char text[TAIL_BYTES + 1];

	tail_add(&tail, "one\n\033two\n", 9);
	tail_text(&tail, text);
	CHECK(strcmp(text, "one  two") == 0, "lines become one, without what a terminal would obey");
	for (int i = 0; i < 1000; i++)
		tail_add(&tail, "line\n", 5);
	tail_text(&tail, text);
	CHECK(strncmp(text, "line line", 9) == 0 && strlen(text) < TAIL_BYTES, "only whole lines are kept of many");
	memset(&tail, 0, sizeof(tail));
	for (int i = 0; i < 5; i++) {
		char long_line[200];

		memset(long_line, 'a' + i, sizeof(long_line));
		tail_add(&tail, long_line, sizeof(long_line));
	}
	tail_text(&tail, text);
	CHECK(strlen(text) == TAIL_BYTES && text[TAIL_BYTES - 1] == 'e', "of one long line the end is kept");
}

static void test_alone(void)
{
	struct outcome outcome;

	begin_hooks();
	put_hook(hook_moment_RUNTIME, 0, "a[0]", "cat; echo; env | grep ONE; echo $0");
	put_hook(hook_moment_RUNTIME, 0, "a[1]", "ls /proc/self/fd | wc -l");
	put_state(hook_moment_RUNTIME, "{\"id\":1}", "");
	outcome = run(&message);
	CHECK(outcome.frames[FRAME_HOOKS_DONE] == 1 && outcome.frames[FRAME_FAILED] == 0, "hooks run by themselves");
	CHECK(told("{\"id\":1}\nONE=two\nsh\n4\n"),
	      "each has its state, arguments, environment, and three descriptors");
	begin_hooks();
	put_hook(hook_moment_RUNTIME, 0, "a[0]", "echo why >&2; exit 7");
	put_hook(hook_moment_RUNTIME, 0, "a[1]", "echo reached");
	outcome = run(&message);
	CHECK(fails(&outcome, STAGE_HOOKS, OPERATION_WAIT, 0) &&
		  strcmp(outcome.object, "a[0]: \"/bin/sh\" exited with 7: why") == 0,
	      "the first that fails is named, with its last words");
	CHECK(told(""), "those after it do not run");
	begin_hooks();
	put_hook(hook_moment_RUNTIME, 1, "a[0]", "sleep 600 & echo $!; wait");
	outcome = run(&message);
	CHECK(fails(&outcome, STAGE_HOOKS, OPERATION_WAIT, 0) && strstr(outcome.object, "timeout of 1 s"),
	      "a hook is killed when its time is up");
	CHECK(reap(told_pid()) == 128 + SIGKILL, "and with it what it started");
}

/* The patron's death is the hook's. */
static void test_hang_up(void)
{
	struct running running;
	pid_t pid;

	begin_hooks();
	put_hook(hook_moment_RUNTIME, 0, "a[0]", "sleep 600 & echo $!; wait");
	running = spawn(&message);
	pid = told_pid();
	close(running.sync);
	reap(running.spawned);
	close(running.output);
	CHECK(reap(pid) == 128 + SIGKILL, "hooks end with the sender, and what they started too");
}

static void test_creation(void)
{
	struct outcome outcome;

	begin(&message, USUAL, NULL);
	put_script(&message, "cat /first /second; ls /plain");
	put_str(&message, NUMBER_ROOT_PLACE, in_folder("root"));
	put_hook(hook_moment_CREATE_CONTAINER, 0, "b[0]", "[ -e /proc/self/exe ] && cat > ./first && pwd >> ./first");
	put_hook(hook_moment_START_CONTAINER, 0, "c[0]", "cat > /second");
	put_state(hook_moment_CREATE_CONTAINER, "creating ", "\n");
	put_state(hook_moment_START_CONTAINER, "created ", "\n");
	outcome = run(&message);
	CHECK(strncmp(outcome.output, "creating 1\n", 11) == 0, "a create hook counts as its container does");
	CHECK(says(&outcome, in_folder("root")), "and is in the root, at the path that it knows");
	CHECK(says(&outcome, "created 1\n"), "a start hook runs in the container");
	begin(&message, USUAL, NULL);
	put_script(&message, "true");
	put_hook(hook_moment_START_CONTAINER, 0, "c[0]", "exit 2");
	outcome = run(&message);
	CHECK(fails(&outcome, STAGE_HOOKS, OPERATION_WAIT, 0), "a start hook that fails is the launch's failure");
	begin(&message, USUAL, NULL);
	put_script(&message, "true");
	put(&message, NUMBER_HOOK, "\3\0\0\0\0\0\0\0\2\0\0\0n\0/bin/true\0only\0", 29);
	outcome = run(&message);
	CHECK(outcome.frames[FRAME_FAILED] == 1 && outcome.error == EBADMSG,
	      "fewer arguments than promised are refused");
}

static void test_awaited(void)
{
	static char payload[4096];
	struct frame_reader reader;
	struct running running;
	struct frame frame;
	struct outcome outcome;
	bool due = false;

	begin(&message, USUAL, NULL);
	put_u32(&message, NUMBER_AWAIT_HOOKS, 1);
	put_script(&message, "echo ran");
	running = spawn(&message);
	frame_reader_init(&reader, payload, sizeof(payload));
	while (!due && frame_receive(&reader, running.sync, &frame) == FRAME_COMPLETE)
		due = frame.number == FRAME_HOOKS_DUE;
	frame_reader_close(&reader);
	CHECK(due, "init says when hooks are due");
	REQUIRE(frame_send(running.sync, FRAME_HOOKS_DONE, NULL, 0, -1) == 0);
	hear(&running, &outcome);
	CHECK(outcome.frames[FRAME_STARTED] == 1, "and goes on when they are done");
	reap(running.spawned);
	collect(&running, &outcome);
	CHECK(says(&outcome, "ran\n"), "to its program");
	running = spawn(&message);
	frame_reader_init(&reader, payload, sizeof(payload));
	for (due = false; !due && frame_receive(&reader, running.sync, &frame) == FRAME_COMPLETE;)
		due = frame.number == FRAME_HOOKS_DUE;
	frame_reader_close(&reader);
	shutdown(running.sync, SHUT_RDWR);
	reap(running.spawned);
	outcome = (struct outcome){.pidfd = -1};
	collect(&running, &outcome);
	CHECK(!strstr(outcome.output, "ran"), "a sender that hangs up instead has given up");
}

int main(void)
{
	test_tail();
	if (!make_rootfs("hooks"))
		return tap_end();
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	test_alone();
	test_hang_up();
	test_creation();
	test_awaited();
	return tap_end();
}
