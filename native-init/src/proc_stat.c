/* proc_stat.c - reads /proc/PID/stat (acts). */
#include "proc_stat.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int proc_stat_read(int stat, uint64_t fields[], int last)
{
	char line[1024], *field;
	ssize_t length = pread(stat, line, sizeof(line) - 1, 0);

	if (length < 0)
		return -1;
	line[length] = '\0';
	/* The second field is the command's name in brackets and may hold anything, brackets and spaces too. */
	field = strrchr(line, ')');
	for (int number = 3; field && number <= last; number++) {
		field = strchr(field + 1, ' ');
		fields[number] = field ? strtoull(field + 1, NULL, 10) : 0;
	}
	errno = field ? errno : EPROTO;
	return field ? 0 : -1;
}

int proc_stat_start_time(int stat, uint64_t *start_time)
{
	uint64_t fields[STAT_START_TIME + 1];

	if (proc_stat_read(stat, fields, STAT_START_TIME) < 0)
		return -1;
	*start_time = fields[STAT_START_TIME];
	return 0;
}
