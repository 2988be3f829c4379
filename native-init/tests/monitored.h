/* monitored.h - a container with a resident monitor that nobody talks to, and what its log holds. */
#ifndef MONITORED_H
#define MONITORED_H

#include "supervised.h"

static struct message message;

static inline void begin(struct supervised *supervised, enum bootstrap_value mode, const char *script)
{
	make_folder(supervised);
	put_shell(&message, mode, supervision_RESIDENT, script);
	put_u32(&message, NUMBER_STDIN, stdin_source_NULL_DEVICE);
}

static inline void begin_logged(struct supervised *supervised, const char *script)
{
	begin(supervised, mode_RUN, script);
	put_log(&message, 0, 3, when_full_BLOCK, path_in(supervised, "c.log"));
}

/* True if the log has exactly the lines "FROM" to "TO" of seq, over all its files, oldest first. */
static inline bool has_numbers(const struct supervised *monitor, int files, long to)
{
	long expected = 1;

	for (int age = files - 1; age >= 0; age--) {
		char name[32];
		const char *next;

		snprintf(name, sizeof(name), age == 0 ? "c.log" : "c.log.%d", age);
		for (const char *line = contents(monitor, name); *line; line = next + 1) {
			next = strchr(line, '\n');
			if (!next || next - line < 41 || line[38] != 'F' || atol(line + 40) != expected++)
				return false;
		}
	}
	return expected == to + 1;
}

#endif
