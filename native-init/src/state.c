/* state.c - writes the files of the state directory (acts). */
#include "state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "fd.h"
#include "proc_stat.h"

/* Renamed, so that a reader finds all of it or nothing. Not flushed: the directory does not outlive a reboot anyway. */
int state_write(int directory, const char *name, const char *text, size_t length)
{
	char temporary[64];
	cleanup_fd int fd = -1;

	snprintf(temporary, sizeof(temporary), ".%s.new", name);
	fd = openat(directory, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return -1;
	if (fd_write_all(fd, text, length) < 0 || renameat(directory, temporary, directory, name) < 0) {
		int error = errno;

		unlinkat(directory, temporary, 0);
		errno = error;
		return -1;
	}
	return 0;
}

uint64_t state_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static int own_start_time(uint64_t *start_time)
{
	cleanup_fd int stat = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);

	return stat < 0 ? -1 : proc_stat_start_time(stat, start_time);
}

int state_write_process(int directory, int pid, uint64_t start_time, int monitor_pid)
{
	char text[256];
	uint64_t monitor_start = 0;
	int length;

	if (monitor_pid > 0 && own_start_time(&monitor_start) < 0)
		return -1;
	length =
	    snprintf(text, sizeof(text), "pid=%d\nstartTime=%llu\nmonitorPid=%d\nmonitorStartTime=%llu\ntime=%llu\n",
		     pid, (unsigned long long)start_time, monitor_pid, (unsigned long long)monitor_start,
		     (unsigned long long)state_now());
	return state_write(directory, "process", text, (size_t)length);
}
