/* tap.h - the Test Anything Protocol. A test is a program: main() calls CHECK and returns tap_end(). */
#ifndef TAP_H
#define TAP_H

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int tap_count, tap_failures;

static inline void tap_result(bool passed, const char *rule, const char *file, int line)
{
	printf("%s %d - %s\n", passed ? "ok" : "not ok", ++tap_count, rule);
	if (!passed) {
		printf("# failed at %s:%d\n", file, line);
		tap_failures++;
	}
	fflush(stdout);
}

/* One rule that holds or not. */
#define CHECK(condition, rule) tap_result((condition), (rule), __FILE__, __LINE__)

/* What must hold for the test to go on at all. */
#define REQUIRE(condition)                                                               \
	do {                                                                             \
		if (!(condition)) {                                                      \
			printf("Bail out! %s:%d: %s\n", __FILE__, __LINE__, #condition); \
			exit(1);                                                         \
		}                                                                        \
	} while (0)

/* kill(2) takes 0 for our own process group and -1 for everybody: a pid that was not found must be neither. */
static inline void tap_kill(long pid, int signal)
{
	REQUIRE(pid > 1);
	kill((pid_t)pid, signal);
}

/* A rule that can't be checked here is skipped, but never where everything must run. */
static inline void tap_skip(const char *rule, const char *reason)
{
	const char *must_run = getenv("NODENS_MUST_RUN");
	bool passed = must_run == NULL || strcmp(must_run, "1") != 0;
	printf("%s %d - %s # SKIP %s\n", passed ? "ok" : "not ok", ++tap_count, rule, reason);
	tap_failures += !passed;
}

static inline int tap_end(void)
{
	printf("1..%d\n", tap_count);
	return tap_failures > 0;
}

#endif
