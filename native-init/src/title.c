/* title.c - the process's name in ps: its command name, and its arguments overwritten where they lie (acts). */
#include "title.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

/*
 * The kernel shows the bytes between the start of argv[0] and the end of the last argument; where the last of these is
 * not NUL any more, it reads on into the environment that follows (get_mm_cmdline, fs/proc/base.c).
 */
static size_t title_room(const char *start)
{
	const char *end = start + strlen(start) + 1;

	for (char **variable = environ; variable && *variable; variable++)
		if (*variable >= start && *variable + strlen(*variable) + 1 > end)
			end = *variable + strlen(*variable) + 1;
	return (size_t)(end - start);
}

void set_title(const char *id)
{
	char *start = program_invocation_name;
	size_t room = title_room(start);

	prctl(PR_SET_NAME, "nodens-monitor");
	environ = NULL;
	memset(start, 0, room);
	snprintf(start, room, "nodens-init: monitor %s", id ? id : "");
}
