/* attributes.c - takes attributes and records apart by what the tables say of them (pure). */
#include "attributes.h"

#include <stddef.h>
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
struct view view_at(char *message, uint32_t offset)
{
	char *header = message + offset;
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
