/*
 * swap.c - swap DIRECTORY A B: exchanges two names in a directory until it is killed, as an attacker does who wants a check
 * and the use after it to see different things. RENAME_EXCHANGE has no moment in which one of them is missing.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

int main(int argument_count, char **arguments)
{
	/* As long as each of the two is there most of the time: a launch takes some milliseconds. */
	const struct timespec pause = {.tv_nsec = 150000};
	int directory = argument_count == 4 ? open(arguments[1], O_PATH | O_DIRECTORY) : -1;

	if (directory < 0) {
		fprintf(stderr, "usage: swap DIRECTORY A B\n");
		return EXIT_FAILURE;
	}
	alarm(300);
	while (renameat2(directory, arguments[2], directory, arguments[3], RENAME_EXCHANGE) == 0)
		nanosleep(&pause, NULL);
	perror("renameat2");
	return EXIT_FAILURE;
}
