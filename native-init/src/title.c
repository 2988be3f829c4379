/* title.c - the process's name in ps: its command name and its arguments (acts). */
#include "title.h"

#include <fcntl.h>
#include <linux/prctl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fd.h"
#include "proc_stat.h"

/*
 * Native-init is started without an environment: there is no room behind its arguments to write over. So the kernel is
 * told that they are elsewhere. PR_SET_MM_MAP needs no privilege, but wants everything again that it does not change.
 */
static void set_arguments(const char *start, const char *end)
{
	cleanup_fd int fd = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
	uint64_t stat[STAT_ENV_END + 1];
	struct prctl_mm_map map;

	if (fd < 0 || proc_stat_read(fd, stat, STAT_ENV_END) < 0)
		return;
	map = (struct prctl_mm_map){
	    .start_code = stat[STAT_START_CODE],
	    .end_code = stat[STAT_END_CODE],
	    .start_stack = stat[STAT_START_STACK],
	    .start_data = stat[STAT_START_DATA],
	    .end_data = stat[STAT_END_DATA],
	    .start_brk = stat[STAT_START_BRK],
	    .brk = (uint64_t)syscall(SYS_brk, 0),
	    .arg_start = (uintptr_t)start,
	    .arg_end = (uintptr_t)end,
	    .env_start = stat[STAT_ENV_START],
	    .env_end = stat[STAT_ENV_END],
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
