/* decode.h - makes a bootstrap message of bytes that may be anything (pure, but for reading them). */
#ifndef DECODE_H
#define DECODE_H

#include <stddef.h>

#include "bootstrap.h"
#include "report.h"

/* Reads one message from a stream into a mapping of its own and decodes it. The mapping is never given back. */
int bootstrap_read(struct bootstrap *message, int fd, struct failure *failure);

/*
 * Decodes length bytes at buffer, which are changed in place and must stay. pointers has room for
 * BOOTSTRAP_POINTERS(length) entries. Returns 0; -1 with what is wrong in failure (READ_MESSAGE, DECODE).
 */
#define BOOTSTRAP_POINTERS(length) ((length) / 8 + 2)
int bootstrap_decode(struct bootstrap *message, char *buffer, size_t length, char **pointers, struct failure *failure);

#endif
