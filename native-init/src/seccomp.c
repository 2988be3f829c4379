/* seccomp.c - the filter, compiled by the sender: its bytes go to the kernel as they are (acts). */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <unistd.h>

#include "frame.h"
#include "kernel.h"
#include "stages.h"

/*
 * From here on every call of ours may stop until the listener answers, which nobody has yet. So this is one plain write
 * of the number, as the only call that a filter may not notify of; the launcher takes the descriptor itself.
 */
static int report_listener(struct init *init, int listener)
{
	const uint32_t frame[3] = {FRAME_SECCOMP_LISTENER, sizeof(uint32_t), (uint32_t)listener};

	if (write(init->report, frame, sizeof(frame)) != sizeof(frame))
		return STEP_FAILED(WRITE, "launcher");
	/* The descriptor goes with execve. Which of the launcher's bytes this is is the same: all are awaited. */
	return await_launcher(init);
}

/* Its length is checked because the kernel takes it as 16 bits: what is cut off silently would not be filtered. */
static int install(struct init *init)
{
	struct seccomp_record filter;
	struct sock_fprog program;
	int result;

	if (!bootstrap_record(init->message, ATTRIBUTE_SECCOMP, &filter))
		return 0;
	if (filter.program.length % sizeof(struct sock_filter) != 0 ||
	    filter.program.length / sizeof(struct sock_filter) > BPF_MAXINSNS)
		return fail_with(&init->failure, init->stage, OPERATION_SECCOMP, EINVAL, "length of the program");
	program.len = (unsigned short)(filter.program.length / sizeof(struct sock_filter));
	program.filter = (struct sock_filter *)(uintptr_t)filter.program.data;
	result = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, filter.flags, &program);
	if (result < 0)
		return STEP_FAILED(SECCOMP, "filter");
	return filter.flags & SECCOMP_FILTER_FLAG_NEW_LISTENER ? report_listener(init, result) : 0;
}

/* A listener is to be heard before anybody waits for us: its sender may be gone when a created container starts. */
static bool has_listener(const struct init *init)
{
	struct seccomp_record filter;

	return bootstrap_record(init->message, ATTRIBUTE_SECCOMP, &filter) &&
	       filter.flags & SECCOMP_FILTER_FLAG_NEW_LISTENER;
}

static bool is_unprivileged(const struct init *init)
{
	return bootstrap_u32(init->message, ATTRIBUTE_NO_NEW_PRIVS, 0);
}

int filter_early(struct init *init)
{
	return is_unprivileged(init) ? 0 : install(init);
}

int filter_listening(struct init *init)
{
	return is_unprivileged(init) && has_listener(init) ? install(init) : 0;
}

/* What the container may not do, its hooks may not do either; later than this there is no call to forbid but execve. */
static bool waits_for_hooks(const struct init *init)
{
	return hooks_has(init->message, hook_moment_START_CONTAINER);
}

int filter_hooks(struct init *init)
{
	return is_unprivileged(init) && !has_listener(init) && waits_for_hooks(init) ? install(init) : 0;
}

int filter_late(struct init *init)
{
	return is_unprivileged(init) && !has_listener(init) && !waits_for_hooks(init) ? install(init) : 0;
}
