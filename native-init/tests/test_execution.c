/* test_execution.c - control.sock with clients that run further processes beside the container's. */
#include "controlled.h"

static struct message exec_message;
static int no_streams[3]; /* /dev/null */

static void put_exec(const char *script)
{
	put_shell(&exec_message, mode_EXEC, supervision_RESIDENT, script);
}

/* Sends the message with three descriptors, unless they are NULL. */
static void send_exec(struct peer *client, const int fds[3])
{
	uint32_t header[2] = {FRAME_EXEC, (uint32_t)exec_message.length};
	struct iovec parts[2] = {{header, sizeof(header)}, {exec_message.bytes, exec_message.length}};
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
	REQUIRE(sendmsg(client->fd, &packet, MSG_NOSIGNAL) == (ssize_t)(sizeof(header) + exec_message.length));
}

static void begin_echo(struct supervised *monitor, struct peer *client)
{
	begin(monitor, echo);
	control_connect(monitor, client);
}

static bool starts(struct peer *client)
{
	return peer_next(client) == FRAME_PROCESS && peer_next(client) == FRAME_STARTED;
}

static bool is_refused_for(struct peer *client, const char *object)
{
	return peer_next(client) == FRAME_FAILED && strcmp(client->payload + 12, object) == 0;
}

static void test_exec(void)
{
	struct supervised monitor;
	struct peer client;
	int output[2], input[2];
	char said[64] = "";

	begin_echo(&monitor, &client);
	REQUIRE(pipe2(output, O_CLOEXEC) == 0 && pipe2(input, O_CLOEXEC) == 0);
	put_exec("read x; echo out $x; echo err >&2; exit 9");
	send_exec(&client, (int[]){input[0], output[1], output[1]});
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
	put_exec("kill -TERM $$; sleep 100");
	send_exec(&client, no_streams);
	REQUIRE(starts(&client));
	CHECK(peer_next(&client) == FRAME_EXITED && peer_i32(&client, 0) == 143 && peer_i32(&client, 1) == SIGTERM,
	      "a signal's death is told as such");
	peer_close(&client);

	control_connect(&monitor, &client);
	put_exec("exec sleep 100");
	send_exec(&client, no_streams);
	REQUIRE(starts(&client));
	control_send(&client, FRAME_SIGNAL, &(uint32_t){SIGINT}, 4);
	CHECK(peer_next(&client) == FRAME_EXITED && peer_i32(&client, 1) == SIGINT,
	      "SIGNAL goes to the connection's exec");
	peer_close(&client);
	CHECK(!exists(&monitor, "exit"), "and the container runs on");
	close(output[0]);
	close(input[1]);
	end(&monitor);
}

static void test_exec_that_fails(void)
{
	struct supervised monitor;
	struct peer client;

	begin_echo(&monitor, &client);
	exec_message.length = 0;
	put_u32(&exec_message, NUMBER_VERSION, 1);
	put_u32(&exec_message, NUMBER_MODE, mode_EXEC);
	put_u32(&exec_message, NUMBER_SUPERVISION, supervision_RESIDENT);
	put_str(&exec_message, NUMBER_ARG, "/nowhere/command");
	send_exec(&client, no_streams);
	CHECK(peer_next(&client) == FRAME_PROCESS && peer_next(&client) == FRAME_FAILED &&
		  peer_i32(&client, 2) == ENOENT,
	      "a command that is not there is FAILED with its errno");
	CHECK(peer_next(&client) == 0, "then its connection ends");
	peer_close(&client);
	end(&monitor);
}

static void test_exec_refused(void)
{
	struct supervised monitor;
	struct peer client;

	begin_echo(&monitor, &client);
	put_exec("true");
	send_exec(&client, NULL);
	CHECK(peer_next(&client) == FRAME_FAILED && peer_i32(&client, 2) == EBADF,
	      "an exec without its descriptors is refused");
	exec_message.length -= 4;
	send_exec(&client, no_streams);
	CHECK(peer_next(&client) == FRAME_FAILED && peer_i32(&client, 0) == STAGE_READ_MESSAGE,
	      "so is a broken message");
	put_shell(&exec_message, mode_EXEC, supervision_NONE, "true");
	send_exec(&client, no_streams);
	CHECK(is_refused_for(&client, "SUPERVISION"), "so is one that would be a child of the monitor's parent");
	put_exec("true");
	put_u32(&exec_message, NUMBER_PRESERVE_FDS, 3);
	send_exec(&client, no_streams);
	CHECK(is_refused_for(&client, "PRESERVE_FDS"), "so is one that would be given the monitor's own descriptors");
	put_shell(&exec_message, mode_RUN, supervision_RESIDENT, "true");
	send_exec(&client, no_streams);
	CHECK(is_refused_for(&client, "MODE"), "so is a second container");
	put_exec("exit 5");
	send_exec(&client, no_streams);
	CHECK(starts(&client) && peer_next(&client) == FRAME_EXITED && peer_i32(&client, 0) == 5,
	      "a refusal leaves the connection usable");
	peer_close(&client);
	end(&monitor);
}

static void test_exec_survives_its_connection(void)
{
	struct supervised monitor;
	struct peer client;
	int output[2];
	char said[8];

	begin_echo(&monitor, &client);
	REQUIRE(pipe2(output, O_CLOEXEC) == 0);
	put_exec("echo here; read x; echo there");
	int input[2];
	REQUIRE(pipe2(input, O_CLOEXEC) == 0);
	send_exec(&client, (int[]){input[0], output[1], no_streams[2]});
	close(output[1]);
	REQUIRE(starts(&client));
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
	close(input[0]);
	close(input[1]);
	close(output[0]);
	end(&monitor);
}

static void test_exec_with_terminal(void)
{
	struct supervised monitor;
	struct peer client;

	begin_echo(&monitor, &client);
	put_exec("tty -s && echo terminal; stty size; read x; stty size; echo $x; cat; exit 3");
	put_terminal(&exec_message, 30, 100);
	send_exec(&client, NULL);
	REQUIRE(starts(&client));
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
	put_exec("trap 'exit 1' HUP; echo $$; while :; do sleep 0.05; done");
	put_terminal(&exec_message, 0, 0);
	send_exec(&client, NULL);
	REQUIRE(peer_next(&client) == FRAME_PROCESS);
	int32_t pid = peer_i32(&client, 0);
	REQUIRE(peer_next(&client) == FRAME_STARTED && comes(&client, FRAME_STDOUT, "\n"));
	peer_close(&client);
	AWAIT(kill(pid, 0) < 0 && errno == ESRCH);
	CHECK(true, "a terminal goes with its connection, and SIGHUP to its session");
	end(&monitor);
}

int main(void)
{
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	signal(SIGPIPE, SIG_IGN);
	no_streams[0] = no_streams[1] = no_streams[2] = open("/dev/null", O_RDWR | O_CLOEXEC);
	test_exec();
	test_exec_that_fails();
	test_exec_refused();
	test_exec_survives_its_connection();
	test_exec_with_terminal();
	return tap_end();
}
