/* decode.c - the decoder of the bootstrap message (pure but for reading it): one checked loop over the tables. */
#include "decode.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "attributes.h"

/* What is wrong, in words that the names of protocol/vectors/broken carry too. */
static int refuse(struct failure *failure, const char *name, const char *reason)
{
	return fail_text(failure, STAGE_READ_MESSAGE, OPERATION_DECODE, EBADMSG, "%s: %s", name, reason);
}

/* The same for one that comes from outside: nothing of it is believed. */
static int check_frame(const struct bootstrap *message, uint32_t offset, struct view *view, struct failure *failure)
{
	uint32_t left = message->length - offset;
	uint16_t length;

	if (left < ATTRIBUTE_HEADER)
		return refuse(failure, "message", "trailing bytes");
	memcpy(&length, message->data + offset, sizeof(length));
	if (length < ATTRIBUTE_HEADER)
		return refuse(failure, "attribute", "length too short");
	if (ALIGNED((uint32_t)length) > left)
		return refuse(failure, "attribute", "length past the end");
	*view = view_at(message->data, offset);
	/* Bytes that nobody reads could differ between two messages that mean the same. */
	for (uint32_t i = view->length; view->payload + i < message->data + view->next; i++)
		if (view->payload[i] != 0)
			return refuse(failure, "attribute", "padding not zero");
	return 0;
}

/* A NUL inside would end the string early for C and not for Java: two readings of one message. */
static int check_string(const char *name, const char *bytes, uint32_t length, struct failure *failure)
{
	const char *nul = memchr(bytes, '\0', length);

	if (!nul)
		return refuse(failure, name, "string without nul");
	if (nul != bytes + length - 1)
		return refuse(failure, name, "nul inside string");
	return 0;
}

union any_record {
	struct mount_record mount;
	struct root_record root;
	struct log_record log;
	struct capabilities_record capabilities;
	struct hook_record hook;
};

/* Which row carries which enumeration; flags are bits and may be combined. */
static bool is_value(enum attribute attribute, uint32_t number)
{
#define mode_OF		ATTRIBUTE_MODE
#define supervision_OF	ATTRIBUTE_SUPERVISION
#define stdin_source_OF ATTRIBUTE_STDIN
#define when_full_OF	ATTRIBUTE_LOG
#define mount_kind_OF	ATTRIBUTE_MOUNT
#define mount_flag_OF	ATTRIBUTES
#define hook_moment_OF	ATTRIBUTE_HOOK
#define VALUE(enumeration, name, value, meaning)              \
	if (enumeration##_OF == attribute && number == value) \
		return true;
#include "../protocol/values.def"
	return false;
}

/* The enumerations: what is not in values.def would otherwise be acted on as if it were something else. */
static int check_value(enum attribute attribute, const struct view *view, const union any_record *record,
		       struct failure *failure)
{
	bool known = true;

	if (attribute == ATTRIBUTE_MODE || attribute == ATTRIBUTE_SUPERVISION || attribute == ATTRIBUTE_STDIN)
		known = is_value(attribute, load_u32(view->payload));
	else if (attribute == ATTRIBUTE_LOG)
		known = is_value(attribute, record->log.whenFull);
	else if (attribute == ATTRIBUTE_MOUNT)
		known = is_value(attribute, record->mount.kind);
	else if (attribute == ATTRIBUTE_HOOK)
		known = is_value(attribute, record->hook.moment);
	if (!known)
		return refuse(failure, attribute_rules[attribute].name, "unknown value");
	if (attribute == ATTRIBUTE_VERSION && load_u32(view->payload) != BOOTSTRAP_TABLE_VERSION)
		return refuse(failure, attribute_rules[attribute].name, "wrong version");
	return 0;
}

static int check_payload(enum attribute attribute, const struct view *view, struct failure *failure)
{
	const struct rule *rule = &attribute_rules[attribute];
	union any_record record = {0};
	const char *reason = NULL;

	switch (rule->wire) {
	case WIRE_U32:
	case WIRE_I32:
	case WIRE_U64:
		if (view->length != (rule->wire == WIRE_U64 ? 8 : 4))
			return refuse(failure, rule->name, "wrong size");
		break;
	case WIRE_STR:
		if (check_string(rule->name, view->payload, view->length, failure) < 0)
			return -1;
		break;
	case WIRE_RECORD:
		if (decode_record(attribute, view->payload, view->length, (char *)&record, &reason) < 0)
			return refuse(failure, rule->name, reason);
		break;
	case WIRE_BYTES:
		break;
	}
	if ((attribute == ATTRIBUTE_ARG || attribute == ATTRIBUTE_ENV) && view->length > BOOTSTRAP_STRING_BYTES + 1)
		return refuse(failure, rule->name, "string too long");
	return check_value(attribute, view, &record, failure);
}

/*
 * Moves the parts of a continued payload together, from the first MORE's place on. The headers between them leave room
 * for a longer header in front, so a joined attribute never needs more than its parts had.
 */
static struct view join_parts(struct bootstrap *message, uint32_t start, uint32_t parts, const struct view *last)
{
	char *header = message->data + start;
	uint32_t length = parts * BOOTSTRAP_PART_BYTES + last->length;
	uint16_t marker[2] = {0, last->type};

	for (uint32_t i = 0; i <= parts; i++)
		memmove(header + JOINED_HEADER + i * BOOTSTRAP_PART_BYTES,
			header + ATTRIBUTE_HEADER + i * (ATTRIBUTE_HEADER + BOOTSTRAP_PART_BYTES),
			i < parts ? BOOTSTRAP_PART_BYTES : last->length);
	memcpy(header, marker, sizeof(marker));
	memcpy(header + ATTRIBUTE_HEADER, &length, sizeof(length));
	return view_at(message->data, start);
}

/* Takes one attribute, with its MORE parts in front of it, and tells where the next one starts. */
static int take_attribute(struct bootstrap *message, uint32_t start, uint32_t *next, struct failure *failure)
{
	enum attribute attribute;
	struct view view;
	uint32_t offset = start, parts = 0;

	for (;; parts++) {
		if (check_frame(message, offset, &view, failure) < 0)
			return -1;
		attribute = attribute_of(view.type);
		if (attribute == ATTRIBUTES)
			return fail_text(failure, STAGE_READ_MESSAGE, OPERATION_DECODE, EBADMSG, "%u: unknown type",
					 view.type);
		if (attribute != ATTRIBUTE_MORE)
			break;
		if (view.length != BOOTSTRAP_PART_BYTES)
			return refuse(failure, "MORE", "wrong size");
		if (view.next == message->length)
			return refuse(failure, "MORE", "part without end");
		offset = view.next;
	}
	if (view.length > BOOTSTRAP_PART_BYTES || (parts > 0 && view.length == 0))
		return refuse(failure, attribute_rules[attribute].name, "wrongly cut");
	*next = view.next;
	if (parts > 0)
		view = join_parts(message, start, parts, &view);
	if (message->first[attribute] == 0)
		message->first[attribute] = start;
	else if (attribute_rules[attribute].occurs != OCCURS_REPEATED)
		return refuse(failure, attribute_rules[attribute].name, "repeated");
	return check_payload(attribute, &view, failure);
}

/* A bare message of runc's knows no VERSION; with a row of ours somebody must have known which table it is. */
static int check_presence(const struct bootstrap *message, struct failure *failure)
{
	bool ours = false;

	for (enum attribute i = 0; i < ATTRIBUTES; i++) {
		if (attribute_rules[i].occurs == OCCURS_ONCE && message->first[i] == 0)
			return refuse(failure, attribute_rules[i].name, "missing");
		ours = ours || (i > ATTRIBUTE_MORE && message->first[i] != 0);
	}
	if (ours && message->first[ATTRIBUTE_VERSION] == 0)
		return refuse(failure, attribute_rules[ATTRIBUTE_VERSION].name, "missing");
	return 0;
}

static char **collect(const struct bootstrap *message, enum attribute attribute, char **pointers)
{
	uint32_t cursor = 0;

	while (bootstrap_next(message, attribute, &cursor, pointers))
		pointers++;
	*pointers = NULL;
	return pointers;
}

int bootstrap_decode(struct bootstrap *message, char *buffer, size_t length, char **pointers, struct failure *failure)
{
	uint16_t type;
	uint32_t offset = MESSAGE_HEADER;

	*message = (struct bootstrap){.data = buffer, .length = (uint32_t)length};
	if (length < MESSAGE_HEADER)
		return refuse(failure, "message", "message too short");
	if (length > BOOTSTRAP_MESSAGE_BYTES)
		return refuse(failure, "message", "message too long");
	if (load_u32(buffer) != length)
		return refuse(failure, "message", "wrong message length");
	memcpy(&type, buffer + 4, sizeof(type));
	if (type != BOOTSTRAP_MESSAGE_TYPE)
		return refuse(failure, "message", "wrong message type");
	while (offset < length)
		if (take_attribute(message, offset, &offset, failure) < 0)
			return -1;
	if (check_presence(message, failure) < 0)
		return -1;
	message->argv = pointers;
	pointers = collect(message, ATTRIBUTE_ARG, pointers);
	message->arguments = (uint32_t)(pointers - message->argv);
	message->envp = pointers + 1;
	collect(message, ATTRIBUTE_ENV, message->envp);
	return 0;
}

/* The stream may bring the message in any number of pieces; its end before the last is the sender's death. */
static int read_all(int fd, char *into, size_t length)
{
	while (length > 0) {
		ssize_t got = read(fd, into, length);

		if (got == 0)
			errno = EPIPE;
		if (got == 0 || (got < 0 && errno != EINTR))
			return -1;
		if (got > 0) {
			into += got;
			length -= (size_t)got;
		}
	}
	return 0;
}

int bootstrap_read(struct bootstrap *message, int fd, struct failure *failure)
{
	char header[MESSAGE_HEADER], *mapping;
	uint32_t length;

	if (read_all(fd, header, sizeof(header)) < 0)
		return FAIL(READ_MESSAGE, READ, "message");
	length = load_u32(header);
	if (length < MESSAGE_HEADER)
		return refuse(failure, "message", "message too short");
	if (length > BOOTSTRAP_MESSAGE_BYTES)
		return refuse(failure, "message", "message too long");
	/* The pointer arrays lie behind the message; pages that are not needed are never touched. */
	mapping = mmap(NULL, ALIGNED(length) + 8 + BOOTSTRAP_POINTERS(length) * sizeof(char *), PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (mapping == MAP_FAILED)
		return FAIL(READ_MESSAGE, MMAP, "message");
	memcpy(mapping, header, sizeof(header));
	if (read_all(fd, mapping + sizeof(header), length - sizeof(header)) < 0)
		return FAIL(READ_MESSAGE, READ, "message");
	return bootstrap_decode(message, mapping, length,
				(char **)(void *)(mapping + (((size_t)length + 7) & ~(size_t)7)), failure);
}
