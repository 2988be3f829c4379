/* tail.c - keeps the last bytes of an output for a message (pure). */
#include "tail.h"

#include <string.h>

void tail_add(struct tail *tail, const char *bytes, size_t length)
{
	size_t kept = tail->length;

	if (length > TAIL_BYTES) {
		bytes += length - TAIL_BYTES;
		length = TAIL_BYTES;
		tail->cut = true;
	}
	if (kept > TAIL_BYTES - length) {
		kept = TAIL_BYTES - length;
		memmove(tail->bytes, tail->bytes + tail->length - kept, kept);
		tail->cut = true;
	}
	memcpy(tail->bytes + kept, bytes, length);
	tail->length = kept + length;
}

void tail_text(const struct tail *tail, char text[TAIL_BYTES + 1])
{
	const char *newline = tail->cut ? memchr(tail->bytes, '\n', tail->length) : NULL;
	size_t start = newline && newline + 1 < tail->bytes + tail->length ? (size_t)(newline + 1 - tail->bytes) : 0;
	size_t length = tail->length - start;

	memcpy(text, tail->bytes + start, length);
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 127)
			text[i] = ' ';
	while (length > 0 && text[length - 1] == ' ')
		length--;
	text[length] = '\0';
}
