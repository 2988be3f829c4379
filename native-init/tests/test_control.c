/* test_control.c - control.sock with real clients: attached, executing. */
#include <sys/mman.h>
#include <sys/resource.h>

#include "controlled.h"

static struct message exec_message;

static void attach(struct supervised *monitor, struct peer *client, uint32_t with_stdin)
{
	control_connect(monitor, client);
	control_send(client, FRAME_ATTACH, &with_stdin, sizeof(with_stdin));
	/* Frames are done in order: the answer tells that the attach is done too. */
	control_send(client, FRAME_LOGSTATE, NULL, 0);
	REQUIRE(peer_next(client) == FRAME_LOGCOUNTS);
}

static void type(struct peer *client, const char *text)
{
	control_send(client, FRAME_STDIN, text, strlen(text));
}

/* Reads frames of one kind until their bytes, joined, contain text. */
static bool comes(struct peer *client, enum frame_number frame, const char *text)
{
	static char joined[1 << 16];
	size_t length = 0;

	for (;;) {
		if (peer_next(client) != (int)frame || length + client->frame.length >= sizeof(joined))
			return false;
		memcpy(joined + length, client->frame.payload, client->frame.length);
		length += client->frame.length;
		joined[length] = '\0';
		if (strstr(joined, text))
			return true;
	}
}

static void test_attach(void)
{
	struct supervised monitor;
	struct peer first, second, mute;

	begin(&monitor, echo);
	attach(&monitor, &first, 1);
	attach(&monitor, &second, 1);
	attach(&monitor, &mute, 0);
	type(&first, "one\n");
	CHECK(comes(&first, FRAME_STDOUT, "got one\n") && comes(&second, FRAME_STDOUT, "got one\n") &&
		  comes(&mute, FRAME_STDOUT, "got one\n"),
	      "what the container writes comes to everybody attached");
	type(&second, "err\n");
	CHECK(comes(&first, FRAME_STDERR, "wrong\n"), "its errors come as such");
	type(&mute, "no\n");
	REQUIRE(comes(&mute, FRAME_STDERR, "wrong\n"));
	CHECK(peer_next(&mute) == FRAME_FAILED && peer_i32(&mute, 2) == EPERM, "only who asked for it may write");
	control_send(&first, FRAME_WATCH, NULL, 0);
	CHECK(peer_next(&first) == FRAME_PROCESS && peer_next(&first) == FRAME_STARTED,
	      "who is attached may watch as well");
	control_send(&first, FRAME_STDIN, NULL, 0);
	CHECK(comes(&first, FRAME_STDOUT, "eof\n"), "an empty STDIN is the end of file");
	CHECK(peer_next(&first) == FRAME_EXITED && peer_i32(&first, 0) == 8 && peer_next(&first) == 0,
	      "all output comes before EXITED, and EXITED before the end of the connection");
	peer_close(&first);
	peer_close(&second);
	peer_close(&mute);
	CHECK(await_monitor(&monitor) == 0, "the monitor leaves");
	remove_folder(&monitor);
}

/* The container reads nothing for a while: the writer waits, and the others do not. */
static void test_slow_standard_input(void)
{
	struct supervised monitor;
	struct peer writer, other;
	char block[4096];

	memset(block, 'x', sizeof(block) - 1);
	block[sizeof(block) - 1] = '\n';
	begin(&monitor, "sleep 1; wc -c; exec sleep 100");
	attach(&monitor, &writer, 1);
	pid_t typist = fork();
	if (typist == 0) {
		for (int i = 0; i < 1024; i++)
			control_send(&writer, FRAME_STDIN, block, sizeof(block));
		control_send(&writer, FRAME_STDIN, NULL, 0);
		_exit(0);
	}
	REQUIRE(typist > 0);
	control_connect(&monitor, &other);
	control_send(&other, FRAME_LOGSTATE, NULL, 0);
	CHECK(peer_next(&other) == FRAME_LOGCOUNTS, "others are served while one waits for the container to read");
	CHECK(comes(&writer, FRAME_STDOUT, "4194304\n"), "standard input loses no byte, however late it is read");
	REQUIRE(waitpid(typist, NULL, 0) == typist);
	peer_close(&writer);
	peer_close(&other);
	end(&monitor);
}

/* One that never reads costs the container ten seconds and nothing else. */
static void test_slow_attached(void)
{
	struct supervised monitor;
	struct peer stuck, reader;
	int frame;

	begin(&monitor, "seq 300000; exec sleep 100");
	attach(&monitor, &stuck, 0);
	control_connect(&monitor, &reader);
	uint64_t counts[2] = {0, 0};
	for (int tries = 0; counts[0] < 300000 && tries < 6000; tries++) {
		control_send(&reader, FRAME_LOGSTATE, NULL, 0);
		REQUIRE(peer_next(&reader) == FRAME_LOGCOUNTS);
		memcpy(counts, reader.payload, sizeof(counts));
		usleep(10000);
	}
	CHECK(counts[0] == 300000, "who is attached and does not read can't keep the container waiting for ever");
	while ((frame = peer_next(&stuck)) == FRAME_STDOUT)
		;
	CHECK(frame <= 0, "and loses its connection");
	peer_close(&stuck);
	peer_close(&reader);
	end(&monitor);
}

static void put_exec(enum bootstrap_value supervision, const char *script)
{
	put_shell(&exec_message, mode_EXEC, supervision, script);
}

/* Sends the message with three descriptors, or none where in is -1. */
static void send_exec(struct peer *client, const void *bytes, size_t length, const int fds[3])
{
	uint32_t header[2] = {FRAME_EXEC, (uint32_t)length};
	struct iovec parts[2] = {{header, sizeof(header)}, {(void *)(uintptr_t)bytes, length}};
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(3 * sizeof(int))];
	} control = {0};
	struct msghdr packet = {.msg_iov = parts, .msg_iovlen = 2};

	if (fds) {
		packet.msg_control = control.bytes;
		packet.msg_controllen = sizeof(control.bytes);
		control.align = (struct cmsghdr){
		    .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(3 * sizeof(int))};
		memcpy(CMSG_DATA(&control.align), fds, 3 * sizeof(int));
	}
	REQUIRE(sendmsg(client->fd, &packet, MSG_NOSIGNAL) == (ssize_t)(sizeof(header) + length));
}

static void test_exec(void)
{
	struct supervised monitor;
	struct peer client;
	int output[2], input[2];
	char said[64] = "";

	begin(&monitor, echo);
	control_connect(&monitor, &client);
	REQUIRE(pipe2(output, O_CLOEXEC) == 0 && pipe2(input, O_CLOEXEC) == 0);
	put_exec(supervision_RESIDENT, "read x; echo out $x; echo err >&2; exit 9");
	send_exec(&client, exec_message.bytes, exec_message.length, (int[]){input[0], output[1], output[1]});
	close(input[0]);
	close(output[1]);
	CHECK(peer_next(&client) == FRAME_PROCESS && peer_i32(&client, 0) > 0, "EXEC is answered by its process");
	int pidfd = frame_take_fd(&client.reader, 0);
	CHECK(pidfd >= 0, "with a pidfd");
	CHECK(peer_next(&client) == FRAME_STARTED, "by STARTED");
	control_send(&client, FRAME_WATCH, NULL, 0);
	CHECK(peer_next(&client) == FRAME_FAILED && peer_i32(&client, 2) == EBUSY, "a connection is for one process");
	REQUIRE(write(input[1], "text\n", 5) == 5);
	CHECK(peer_next(&client) == FRAME_EXITED && peer_i32(&client, 0) == 9 && peer_i32(&client, 1) == 0,
	      "and by EXITED with its code");
	CHECK(peer_next(&client) == 0, "then its connection ends");
	REQUIRE(read(output[0], said, sizeof(said) - 1) > 0);
	CHECK(strcmp(said, "out text\nerr\n") == 0 && read(output[0], said, 1) == 0,
	      "its standard streams are the three descriptors, and nobody else keeps them open");
	peer_close(&client);
	close(pidfd);

	control_connect(&monitor, &client);
	put_exec(supervision_RESIDENT, "kill -TERM $$; sleep 100");
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	send_exec(&client, exec_message.bytes, exec_message.length, (int[]){null, null, null});
	REQUIRE(peer_next(&client) == FRAME_PROCESS && peer_next(&client) == FRAME_STARTED);
	CHECK(peer_next(&client) == FRAME_EXITED && peer_i32(&client, 0) == 143 && peer_i32(&client, 1) == SIGTERM,
	      "a signal's death is told as such");
	peer_close(&client);

	control_connect(&monitor, &client);
	put_exec(supervision_RESIDENT, "exec sleep 100");
	send_exec(&client, exec_message.bytes, exec_message.length, (int[]){null, null, null});
	REQUIRE(peer_next(&client) == FRAME_PROCESS && peer_next(&client) == FRAME_STARTED);
	control_send(&client, FRAME_SIGNAL, &(uint32_t){SIGINT}, 4);
	CHECK(peer_next(&client) == FRAME_EXITED && peer_i32(&client, 1) == SIGINT,
	      "SIGNAL goes to the connection's exec");
	peer_close(&client);
	CHECK(!exists(&monitor, "exit"), "and the container runs on");
	close(null);
	close(output[0]);
	close(input[1]);
	end(&monitor);
}

static void test_exec_that_fails(void)
{
	struct supervised monitor;
	struct peer client;
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	const int streams[3] = {null, null, null};

	begin(&monitor, echo);
	control_connect(&monitor, &client);
	exec_message.length = 0;
	put_u32(&exec_message, NUMBER_VERSION, 1);
	put_u32(&exec_message, NUMBER_MODE, mode_EXEC);
	put_u32(&exec_message, NUMBER_SUPERVISION, supervision_RESIDENT);
	put_str(&exec_message, NUMBER_ARG, "/nowhere/command");
	send_exec(&client, exec_message.bytes, exec_message.length, streams);
	CHECK(peer_next(&client) == FRAME_PROCESS && peer_next(&client) == FRAME_FAILED &&
		  peer_i32(&client, 2) == ENOENT,
	      "a command that is not there is FAILED with its errno");
	CHECK(peer_next(&client) == 0, "then its connection ends");
	peer_close(&client);
	end(&monitor);
	close(null);
}

static void test_exec_refused(void)
{
	struct supervised monitor;
	struct peer client;
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	const int streams[3] = {null, null, null};

	begin(&monitor, echo);
	control_connect(&monitor, &client);
	put_exec(supervision_RESIDENT, "true");
	send_exec(&client, exec_message.bytes, exec_message.length, NULL);
	CHECK(peer_next(&client) == FRAME_FAILED && peer_i32(&client, 2) == EBADF,
	      "an exec without its descriptors is refused");
	send_exec(&client, exec_message.bytes, exec_message.length - 4, streams);
	CHECK(peer_next(&client) == FRAME_FAILED && peer_i32(&client, 0) == STAGE_READ_MESSAGE,
	      "so is a broken message");
	put_exec(supervision_NONE, "true");
	send_exec(&client, exec_message.bytes, exec_message.length, streams);
	CHECK(peer_next(&client) == FRAME_FAILED && strcmp(client.payload + 12, "SUPERVISION") == 0,
	      "so is one that would be a child of the monitor's parent");
	put_exec(supervision_RESIDENT, "true");
	put_u32(&exec_message, NUMBER_PRESERVE_FDS, 3);
	send_exec(&client, exec_message.bytes, exec_message.length, streams);
	CHECK(peer_next(&client) == FRAME_FAILED && strcmp(client.payload + 12, "PRESERVE_FDS") == 0,
	      "so is one that would be given the monitor's own descriptors");
	put_shell(&exec_message, mode_RUN, supervision_RESIDENT, "true");
	send_exec(&client, exec_message.bytes, exec_message.length, streams);
	CHECK(peer_next(&client) == FRAME_FAILED && strcmp(client.payload + 12, "MODE") == 0,
	      "so is a second container");
	put_exec(supervision_RESIDENT, "exit 5");
	send_exec(&client, exec_message.bytes, exec_message.length, streams);
	CHECK(peer_next(&client) == FRAME_PROCESS && peer_next(&client) == FRAME_STARTED &&
		  peer_next(&client) == FRAME_EXITED && peer_i32(&client, 0) == 5,
	      "a refusal leaves the connection usable");
	peer_close(&client);
	close(null);
	end(&monitor);
}

static void test_exec_survives_its_connection(void)
{
	struct supervised monitor;
	struct peer client;
	int null = open("/dev/null", O_RDWR | O_CLOEXEC), output[2];
	char said[8];

	begin(&monitor, echo);
	control_connect(&monitor, &client);
	REQUIRE(pipe2(output, O_CLOEXEC) == 0);
	put_exec(supervision_RESIDENT, "echo here; read x; echo there");
	int input[2];
	REQUIRE(pipe2(input, O_CLOEXEC) == 0);
	send_exec(&client, exec_message.bytes, exec_message.length, (int[]){input[0], output[1], null});
	close(output[1]);
	REQUIRE(peer_next(&client) == FRAME_PROCESS && peer_next(&client) == FRAME_STARTED);
	int32_t pid = peer_i32(&client, 0);
	REQUIRE(read(output[0], said, 5) == 5);
	peer_close(&client);
	control_connect(&monitor, &client);
	REQUIRE(write(input[1], "\n", 1) == 1);
	CHECK(read(output[0], said, 6) == 6 && memcmp(said, "there\n", 6) == 0,
	      "a started exec lives on without its connection");
	AWAIT(kill(pid, 0) < 0 && errno == ESRCH);
	CHECK(true, "and is reaped when it ends");
	peer_close(&client);
	close(null);
	close(input[0]);
	close(input[1]);
	close(output[0]);
	end(&monitor);
}

static void test_exec_with_terminal(void)
{
	struct supervised monitor;
	struct peer client;

	begin(&monitor, echo);
	control_connect(&monitor, &client);
	put_exec(supervision_RESIDENT, "tty -s && echo terminal; stty size; read x; stty size; echo $x; cat; exit 3");
	put_terminal(&exec_message, 30, 100);
	send_exec(&client, exec_message.bytes, exec_message.length, NULL);
	REQUIRE(peer_next(&client) == FRAME_PROCESS);
	REQUIRE(peer_next(&client) == FRAME_STARTED);
	CHECK(comes(&client, FRAME_STDOUT, "terminal\r\n30 100\r\n"),
	      "an exec may have a terminal, as large as it was told");
	control_send(&client, FRAME_RESIZE, (uint32_t[]){40, 120}, 8);
	type(&client, "word\n");
	CHECK(comes(&client, FRAME_STDOUT, "40 120\r\nword\r\n"), "it is resized and typed to");
	control_send(&client, FRAME_STDIN, NULL, 0);
	int frame = peer_next(&client);
	while (frame == FRAME_STDOUT)
		frame = peer_next(&client);
	CHECK(frame == FRAME_EXITED && peer_i32(&client, 0) == 3, "an empty STDIN types the end of file");
	peer_close(&client);

	control_connect(&monitor, &client);
	put_exec(supervision_RESIDENT, "trap 'exit 1' HUP; echo $$; while :; do sleep 0.05; done");
	put_terminal(&exec_message, 0, 0);
	send_exec(&client, exec_message.bytes, exec_message.length, NULL);
	REQUIRE(peer_next(&client) == FRAME_PROCESS);
	int32_t pid = peer_i32(&client, 0);
	REQUIRE(peer_next(&client) == FRAME_STARTED && comes(&client, FRAME_STDOUT, "\n"));
	peer_close(&client);
	AWAIT(kill(pid, 0) < 0 && errno == ESRCH);
	CHECK(true, "a terminal goes with its connection, and SIGHUP to its session");
	end(&monitor);
}

static void test_container_with_terminal(void)
{
	struct supervised monitor;
	struct peer client;

	make_folder(&monitor);
	put_shell(&message, mode_RUN, supervision_RESIDENT,
		  "stty -echo; tty -s && echo terminal; read x; stty size; cat; echo last; exit 3");
	put_u32(&message, NUMBER_STDIN, stdin_source_ATTACHED);
	put_terminal(&message, 24, 80);
	put_log(&message, 0, 3, when_full_BLOCK, path_in(&monitor, "c.log"));
	supervise(&monitor, &message);
	REQUIRE(peer_next(&monitor.sync) == FRAME_PROCESS && peer_next(&monitor.sync) == FRAME_STARTED);
	AWAIT(strstr(contents(&monitor, "c.log"), " stdout F terminal\r\n") != NULL);
	CHECK(true, "a container's terminal is logged");
	attach(&monitor, &client, 1);
	control_send(&client, FRAME_WATCH, NULL, 0);
	REQUIRE(peer_next(&client) == FRAME_PROCESS && peer_next(&client) == FRAME_STARTED);
	control_send(&client, FRAME_RESIZE, (uint32_t[]){40, 120}, 8);
	type(&client, "\n");
	CHECK(comes(&client, FRAME_STDOUT, "40 120\r\n"), "resized and typed to");
	control_send(&client, FRAME_STDIN, NULL, 0);
	CHECK(comes(&client, FRAME_STDOUT, "last\r\n") && peer_next(&client) == FRAME_EXITED &&
		  peer_i32(&client, 0) == 3,
	      "its last output comes before EXITED");
	peer_close(&client);
	CHECK(await_monitor(&monitor) == 0 && strstr(contents(&monitor, "c.log"), " stdout F last\r\n"),
	      "and is in the log");
	remove_folder(&monitor);
}

static void test_rotate(void)
{
	struct supervised monitor;
	struct peer client;

	begin(&monitor, echo);
	attach(&monitor, &client, 1);
	type(&client, "old\n");
	REQUIRE(comes(&client, FRAME_STDOUT, "got old\n"));
	control_send(&client, FRAME_ROTATE, NULL, 0);
	CHECK(peer_next(&client) == FRAME_ROTATED, "ROTATE is answered by ROTATED");
	type(&client, "new\n");
	REQUIRE(comes(&client, FRAME_STDOUT, "got new\n"));
	control_send(&client, FRAME_LOGSTATE, NULL, 0);
	uint64_t counts[2];
	REQUIRE(peer_next(&client) == FRAME_LOGCOUNTS);
	memcpy(counts, client.payload, sizeof(counts));
	CHECK(counts[0] == 2 && counts[1] == 0, "LOGSTATE tells the lines written and dropped");
	CHECK(strstr(contents(&monitor, "c.log.1"), "got old\n") && !strstr(contents(&monitor, "c.log.1"), "new") &&
		  strstr(contents(&monitor, "c.log"), "got new\n"),
	      "lines before it are in the older file, later ones in the new");
	peer_close(&client);
	end(&monitor);
}

int main(void)
{
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	signal(SIGPIPE, SIG_IGN);
	test_attach();
	test_slow_standard_input();
	test_exec();
	test_exec_that_fails();
	test_exec_refused();
	test_exec_survives_its_connection();
	test_exec_with_terminal();
	test_container_with_terminal();
	test_rotate();
	test_slow_attached();
	return tap_end();
}
