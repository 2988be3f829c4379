/* test_launch.c - containers end to end: what is inside is asked from inside. Needs root. */
#include "launched.h"

static struct message message;

static bool says(const struct outcome *outcome, const char *text)
{
	bool found = strstr(outcome->output, text) != NULL;

	if (!found)
		printf("# status %d, output: %s\n", outcome->status, outcome->output);
	return found;
}

static bool fails(const struct outcome *outcome, enum stage_number stage, enum operation operation, int error)
{
	return outcome->frames[FRAME_FAILED] == 1 && outcome->stage == stage && outcome->operation == operation &&
	       outcome->error == error && outcome->frames[FRAME_STARTED] == 0;
}

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

int main(void)
{
	if (geteuid() != 0) {
		tap_skip("containers from real messages", "needs root");
		return tap_end();
	}
	make_rootfs();
	test_narrow_path();
	remove_rootfs();
	return tap_end();
}
