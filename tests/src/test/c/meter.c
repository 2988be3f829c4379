/*
 * meter.c - runs a program and writes what it needed at most: resident KiB of its largest process.
 *
 *   meter FILE PROGRAM [ARGUMENT ...]
 *
 * It forks: a child of vfork or posix_spawn begins in its parent's memory, and the kernel counts that of a JVM as the child's.
 */
#include <err.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct rusage usage;
	int status;
	FILE *file;
	pid_t pid;

	if (argc < 3)
		errx(2, "usage: meter FILE PROGRAM [ARGUMENT ...]");
	pid = fork();
	if (pid < 0)
		err(1, "fork");
	if (pid == 0) {
		execv(argv[2], argv + 2);
		err(127, "%s", argv[2]);
	}
	if (waitpid(pid, &status, 0) < 0 || getrusage(RUSAGE_CHILDREN, &usage) < 0)
		err(1, "%s", argv[2]);
	file = fopen(argv[1], "w");
	if (!file || fprintf(file, "%ld\n", usage.ru_maxrss) < 0 || fclose(file))
		err(1, "%s", argv[1]);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
