/* test_control.c - control.sock with real clients: attached, rotating the log. */
#include "controlled.h"

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
	test_container_with_terminal();
	test_rotate();
	test_slow_attached();
	return tap_end();
}
