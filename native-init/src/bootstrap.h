/*
 * bootstrap.h - the decoded bootstrap message (pure). Everything points into the buffer that was received; nothing is
 * allocated for it and nothing can be malformed.
 */
#ifndef BOOTSTRAP_H
#define BOOTSTRAP_H

#include <stdbool.h>
#include <stdint.h>

#include "protocol.h"

struct bootstrap {
	char *data; /* the message as received; parts of a continued attribute were joined in place */
	uint32_t length;
	uint32_t first[ATTRIBUTES]; /* where the first attribute of a row starts; 0 = there is none */
	char **argv;		    /* ends with NULL; the arrays lie behind the message in its mapping */
	char **envp;
	uint32_t arguments;
};

bool bootstrap_has(const struct bootstrap *message, enum attribute attribute);

/* The value of a U32 row; otherwise where the message has none. */
uint32_t bootstrap_u32(const struct bootstrap *message, enum attribute attribute, uint32_t otherwise);

/* The value of a STR row, NULL where the message has none. */
const char *bootstrap_str(const struct bootstrap *message, enum attribute attribute);

/* The value of a BYTES row; without data where the message has none. */
struct bytes bootstrap_bytes(const struct bootstrap *message, enum attribute attribute);

/* Fills the struct of a RECORD row; false where the message has none. */
bool bootstrap_record(const struct bootstrap *message, enum attribute attribute, void *record);

/*
 * Walks a REPEATED row in the message's order: starts with *cursor = 0, fills value (const char * for STR, uint32_t for
 * U32, struct bytes for BYTES, its struct for RECORD) and returns true, or false after the last.
 */
bool bootstrap_next(const struct bootstrap *message, enum attribute attribute, uint32_t *cursor, void *value);

#endif
