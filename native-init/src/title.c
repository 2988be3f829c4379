/* title.c - the process's name in ps: its command name and its arguments (acts). */
#include "title.h"

#include <fcntl.h>
#include <linux/prctl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fd.h"

enum { STAT_FIELDS = 51 };

/* The numeric fields of /proc/self/stat by their numbers in proc(5). Returns 0; -1 where they can't be read. */
static int read_stat(uint64_t fields[STAT_FIELDS + 1])
{
	char text[1024], *field;
	cleanup_fd int fd = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (length < 0)
		return -1;
	text[length] = '\0';
	field = strrchr(text, ')');
	for (int number = 3; field && number <= STAT_FIELDS; number++) {
		field = strchr(field + 1, ' ');
		fields[number] = field ? strtoull(field + 1, NULL, 10) : 0;
	}
	return field ? 0 : -1;
}

/*
 * Native-init is started without an environment: there is no room behind its arguments to write over. So the kernel is
 * told that they are elsewhere. PR_SET_MM_MAP needs no privilege, but wants everything again that it does not change.
 */
static void set_arguments(const char *start, const char *end)
{
	uint64_t stat[STAT_FIELDS + 1];
	struct prctl_mm_map map;

	if (read_stat(stat) < 0)
		return;
	map = (struct prctl_mm_map){
	    .start_code = stat[26],
	    .end_code = stat[27],
	    .start_stack = stat[28],
	    .start_data = stat[45],
	    .end_data = stat[46],
	    .start_brk = stat[47],
	    .brk = (uint64_t)syscall(SYS_brk, 0),
	    .arg_start = (uintptr_t)start,
	    .arg_end = (uintptr_t)end,
	    .env_start = stat[50],
	    .env_end = stat[51],
	    .exe_fd = UINT32_MAX,
	};
	syscall(SYS_prctl, PR_SET_MM, PR_SET_MM_MAP, &map, sizeof(map), 0);
}

/* The kernel shows arguments from anonymous memory only: a page of its own, since static data lies in the file's. */
void set_title(const char *id)
{
	enum { ROOM = 512 };
	char *title = mmap(NULL, ROOM, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	syscall(SYS_prctl, PR_SET_NAME, "nodens-monitor", 0, 0, 0);
	if (title == MAP_FAILED)
		return;
	snprintf(title, ROOM, "nodens-init: monitor %s", id ? id : "");
	set_arguments(title, title + strlen(title) + 1);
}
