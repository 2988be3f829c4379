/* scheduling.c - when and where the process runs, and where its memory comes from (acts). */
#include "scheduling.h"

#include <linux/ioprio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "stages.h"

/*
 * sched_setattr(2); libc has neither the call nor the struct, and the kernel's header for it clashes with <sched.h>.
 * This is its second size (Linux 5.3): the first has no clamps, and with a flag that speaks of them it is refused.
 */
struct scheduling_attributes {
	uint32_t size;
	uint32_t policy;
	uint64_t flags;
	int32_t nice;
	uint32_t priority;
	uint64_t runtime;
	uint64_t deadline;
	uint64_t period;
	uint32_t least_utilization;
	uint32_t most_utilization;
};

/* The calls take any length: what a kernel has no room for must be zero, or is cut off. */
static int set_processors(struct bytes mask)
{
	return (int)syscall(SYS_sched_setaffinity, 0, mask.length, mask.data);
}

int scheduling_begin(const struct bootstrap *message, struct processors *kept, struct failure *failure)
{
	struct bytes initial = bootstrap_bytes(message, ATTRIBUTE_INITIAL_CPUS);

	kept->length = 0;
	if (initial.length == 0)
		return 0;
	kept->length = syscall(SYS_sched_getaffinity, 0, sizeof(kept->mask), kept->mask);
	if (kept->length < 0 || set_processors(initial) < 0)
		return FAIL(SCHEDULING, SCHED_SETAFFINITY, "initial");
	return 0;
}

void scheduling_end(const struct processors *kept)
{
	if (kept->length > 0)
		set_processors((struct bytes){(const char *)kept->mask, (uint32_t)kept->length});
}

/*
 * A caller may itself be kept from some processors, by taskset or by a systemd unit. That is not the container's, and
 * since Linux 6.2 it would outlive the move to a cgroup: all are asked for, and the kernel cuts that down to those of
 * the cgroup. Where it finds none the process stays where it is.
 */
static int choose_processors(struct init *init)
{
	struct bytes final = bootstrap_bytes(init->message, ATTRIBUTE_FINAL_CPUS);
	unsigned char all[PROCESSORS_BYTES];

	if (final.length > 0)
		return set_processors(final) < 0 ? STEP_FAILED(SCHED_SETAFFINITY, "final") : 0;
	if (bootstrap_has(init->message, ATTRIBUTE_INITIAL_CPUS))
		return 0;
	memset(all, 0xff, sizeof(all));
	set_processors((struct bytes){(const char *)all, sizeof(all)});
	return 0;
}

/* While we have CAP_SYS_NICE: a negative nice value or a real-time policy takes it (sched(7)). */
static int set_scheduler(struct init *init)
{
	struct scheduler_record record;
	struct scheduling_attributes attributes = {.size = sizeof(attributes)};

	if (!bootstrap_record(init->message, ATTRIBUTE_SCHEDULER, &record))
		return 0;
	attributes.policy = record.policy;
	attributes.flags = record.flags;
	attributes.nice = record.nice;
	attributes.priority = record.priority;
	attributes.runtime = record.runtime;
	attributes.deadline = record.deadline;
	attributes.period = record.period;
	return syscall(SYS_sched_setattr, 0, &attributes, 0) < 0 ? STEP_FAILED(SCHED_SETATTR, "scheduler") : 0;
}

/* Of this thread, which is the only one, and inherited by all that it starts (ioprio_set(2)). */
static int set_io_priority(struct init *init)
{
	uint32_t priority = bootstrap_u32(init->message, ATTRIBUTE_IO_PRIORITY, 0);

	if (priority != 0 && syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, 0, priority) < 0)
		return STEP_FAILED(IOPRIO_SET, "ioPriority");
	return 0;
}

/* Outlives execve (set_mempolicy(2)). The kernel takes one bit less than the length that it is told. */
static int set_memory_policy(struct init *init)
{
	struct memory_policy_record policy;
	unsigned long nodes = 0;

	if (!bootstrap_record(init->message, ATTRIBUTE_MEMORY_POLICY, &policy))
		return 0;
	if (policy.nodes.length > 0)
		nodes = policy.nodes.length * 8ul + 1;
	if (syscall(SYS_set_mempolicy, policy.mode, nodes ? policy.nodes.data : NULL, nodes) < 0)
		return STEP_FAILED(SET_MEMPOLICY, "memoryPolicy");
	return 0;
}

/* The processors first: SCHED_DEADLINE is refused to a process that may not run on all of its cgroup's (sched(7)). */
int schedule(struct init *init)
{
	if (choose_processors(init) < 0 || set_scheduler(init) < 0 || set_io_priority(init) < 0)
		return -1;
	return set_memory_policy(init);
}
