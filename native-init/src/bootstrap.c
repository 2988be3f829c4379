/* bootstrap.c - the values of a decoded message (pure). */
#include "bootstrap.h"

#include <string.h>

#include "attributes.h"

bool bootstrap_has(const struct bootstrap *message, enum attribute attribute)
{
	return message->first[attribute] != 0;
}

/* Decoding checked every attribute: what is found here is whole, and a record fits its struct. */
bool bootstrap_next(const struct bootstrap *message, enum attribute attribute, uint32_t *cursor, void *value)
{
	uint32_t offset = *cursor == 0 ? message->first[attribute] : *cursor;
	const char *reason;

	while (offset != 0 && offset < message->length) {
		struct view view = view_at(message->data, offset);
		const char *payload = view.payload;

		offset = view.next;
		if (attribute_of(view.type) != attribute)
			continue;
		*cursor = offset;
		if (attribute_rules[attribute].wire == WIRE_RECORD)
			return decode_record(attribute, payload, view.length, value, &reason) == 0;
		if (attribute_rules[attribute].wire == WIRE_STR)
			memcpy(value, &payload, sizeof(payload));
		else if (attribute_rules[attribute].wire == WIRE_BYTES)
			*(struct bytes *)value = (struct bytes){payload, view.length};
		else
			memcpy(value, payload, view.length);
		return true;
	}
	*cursor = message->length;
	return false;
}

uint32_t bootstrap_u32(const struct bootstrap *message, enum attribute attribute, uint32_t otherwise)
{
	uint32_t cursor = 0;

	bootstrap_next(message, attribute, &cursor, &otherwise);
	return otherwise;
}

const char *bootstrap_str(const struct bootstrap *message, enum attribute attribute)
{
	uint32_t cursor = 0;
	const char *value = NULL;

	bootstrap_next(message, attribute, &cursor, &value);
	return value;
}

struct bytes bootstrap_bytes(const struct bootstrap *message, enum attribute attribute)
{
	uint32_t cursor = 0;
	struct bytes value = {NULL, 0};

	bootstrap_next(message, attribute, &cursor, &value);
	return value;
}

bool bootstrap_record(const struct bootstrap *message, enum attribute attribute, void *record)
{
	uint32_t cursor = 0;

	return bootstrap_next(message, attribute, &cursor, record);
}
