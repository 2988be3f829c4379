/* tail.h - the end of what somebody wrote, as one line (pure). */
#ifndef TAIL_H
#define TAIL_H

#include <stdbool.h>
#include <stddef.h>

#define TAIL_BYTES 320

struct tail {
	char bytes[TAIL_BYTES];
	size_t length;
	bool cut; /* there was more before it */
};

void tail_add(struct tail *tail, const char *bytes, size_t length);

/* Its whole lines, one behind the other: what is quoted in a message must not look like more than one. */
void tail_text(const struct tail *tail, char text[TAIL_BYTES + 1]);

#endif
