/* test_process.c - the process that a container runs, or why it doesn't. Needs root. */
#include "launched.h"

static struct message message;

static void test_narrow_path(void)
{
	struct outcome outcome;

	begin(&message, USUAL, NULL);
	put_script(&message, "echo pid $$; ls /; exit 7");
	outcome = run(&message);
	CHECK(outcome.status == 7, "the exit code is the program's");
	CHECK(outcome.frames[FRAME_PROCESS] == 1 && outcome.frames[FRAME_STARTED] == 1, "PROCESS and STARTED are told");
	CHECK(says(&outcome, "pid 1\n"), "it is the first of its pid namespace");
	CHECK(!strstr(outcome.output, "home\n") && says(&outcome, "etc\n"), "its root is the one that was named");
}

static void test_credentials(void)
{
	struct outcome outcome;
	struct record caps = {0}, limit = {0};

	begin(&message, USUAL, NULL);
	put_user(&message, 1000, 1001, 077);
	put_u32(&message, NUMBER_SUPPLEMENTARY_GID, 7);
	add_u64(&caps, 1 << 10 | 1 << 5);
	add_u64(&caps, 1 << 10);
	add_u64(&caps, 1 << 10 | 1 << 5);
	add_u64(&caps, 1 << 10);
	add_u64(&caps, 1 << 10);
	put_record(&message, NUMBER_CAPABILITIES, &caps);
	add_u32(&limit, 7);
	add_u64(&limit, 33);
	add_u64(&limit, 44);
	put_record(&message, NUMBER_RLIMIT, &limit);
	put_u32(&message, NUMBER_NO_NEW_PRIVS, 1);
	put_str(&message, NUMBER_OOM_SCORE_ADJ, "77");
	put_script(&message, "id; umask; grep -E 'Cap|NoNewPrivs' /proc/self/status; ulimit -Sn; ulimit -Hn; cat "
			     "/proc/self/oom_score_adj; "
			     "ls /proc/self/fd");
	outcome = run(&message);
	CHECK(says(&outcome, "uid=1000 gid=1001 groups=7"), "the process has its user and groups");
	CHECK(says(&outcome, "0077\n"), "its umask");
	CHECK(says(&outcome, "CapBnd:\t0000000000000420") && says(&outcome, "CapAmb:\t0000000000000400") &&
		  says(&outcome, "CapInh:\t0000000000000400") && says(&outcome, "CapEff:\t0000000000000400"),
	      "its five capability sets");
	CHECK(says(&outcome, "NoNewPrivs:\t1"), "no new privileges");
	CHECK(says(&outcome, "33\n44\n"), "its limits");
	CHECK(says(&outcome, "\n77\n"), "its out-of-memory score");
	CHECK(says(&outcome, "0\n1\n2\n3\n") && !strstr(outcome.output, "\n4\n"),
	      "and no descriptor that it was not given");
}

static void test_seccomp(void)
{
	/* ld nr; jeq mkdir: errno 38; allow */
	static const uint64_t filter[] = {0x0000000000000020, 0x0000005301000015ull, 0x0005002600000006ull,
					  0x7fff000000000006ull};
	struct outcome outcome;

	for (uint32_t late = 0; late < 2; late++) {
		struct record record = {0};

		begin(&message, USUAL, NULL);
		add_u32(&record, 0);
		add(&record, filter, sizeof(filter));
		put_record(&message, NUMBER_SECCOMP, &record);
		put_u32(&message, NUMBER_NO_NEW_PRIVS, late);
		put_script(&message, "mkdir /filtered; grep Seccomp: /proc/self/status");
		outcome = run(&message);
		CHECK(says(&outcome, "Function not implemented") && says(&outcome, "Seccomp:\t2"),
		      late ? "the filter works, loaded last" : "the filter works, loaded before rights are dropped");
	}
}

static void test_commands(void)
{
	struct outcome outcome;

	begin(&message, USUAL, NULL);
	put_str(&message, NUMBER_ARG, "nonesuch");
	put_str(&message, NUMBER_ENV, "PATH=/bin:/etc");
	outcome = run(&message);
	CHECK(fails(&outcome, STAGE_FIND_COMMAND, OPERATION_EXECVE, ENOENT) && strcmp(outcome.object, "nonesuch") == 0,
	      "a command that is not there is not found");
	begin(&message, USUAL, NULL);
	put_str(&message, NUMBER_ARG, "plain");
	put_str(&message, NUMBER_ENV, "PATH=/bin:/etc");
	outcome = run(&message);
	CHECK(fails(&outcome, STAGE_FIND_COMMAND, OPERATION_EXECVE, EACCES),
	      "one that may not be executed is said to be that");
	begin(&message, USUAL, NULL);
	put_str(&message, NUMBER_ARG, "/etc");
	outcome = run(&message);
	CHECK(fails(&outcome, STAGE_FIND_COMMAND, OPERATION_EXECVE, EACCES), "a directory is no command");
	begin(&message, USUAL, NULL);
	outcome = run(&message);
	CHECK(fails(&outcome, STAGE_READ_MESSAGE, OPERATION_DECODE, EBADMSG), "there must be a command");
	begin_bare(&message, 0, NULL);
	put_mode(&message, mode_RUN, supervision_NONE);
	put_root(&message, &(struct rooting){.source = in_folder("root")});
	put_script(&message, "true");
	outcome = run(&message);
	CHECK(fails(&outcome, STAGE_READ_MESSAGE, OPERATION_DECODE, EBADMSG),
	      "a root without a mount namespace would be the host's");
	begin(&message, USUAL, NULL);
	put_u32(&message, NUMBER_HOST_ROOT, 1);
	put_str(&message, NUMBER_ROOT_PLACE, in_folder("root"));
	put_script(&message, "true");
	outcome = run(&message);
	CHECK(fails(&outcome, STAGE_READ_MESSAGE, OPERATION_DECODE, EBADMSG),
	      "nor is one for the host's mount namespace mounted in another");
	begin(&message, CLONE_NEWNS | CLONE_NEWPID, NULL);
	put_str(&message, NUMBER_HOSTNAME, "not-here");
	put_script(&message, "true");
	outcome = run(&message);
	CHECK(fails(&outcome, STAGE_READ_MESSAGE, OPERATION_DECODE, EBADMSG),
	      "and so would a name without a UTS namespace");
}

static void test_killed_init(void)
{
	/* Whatever is called, the process is killed. */
	static const uint64_t filter[] = {0x8000000000000006ull};
	struct outcome outcome;
	struct record record = {0};

	begin(&message, USUAL, NULL);
	add_u32(&record, 0);
	add(&record, filter, sizeof(filter));
	put_record(&message, NUMBER_SECCOMP, &record);
	put_u32(&message, NUMBER_NO_NEW_PRIVS, 1);
	put_script(&message, "true");
	outcome = run(&message);
	CHECK(fails(&outcome, STAGE_EXEC, OPERATION_WAIT, 0),
	      "an init that is killed before execve has failed, not started");
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
	char text[512] = "", name[64];
	ssize_t got;
	size_t length = 0;
	int console[2], master = -1;
	struct iovec part = {.iov_base = name, .iov_len = sizeof(name)};
	char control[CMSG_SPACE(sizeof(int))];
	struct msghdr header = {
	    .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control)};

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

int main(void)
{
	if (!make_rootfs("containers from real messages"))
		return tap_end();
	test_narrow_path();
	test_credentials();
	test_seccomp();
	test_commands();
	test_killed_init();
	test_terminal();
	test_preserved();
	return tap_end();
}
