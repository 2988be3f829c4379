/* fuzz_bootstrap.c - any bytes: refused with a reason, or decoded into something that can be walked to its end. */
#include <stdlib.h>
#include <string.h>

#include "decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* Reads every byte of a string, so that the sanitizer sees one that leaves the message. */
static size_t touch(const char *text)
{
	return text ? strlen(text) : 0;
}

static size_t touch_all(const struct bootstrap *message)
{
	size_t touched = 0;
	union {
		struct mount_record mount;
		const char *text;
		uint32_t number;
		char room[256];
	} value;

	for (enum attribute i = 0; i < ATTRIBUTES; i++) {
		uint32_t cursor = 0;

		while (bootstrap_next(message, i, &cursor, &value))
			touched++;
	}
	for (char **argument = message->argv; *argument; argument++)
		touched += touch(*argument);
	for (char **variable = message->envp; *variable; variable++)
		touched += touch(*variable);
	for (uint32_t cursor = 0; bootstrap_next(message, ATTRIBUTE_MOUNT, &cursor, &value.mount);)
		touched += touch(value.mount.source) + touch(value.mount.target) + touch(value.mount.fstype);
	return touched;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct bootstrap message;
	struct failure failure;
	/* Exactly as many bytes as there are: one more that is read is seen. */
	char *buffer = malloc(length), **pointers = malloc(BOOTSTRAP_POINTERS(length) * sizeof(*pointers));
	volatile size_t touched;

	if (length >= 8) {
		/* The two fields that a fuzzer would take for ever to guess. */
		uint32_t total = (uint32_t)length;
		uint16_t type = BOOTSTRAP_MESSAGE_TYPE;

		memcpy(buffer, bytes, length);
		if (bytes[6] == 0) {
			memcpy(buffer, &total, sizeof(total));
			memcpy(buffer + 4, &type, sizeof(type));
		}
		if (bootstrap_decode(&message, buffer, length, pointers, &failure) == 0)
			touched = touch_all(&message);
		else
			touched = touch(failure.object);
		(void)touched;
	}
	free(pointers);
	free(buffer);
	return 0;
}
