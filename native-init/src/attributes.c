/* attributes.c - the tables as C sees them, and the values of a decoded message (pure). */
#include "attributes.h"

#include <string.h>

#define ATTR(name, number, wire, occurs, meaning) [ATTRIBUTE_##name] = {WIRE_##wire, OCCURS_##occurs, #name},
const struct rule attribute_rules[ATTRIBUTES] = {
#include "../protocol/bootstrap.def"
};

/* The C struct of each RECORD row. */
#define struct_HOST_NS	      struct namespace_record
#define struct_MONITOR_CGROUP struct cgroup_record
#define struct_CGROUP	      struct cgroup_record
#define struct_TERMINAL	      struct terminal_record
#define struct_LOG	      struct log_record
#define struct_ROOT	      struct root_record
#define struct_MOUNT	      struct mount_record
#define struct_MOUNT_IDS      struct mount_ids_record
#define struct_DEVICE	      struct device_record
#define struct_SYMLINK	      struct symlink_record
#define struct_SYSCTL	      struct sysctl_record
#define struct_USER	      struct user_record
#define struct_CAPABILITIES   struct capabilities_record
#define struct_RLIMIT	      struct rlimit_record
#define struct_SECCOMP	      struct seccomp_record
#define struct_SCHEDULER      struct scheduler_record
#define struct_MEMORY_POLICY  struct memory_policy_record
#define struct_EXEC_LABEL     struct exec_label_record
#define struct_NET_DEVICE     struct net_device_record
#define struct_HOOK	      struct hook_record
#define struct_HOOK_STATE     struct hook_state_record

struct field_rule {
	enum attribute record;
	enum wire wire;
	size_t offset;
};

#define FIELD(record, name, wire, meaning) {ATTRIBUTE_##record, WIRE_##wire, offsetof(struct_##record, name)},
static const struct field_rule field_rules[] = {
#include "../protocol/bootstrap.def"
};

/* A member whose type is not its field's wire type doesn't compile. */
#define type_U32   uint32_t
#define type_I32   int32_t
#define type_U64   uint64_t
#define type_STR   const char *
#define type_BYTES struct bytes
#define FIELD(record, name, wire, meaning) \
	_Static_assert(_Generic(((struct_##record *)0)->name, type_##wire : 1, default : 0), #record "." #name);
#include "../protocol/bootstrap.def"

/* Two rows with one number are a duplicate case: they don't compile. */
enum attribute attribute_of(uint16_t type)
{
	switch (type) {
#define ATTR(name, number, wire, occurs, meaning) \
	case number:                              \
		return ATTRIBUTE_##name;
#include "../protocol/bootstrap.def"
	default:
		return ATTRIBUTES;
	}
}

/* Nothing in a message is aligned for more than 4 bytes, and within a record for nothing at all. */
uint32_t load_u32(const char *bytes)
{
	uint32_t value;

	memcpy(&value, bytes, sizeof(value));
	return value;
}

/* A joined attribute takes the room of all its parts, so its end follows from its length as the sender cut it. */
struct view view_at(const struct bootstrap *message, uint32_t offset)
{
	char *header = message->data + offset;
	struct view view;
	uint16_t length;

	memcpy(&length, header, sizeof(length));
	memcpy(&view.type, header + 2, sizeof(view.type));
	if (length > 0) {
		view.length = length - ATTRIBUTE_HEADER;
		view.payload = header + ATTRIBUTE_HEADER;
		view.next = offset + ALIGNED(length);
	} else {
		uint32_t parts;

		view.length = load_u32(header + ATTRIBUTE_HEADER);
		view.payload = header + JOINED_HEADER;
		parts = (view.length - 1) / BOOTSTRAP_PART_BYTES;
		view.next = offset + parts * (ATTRIBUTE_HEADER + BOOTSTRAP_PART_BYTES) +
			    ALIGNED(ATTRIBUTE_HEADER + view.length - parts * BOOTSTRAP_PART_BYTES);
	}
	return view;
}

/*
 * The rows of a record stand together in the table, in the order of its bytes: one walk over all rows finds them.
 * Strings stay where they are and bytes take the rest, which is why only a last field can be BYTES.
 */
int decode_record(enum attribute attribute, const char *bytes, uint32_t length, char *record, const char **reason)
{
	static const uint32_t sizes[] = {[WIRE_U32] = 4, [WIRE_I32] = 4, [WIRE_U64] = 8};
	const char *end = bytes + length;

	for (size_t i = 0; i < sizeof(field_rules) / sizeof(*field_rules); i++) {
		const struct field_rule *field = &field_rules[i];
		uint32_t left = (uint32_t)(end - bytes), size;

		if (field->record != attribute)
			continue;
		if (field->wire == WIRE_STR) {
			const char *nul = memchr(bytes, '\0', left);

			if (!nul) {
				*reason = "record string without nul";
				return -1;
			}
			memcpy(record + field->offset, &bytes, sizeof(bytes));
			size = (uint32_t)(nul - bytes) + 1;
		} else if (field->wire == WIRE_BYTES) {
			struct bytes rest = {bytes, left};

			memcpy(record + field->offset, &rest, sizeof(rest));
			size = left;
		} else {
			size = sizes[field->wire];
			if (size > left) {
				*reason = "record too short";
				return -1;
			}
			memcpy(record + field->offset, bytes, size);
		}
		bytes += size;
	}
	*reason = "record too long";
	return bytes == end ? 0 : -1;
}

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
		struct view view = view_at(message, offset);
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
