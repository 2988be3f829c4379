/* test_relay.c - FOREGROUND: a process on the sender's own streams, or on a terminal that is relayed to them. */
#include <sys/ioctl.h>
#include <termios.h>

#include "supervised.h"

static struct message message;

/* The sender's side of its own terminal, and the terminal. */
static int keyboard, screen;

static void begin(struct supervised *monitor, const int streams[3], const char *script, bool terminal)
{
	make_folder(monitor);
	put_shell(&message, mode_RUN, supervision_FOREGROUND, script);
	if (terminal)
		put_terminal(&message, 33, 77);
	supervise_on(monitor, &message, streams);
}

static bool is_started(struct supervised *monitor)
{
	return peer_next(&monitor->sync) == FRAME_PROCESS && peer_next(&monitor->sync) == FRAME_STARTED;
}

static bool is_exited(struct supervised *monitor, int code)
{
	return peer_next(&monitor->sync) == FRAME_EXITED && peer_i32(&monitor->sync, 0) == code;
}

/* Reads until the text has come, at most thirty seconds long. */
static bool shows(int fd, const char *text)
{
	static char shown[1 << 16];
	size_t length = 0;
	struct pollfd poll_fd = {.fd = fd, .events = POLLIN};

	while (length < sizeof(shown) - 1 && poll(&poll_fd, 1, 30000) > 0) {
		ssize_t got = read(fd, shown + length, sizeof(shown) - 1 - length);

		if (got <= 0)
			return false;
		length += (size_t)got;
		shown[length] = '\0';
		if (strstr(shown, text))
			return true;
	}
	return false;
}

static void type(const char *text)
{
	REQUIRE(write(keyboard, text, strlen(text)) == (ssize_t)strlen(text));
}

static void test_inherited_streams(void)
{
	struct supervised monitor;
	int input[2], output[2];

	REQUIRE(pipe2(input, O_CLOEXEC) == 0 && pipe2(output, O_CLOEXEC) == 0);
	begin(&monitor, (int[]){input[0], output[1], output[1]}, "read x; echo got $x; exit 5", false);
	close(input[0]);
	close(output[1]);
	CHECK(is_started(&monitor), "FOREGROUND tells its sender the process and its start");
	CHECK(record_of(&monitor, "process", "monitorPid") == monitor.pid, "and records it");
	REQUIRE(write(input[1], "text\n", 5) == 5);
	CHECK(shows(output[0], "got text\n"), "the sender's streams are the process's own");
	CHECK(is_exited(&monitor, 5), "the sender is told the end");
	CHECK(await_monitor(&monitor) == 5, "and finds the process's code as its child's");
	CHECK(!exists(&monitor, "exit") && !exists(&monitor, "control.sock"),
	      "there is no exit record, and no control socket");
	close(input[1]);
	close(output[0]);
	remove_folder(&monitor);

	begin(&monitor, NULL, "kill -SEGV $$", false);
	CHECK(is_started(&monitor) && is_exited(&monitor, 128 + SIGSEGV) && await_monitor(&monitor) == 128 + SIGSEGV,
	      "a signal's death is code 128 + signal");
	remove_folder(&monitor);
}

static void test_signals(void)
{
	struct supervised monitor;
	int output[2];

	REQUIRE(pipe2(output, O_CLOEXEC) == 0);
	begin(&monitor, (int[]){0, output[1], 2},
	      "trap 'echo user' USR1; trap 'echo term; exit 6' TERM; echo ready; while :; do sleep 0.02; done", false);
	close(output[1]);
	REQUIRE(is_started(&monitor) && shows(output[0], "ready\n"));
	tap_kill(monitor.pid, SIGUSR1);
	CHECK(shows(output[0], "user\n"), "signals are relayed to the process");
	tap_kill(monitor.pid, SIGTERM);
	CHECK(shows(output[0], "term\n") && is_exited(&monitor, 6), "which decides what they mean");
	await_monitor(&monitor);
	close(output[0]);
	remove_folder(&monitor);
}

static void open_terminal(void)
{
	int unlocked = 0;

	keyboard = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
	REQUIRE(keyboard >= 0 && ioctl(keyboard, TIOCSPTLCK, &unlocked) == 0);
	screen = ioctl(keyboard, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	REQUIRE(screen >= 0 && ioctl(screen, TIOCSWINSZ, &(struct winsize){.ws_row = 33, .ws_col = 77}) == 0);
}

static void test_terminal(void)
{
	struct supervised monitor;
	static struct termios before, during, after; /* zero where the C library has more room than the kernel fills */

	open_terminal();
	REQUIRE(tcgetattr(screen, &before) == 0);
	begin(&monitor, (int[]){screen, screen, screen},
	      "stty size; trap 'stty size' WINCH; read x; echo \"got $x\"; read y; exit 7", true);
	REQUIRE(is_started(&monitor));
	CHECK(shows(keyboard, "33 77\r\n"), "the container's terminal has its size before anything runs there");
	REQUIRE(tcgetattr(screen, &during) == 0);
	CHECK((during.c_lflag & (ICANON | ECHO | ISIG)) == 0,
	      "the sender's is raw: what is typed is for the container");
	type("word\n");
	CHECK(shows(keyboard, "got word\r\n"), "what is typed goes in, what is written comes out");
	REQUIRE(ioctl(keyboard, TIOCSWINSZ, &(struct winsize){.ws_row = 44, .ws_col = 88}) == 0);
	CHECK(shows(keyboard, "44 88\r\n"), "a new size is passed on");
	type("\n");
	CHECK(is_exited(&monitor, 7) && await_monitor(&monitor) == 7, "the code is the process's");
	REQUIRE(tcgetattr(screen, &after) == 0);
	CHECK(memcmp(&before, &after, sizeof(before)) == 0, "and the sender's terminal is given back as it was");
	remove_folder(&monitor);
	close(keyboard);
	close(screen);
}

static void test_terminal_into_a_pipe(void)
{
	struct supervised monitor;
	int output[2];

	open_terminal();
	REQUIRE(pipe2(output, O_CLOEXEC) == 0);
	begin(&monitor, (int[]){screen, output[1], output[1]}, "echo one; echo two", true);
	close(output[1]);
	REQUIRE(is_started(&monitor));
	CHECK(shows(output[0], "one\ntwo\n"), "a pipe gets a terminal's lines without carriage returns");
	CHECK(is_exited(&monitor, 0), "and ends with the process");
	await_monitor(&monitor);
	close(output[0]);
	close(keyboard);
	close(screen);
	remove_folder(&monitor);
}

static void test_control_c(void)
{
	struct supervised monitor;

	/* A new one: the kernel hangs a terminal up when the leader of its session ends. */
	open_terminal();
	begin(&monitor, (int[]){screen, screen, screen}, "echo ready; sleep 10", true);
	REQUIRE(is_started(&monitor) && shows(keyboard, "ready"));
	type("\003");
	CHECK(is_exited(&monitor, 128 + SIGINT), "control-C is the container's to interpret");
	await_monitor(&monitor);
	remove_folder(&monitor);
	close(keyboard);
	close(screen);
}

/* Regular files are always ready and epoll refuses them. */
static void test_terminal_on_files(void)
{
	struct supervised monitor;
	char name[] = "/tmp/nodens-test-relay.XXXXXX";
	struct stat written;
	int input = mkostemp(name, O_CLOEXEC), output;

	REQUIRE(input >= 0 && unlink(name) == 0);
	for (int line = 0; line < 2000; line++)
		REQUIRE(dprintf(input, "line %d\n", line) > 0);
	REQUIRE(lseek(input, 0, SEEK_SET) == 0);
	strcpy(name, "/tmp/nodens-test-relay.XXXXXX");
	output = mkostemp(name, O_CLOEXEC);
	REQUIRE(output >= 0 && unlink(name) == 0);
	begin(&monitor, (int[]){input, output, output}, "stty -echo; wc -l; seq 20000; exit 3", true);
	REQUIRE(is_started(&monitor) && is_exited(&monitor, 3));
	await_monitor(&monitor);
	static char text[200000];
	ssize_t length = pread(output, text, sizeof(text) - 1, 0);
	REQUIRE(length > 0 && fstat(output, &written) == 0);
	CHECK(strstr(text, "2000\n1\n2\n") != NULL, "a file is typed in to its end");
	CHECK(length > 7 && strcmp(text + length - 7, "\n20000\n") == 0, "and output goes to a file to its end");
	close(input);
	close(output);
	remove_folder(&monitor);
}

static void test_exec(void)
{
	struct supervised monitor;

	make_folder(&monitor);
	put_shell(&message, mode_EXEC, supervision_FOREGROUND, "exit 4");
	supervise(&monitor, &message);
	CHECK(is_started(&monitor) && is_exited(&monitor, 4) && await_monitor(&monitor) == 4,
	      "EXEC: the same frames and code");
	CHECK(!exists(&monitor, "process"), "but no record: that is its container's");
	remove_folder(&monitor);

	make_folder(&monitor);
	put_shell(&message, mode_EXEC, supervision_NONE, "sleep 0.2; exit 4");
	supervise(&monitor, &message);
	REQUIRE(is_started(&monitor));
	CHECK(peer_next(&monitor.sync) == 0 && await_monitor(&monitor) == 0,
	      "NONE leaves as soon as the process was started");
	remove_folder(&monitor);
}

int main(void)
{
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	signal(SIGPIPE, SIG_IGN);
	test_inherited_streams();
	test_signals();
	test_terminal();
	test_terminal_into_a_pipe();
	test_control_c();
	test_terminal_on_files();
	test_exec();
	return tap_end();
}
