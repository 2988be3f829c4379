/* message.h - for tests: a bootstrap message in the making. */
#ifndef MESSAGE_H
#define MESSAGE_H

#include <string.h>

#include "bootstrap.h"

struct message {
	size_t length;
	char bytes[1 << 16];
};

static inline void put(struct message *message, uint16_t type, const void *payload, size_t length)
{
	uint16_t header[2] = {(uint16_t)(length + 4), type};
	uint32_t total;

	if (message->length == 0) {
		memset(message, 0, sizeof(*message));
		message->length = 16;
		memcpy(message->bytes + 4, &(uint16_t){BOOTSTRAP_MESSAGE_TYPE}, 2);
	}
	memcpy(message->bytes + message->length, header, sizeof(header));
	memcpy(message->bytes + message->length + 4, payload, length);
	message->length += (4 + length + 3) / 4 * 4;
	total = (uint32_t)message->length;
	memcpy(message->bytes, &total, sizeof(total));
}

enum attribute_number {
#define ATTR(name, number, wire, occurs, meaning) NUMBER_##name = number,
#include "../protocol/bootstrap.def"
};

static inline void put_u32(struct message *message, enum attribute_number number, uint32_t value)
{
	put(message, (uint16_t)number, &value, sizeof(value));
}

static inline void put_str(struct message *message, enum attribute_number number, const char *text)
{
	put(message, (uint16_t)number, text, strlen(text) + 1);
}

/* A record in the making: fields one after the other as the table has them. */
struct record {
	size_t length;
	char bytes[4096];
};

static inline void add(struct record *record, const void *bytes, size_t length)
{
	if (length > 0)
		memcpy(record->bytes + record->length, bytes, length);
	record->length += length;
}

static inline void add_u32(struct record *record, uint32_t value)
{
	add(record, &value, sizeof(value));
}

static inline void add_u64(struct record *record, uint64_t value)
{
	add(record, &value, sizeof(value));
}

static inline void add_str(struct record *record, const char *text)
{
	add(record, text, strlen(text) + 1);
}

static inline void put_record(struct message *message, enum attribute_number number, const struct record *record)
{
	put(message, (uint16_t)number, record->bytes, record->length);
}

#endif
