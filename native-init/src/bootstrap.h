/*
 * bootstrap.h - the decoded bootstrap message (pure). Everything points into the buffer that was received; after
 * bootstrap_decode nothing is allocated and nothing can be malformed.
 */
#ifndef BOOTSTRAP_H
#define BOOTSTRAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "report.h"

/* Attributes are indexed by their row, so that what is known of each is an array. */
#define ATTR(name, number, wire, occurs, meaning) ATTRIBUTE_##name,
enum attribute {
#include "../protocol/bootstrap.def"
	ATTRIBUTES
};

#define CONSTANT(name, number, meaning) BOOTSTRAP_##name = number,
enum bootstrap_constant {
#include "../protocol/bootstrap.def"
};

#define VALUE(enumeration, name, number, meaning) enumeration##_##name = number,
enum bootstrap_value {
#include "../protocol/values.def"
};

struct bytes {
	const char *data;
	uint32_t length;
};

/* One struct for each RECORD; member names are the table's, which bootstrap.c checks by using them. */
struct namespace_record { /* HOST_NS */
	uint32_t flag;
	const char *path;
};

struct cgroup_record { /* MONITOR_CGROUP, CGROUP */
	uint32_t version;
	const char *path;
};

struct terminal_record {
	uint32_t rows;
	uint32_t columns;
};

struct log_record {
	uint64_t maxSizeBytes;
	uint32_t maxFiles;
	uint32_t whenFull;
	const char *path;
};

struct root_record {
	uint32_t propagation;
	uint32_t finalPropagation;
	uint32_t readonly;
	uint32_t pivot;
	const char *source;
	const char *fstype;
	struct bytes options;
};

struct mount_record {
	uint32_t kind;
	uint32_t flags;
	uint64_t attrSet;
	uint64_t attrClear;
	uint64_t recAttrSet;
	uint64_t recAttrClear;
	uint32_t propagation;
	uint32_t ids;
	const char *source;
	const char *target;
	const char *fstype;
	struct bytes options;
};

struct mount_ids_record {
	const char *uidMap;
	const char *gidMap;
};

struct device_record {
	uint32_t mode;
	uint32_t major;
	uint32_t minor;
	uint32_t uid;
	uint32_t gid;
	const char *path;
};

struct symlink_record {
	const char *target;
	const char *path;
};

struct sysctl_record {
	const char *path;
	const char *value;
};

struct user_record {
	uint32_t uid;
	uint32_t gid;
	uint32_t umask;
};

struct capabilities_record {
	uint64_t bounding;
	uint64_t effective;
	uint64_t permitted;
	uint64_t inheritable;
	uint64_t ambient;
};

struct rlimit_record {
	uint32_t resource;
	uint64_t soft;
	uint64_t hard;
};

struct seccomp_record {
	uint32_t flags;
	struct bytes program;
};

struct scheduler_record {
	uint32_t policy;
	uint64_t flags;
	int32_t nice;
	uint32_t priority;
	uint64_t runtime;
	uint64_t deadline;
	uint64_t period;
};

struct memory_policy_record {
	uint32_t mode;
	struct bytes nodes;
};

struct exec_label_record {
	const char *file;
	const char *value;
};

struct net_device_record {
	const char *name;
	const char *newName;
};

struct hook_record {
	uint32_t moment;
	uint32_t timeout;
	uint32_t arguments;
	const char *name;
	const char *path;
	struct bytes strings;
};

struct hook_state_record {
	uint32_t moment;
	const char *before;
	const char *after;
};

struct bootstrap {
	char *data; /* the message as received; parts of a continued attribute were joined in place */
	uint32_t length;
	uint32_t first[ATTRIBUTES]; /* where the first attribute of a row starts; 0 = there is none */
	char **argv;		    /* ends with NULL; the arrays lie behind the message in its mapping */
	char **envp;
	uint32_t arguments;
};

/* Reads one message from a stream into a mapping of its own and decodes it. The mapping is never given back. */
int bootstrap_read(struct bootstrap *message, int fd, struct failure *failure);

/*
 * Decodes length bytes at buffer, which are changed in place and must stay. pointers has room for
 * BOOTSTRAP_POINTERS(length) entries. Returns 0; -1 with what is wrong in failure (READ_MESSAGE, DECODE).
 */
#define BOOTSTRAP_POINTERS(length) ((length) / 8 + 2)
int bootstrap_decode(struct bootstrap *message, char *buffer, size_t length, char **pointers, struct failure *failure);

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
