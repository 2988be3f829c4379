/* protocol.h - the tables of protocol/ as C has them: numbers as enumerations, records as structs. */
#ifndef PROTOCOL_H
#define PROTOCOL_H

#include <stdint.h>

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

/* One struct for each RECORD; member names are the table's, which attributes.c checks by using them. */
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

#endif
