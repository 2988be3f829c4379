/* state.h - the files that native-init makes in the container's state directory (acts). */
#ifndef STATE_H
#define STATE_H

#include <stddef.h>
#include <stdint.h>

/* Writes a file under a temporary name and renames it. Returns 0; -1 with errno. */
int state_write(int directory, const char *name, const char *text, size_t length);

/* Nanoseconds since 1970, as every time in the state directory. */
uint64_t state_now(void);

/* Writes the file "process"; monitor_pid is 0 or the caller. Returns 0; -1 with errno. */
int state_write_process(int directory, int pid, uint64_t start_time, int monitor_pid);

#endif
