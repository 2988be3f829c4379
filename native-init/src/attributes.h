/* attributes.h - what the tables say of attributes, and where these lie in a message (pure). */
#ifndef ATTRIBUTES_H
#define ATTRIBUTES_H

#include <stdint.h>

#include "protocol.h"

enum wire { WIRE_U32, WIRE_I32, WIRE_U64, WIRE_STR, WIRE_BYTES, WIRE_RECORD };
enum occurs { OCCURS_ONCE, OCCURS_AT_MOST_ONCE, OCCURS_REPEATED };

#define MESSAGE_HEADER	 16u
#define ATTRIBUTE_HEADER 4u
/* A joined attribute's header: length 0, its type, and the length of its whole payload as a u32. */
#define JOINED_HEADER	8u
#define ALIGNED(length) (((length) + 3u) & ~3u)

struct rule {
	enum wire wire;
	enum occurs occurs;
	const char *name;
};

extern const struct rule attribute_rules[ATTRIBUTES];

/* The row of a number; ATTRIBUTES = there is none. */
enum attribute attribute_of(uint16_t type);

/* An attribute where it lies in the message. */
struct view {
	uint16_t type;
	uint32_t length; /* of the payload */
	char *payload;
	uint32_t next; /* where the attribute behind it starts */
};

/* Looks at an attribute whose frame was checked, joined ones too. */
struct view view_at(char *message, uint32_t offset);

/* Decodes the payload of a RECORD into its struct; -1 with a reason where it doesn't fit its fields. */
int decode_record(enum attribute attribute, const char *bytes, uint32_t length, char *record, const char **reason);

uint32_t load_u32(const char *bytes);

#endif
