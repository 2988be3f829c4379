/* unshare.c - namespaces that clone3 can't make, and init's waits for what is done from outside (acts). */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include "fd.h"
#include "frame.h"
#include "kernel.h"
#include "stages.h"

/* One byte from the launcher: it has done what only a process outside can do. Its end is our end. */
int await_launcher(struct init *init)
{
	char go;
	ssize_t got;

	do
		got = read(init->report, &go, 1);
	while (got < 0 && errno == EINTR);
	if (got != 1)
		return fail_with(&init->failure, init->stage, OPERATION_READ, EPIPE, "launcher");
	return 0;
}

/* The launcher's last byte: nothing of the container's runs before whoever must reap it was told its pid. */
int await_release(struct init *init)
{
	if (!init->released && await_launcher(init) < 0)
		return -1;
	init->released = true;
	return 0;
}

/*
 * clone3 can put a child into a new time namespace, but its offsets can only be written while nobody is in it. So it is
 * unshared here, which leaves us outside, and entered after the launcher wrote them.
 */
static int enter_time_namespace(struct init *init)
{
	cleanup_fd int fd = open("/proc/self/ns/time_for_children", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return STEP_FAILED(OPEN, "/proc/self/ns/time_for_children");
	if (setns(fd, CLONE_NEWTIME) < 0)
		return STEP_FAILED(SETNS, "/proc/self/ns/time_for_children");
	return 0;
}

/* The ids that we came with mean nothing inside; a container that doesn't map 0 keeps them (EINVAL). */
int become_root(struct init *init)
{
	if (setresgid(0, 0, 0) < 0 && errno != EINVAL)
		return STEP_FAILED(SETRESGID, "0");
	if (setresuid(0, 0, 0) < 0 && errno != EINVAL)
		return STEP_FAILED(SETRESUID, "0");
	return renew_death_signal(init);
}

int enter_new_namespaces(struct init *init)
{
	uint32_t flags = bootstrap_u32(init->message, ATTRIBUTE_CLONE_FLAGS, 0);

	if (flags & CLONE_NEWTIME) {
		if (unshare(CLONE_NEWTIME) < 0)
			return STEP_FAILED(UNSHARE, "time");
		if (frame_send(init->report, FRAME_HELLO, NULL, 0, -1) < 0)
			return STEP_FAILED(SENDMSG, "launcher");
	}
	if (flags & (CLONE_NEWUSER | CLONE_NEWTIME) && await_launcher(init) < 0)
		return -1;
	if (flags & CLONE_NEWTIME && enter_time_namespace(init) < 0)
		return -1;
	if (!init->user_namespace)
		return 0;
	if (init->sources_sent && sources_receive(&init->sources, init->message, init->report, &init->failure) < 0)
		return -1;
	return become_root(init);
}

/*
 * A new cgroup namespace has its root where its maker is at that moment. Before anything else, so that all that is made
 * for the container counts as its own.
 */
int enter_cgroups(struct init *init)
{
	if (cgroups_enter(init->cgroups, &init->failure) < 0)
		return -1;
	if (bootstrap_u32(init->message, ATTRIBUTE_CLONE_FLAGS, 0) & CLONE_NEWCGROUP && unshare(CLONE_NEWCGROUP) < 0)
		return STEP_FAILED(UNSHARE, "cgroup");
	return 0;
}
