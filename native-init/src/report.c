/* report.c - failures as numbers and an object, and their bytes in a FAILED frame (pure). */
#include "report.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int fail_with(struct failure *failure, enum stage_number stage, enum operation operation, int error, const char *object)
{
	size_t length = strnlen(object, sizeof(failure->object) - 1);

	failure->stage = stage;
	failure->operation = operation;
	failure->error = error;
	memmove(failure->object, object, length);
	failure->object[length] = '\0';
	return -1;
}

int fail(struct failure *failure, enum stage_number stage, enum operation operation, const char *object)
{
	return fail_with(failure, stage, operation, errno, object);
}

/* vsnprintf may change errno, so the error is an argument. */
int fail_text(struct failure *failure, enum stage_number stage, enum operation operation, int error, const char *format,
	      ...)
{
	char object[sizeof(failure->object)];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(object, sizeof(object), format, arguments);
	va_end(arguments);
	return fail_with(failure, stage, operation, error, object);
}

size_t failure_encode(const struct failure *failure, char payload[FAILURE_BYTES])
{
	uint32_t stage = failure->stage, operation = failure->operation;
	int32_t error = failure->error;
	size_t length = strlen(failure->object) + 1;

	memcpy(payload, &stage, 4);
	memcpy(payload + 4, &operation, 4);
	memcpy(payload + 8, &error, 4);
	memcpy(payload + 12, failure->object, length);
	return 12 + length;
}

/* Init is ours until execve, but what it runs in is hostile: its words are checked like a stranger's. */
int failure_decode(struct failure *failure, const char *payload, size_t length)
{
	uint32_t stage, operation;
	int32_t error;

	if (length < 13 || length > FAILURE_BYTES || memchr(payload + 12, '\0', length - 12) != payload + length - 1)
		return -1;
	memcpy(&stage, payload, 4);
	memcpy(&operation, payload + 4, 4);
	memcpy(&error, payload + 8, 4);
	fail_with(failure, (enum stage_number)stage, (enum operation)operation, error, payload + 12);
	return 0;
}
