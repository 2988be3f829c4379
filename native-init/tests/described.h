/* described.h - for tests: messages of whole containers, in a folder of this run. */
#ifndef DESCRIBED_H
#define DESCRIBED_H

#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "kernel.h"
#include "message.h"

/* The folder of this run: a root file system and a state directory. */
static char folder[] = "/tmp/nodens-launch-XXXXXX";

static inline const char *in_folder(const char *name)
{
	static char paths[4][512];
	static unsigned next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
	return path;
}

struct rooting {
	uint32_t before, after; /* propagation of the host's mounts and, once it is entered, of the root */
	uint32_t readonly;
	bool without_pivot;
	const char *source, *fstype, *options;
	size_t options_length;
};

static inline void put_root(struct message *message, const struct rooting *root)
{
	struct record record = {0};

	add_u32(&record, root->before ? root->before : MS_SLAVE | MS_REC);
	add_u32(&record, root->after);
	add_u32(&record, root->readonly);
	add_u32(&record, !root->without_pivot);
	add_str(&record, root->source);
	add_str(&record, root->fstype ? root->fstype : "");
	add(&record, root->options, root->options_length);
	put_record(message, NUMBER_ROOT, &record);
}

/* Layers over a directory, with the writable one in upper and work of another; userxattr as in a user namespace. */
static inline void put_overlay(struct message *message, const char *below, const char *layer, bool userxattr)
{
	static char options[4096];
	int length = snprintf(options, sizeof(options), "lowerdir%c%s%cupperdir%c%s/upper%cworkdir%c%s/work%c", 0,
			      below, 0, 0, layer, 0, 0, layer, 0);

	if (userxattr)
		length += snprintf(options + length, sizeof(options) - (size_t)length, "userxattr%c%c", 0, 0);
	put_root(message,
		 &(struct rooting){
		     .source = "overlay", .fstype = "overlay", .options = options, .options_length = (size_t)length});
}

struct mounting {
	uint32_t kind, flags;
	uint64_t set, clear, all_set, all_clear;
	uint32_t propagation, ids;
	const char *source, *target, *fstype, *options;
	size_t options_length;
};

static inline void put_mount(struct message *message, const struct mounting *mount)
{
	struct record record = {0};

	add_u32(&record, mount->kind);
	add_u32(&record, mount->flags);
	add_u64(&record, mount->set);
	add_u64(&record, mount->clear);
	add_u64(&record, mount->all_set);
	add_u64(&record, mount->all_clear);
	add_u32(&record, mount->propagation);
	add_u32(&record, mount->ids);
	add_str(&record, mount->source);
	add_str(&record, mount->target);
	add_str(&record, mount->fstype);
	if (mount->options)
		add(&record, mount->options, mount->options_length);
	put_record(message, NUMBER_MOUNT, &record);
}

static inline void put_filesystem(struct message *message, const char *fstype, const char *target, uint64_t set)
{
	put_mount(message,
		  &(struct mounting){
		      .kind = mount_kind_FILESYSTEM, .set = set, .source = fstype, .target = target, .fstype = fstype});
}

static inline void put_bind(struct message *message, const char *source, const char *target, uint32_t flags,
			    uint64_t set)
{
	put_mount(
	    message,
	    &(struct mounting){
		.kind = mount_kind_BIND, .flags = flags, .set = set, .source = source, .target = target, .fstype = ""});
}

static inline void put_device(struct message *message, const char *path, uint32_t major, uint32_t minor)
{
	struct record record = {0};

	add_u32(&record, S_IFCHR | 0666);
	add_u32(&record, major);
	add_u32(&record, minor);
	add_u32(&record, 0);
	add_u32(&record, 0);
	add_str(&record, path);
	put_record(message, NUMBER_DEVICE, &record);
}

static inline void put_user(struct message *message, uint32_t uid, uint32_t gid, uint32_t mask)
{
	put(message, NUMBER_USER, (uint32_t[]){uid, gid, mask}, 12);
}

/* Not the world-writable directory that tmpfs makes: in such a one nobody may write to another's device. */
static inline void put_dev(struct message *message)
{
	put_mount(message, &(struct mounting){.kind = mount_kind_FILESYSTEM,
					      .set = MOUNT_ATTR_NOSUID,
					      .source = "tmpfs",
					      .target = "/dev",
					      .fstype = "tmpfs",
					      .options = "mode\0"
							 "755",
					      .options_length = 9});
	put_device(message, "/dev/null", 1, 3);
}

/* A message with namespaces, and nothing of a root yet. joined may be NULL. */
static inline void begin_bare(struct message *message, uint32_t flags, const char *joined)
{
	message->length = 0;
	put_u32(message, NUMBER_CLONE_FLAGS, flags);
	if (joined)
		put_str(message, NUMBER_NS_PATHS, joined);
	put_u32(message, NUMBER_VERSION, BOOTSTRAP_TABLE_VERSION);
}

static inline void put_mode(struct message *message, enum bootstrap_value mode, enum bootstrap_value supervision)
{
	put_u32(message, NUMBER_MODE, mode);
	put_u32(message, NUMBER_SUPERVISION, supervision);
}

/* The root file system, /proc and a /dev. */
static inline void put_usual(struct message *message)
{
	put_root(message, &(struct rooting){.source = in_folder("root")});
	put_filesystem(message, "proc", "/proc", MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
	put_dev(message);
}

/* All of that, unsupervised. */
static inline void begin(struct message *message, uint32_t flags, const char *joined)
{
	begin_bare(message, flags, joined);
	put_mode(message, mode_RUN, supervision_NONE);
	put_usual(message);
}

static inline void put_script(struct message *message, const char *script)
{
	put_str(message, NUMBER_ARG, "sh");
	put_str(message, NUMBER_ARG, "-c");
	put_str(message, NUMBER_ARG, script);
	put_str(message, NUMBER_ENV, "PATH=/bin");
}

#define USUAL (CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC)

#endif
