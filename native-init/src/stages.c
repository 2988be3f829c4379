/*
 * stages.c - what happens to init, in order: from a process that was just cloned to the container's program (acts).
 * RUN, CREATE and EXEC go the same way: a step does nothing where the message asks for nothing of its kind.
 */
#include "stages.h"

#include "frame.h"

/* clang-format off */
static const struct {
	enum stage_number stage;
	int (*run)(struct init *init);
} stages[] = {
	{STAGE_CREATE_NAMESPACES, prepare_process},	/* dies with its launcher from here on */
	{STAGE_JOIN_CGROUPS, enter_cgroups},		/* as who it was cloned: the ids of a user namespace may not */
	{STAGE_CREATE_NAMESPACES, enter_new_namespaces},	/* waits for its id maps: without them it is nobody */
	{STAGE_NETWORK, raise_loopback},
	{STAGE_ROOTFS, make_root},			/* opens every tree of the host while there is nothing else to see */
	{STAGE_MOUNTS, mount_all},
	{STAGE_DEVICES, make_devices},
	{STAGE_DEVICES, make_symlinks},
	{STAGE_HOOKS, await_runtime_hooks},		/* the root is complete, and nothing of it read-only or hidden yet */
	{STAGE_HOOKS, run_create_container_hooks},
	{STAGE_CONSOLE, open_console},			/* from the container's own devpts */
	{STAGE_MOUNTS, remount_last},			/* what everything above has written to */
	{STAGE_SYSCTLS, write_sysctls},			/* through the host's /proc, which nobody in the container could replace */
	{STAGE_HIDE_PATHS, protect_paths},
	{STAGE_HIDE_PATHS, mask_paths},			/* last: a mask lies over all that was mounted */
	{STAGE_WORKING_DIRECTORY, make_working_directory},	/* while the root can still be written */
	{STAGE_ROOTFS, protect_root},
	{STAGE_PIVOT_ROOT, enter_root},			/* after it no path leads to the host */
	{STAGE_HOSTNAME, set_names},
	{STAGE_CONSOLE, connect_streams},
	{STAGE_LIMITS, set_limits},
	{STAGE_SCHEDULING, schedule},			/* in its cgroups, which say where it may run */
	{STAGE_CREDENTIALS, join_keyring},
	{STAGE_CREDENTIALS, set_personality},
	{STAGE_LABELS, label_program},
	{STAGE_FIND_COMMAND, find_home_directory},	/* as root: /etc/passwd need not be the user's to read */
	{STAGE_WORKING_DIRECTORY, enter_working_directory},	/* as root too: nor need the user be allowed to search the way there */
	{STAGE_EXEC, close_descriptors},	/* from here on paths are followed by name: none may lead to the host */
	{STAGE_SECCOMP, filter_early},			/* without no_new_privs it takes CAP_SYS_ADMIN, which goes next */
	{STAGE_CREDENTIALS, drop_credentials},
	{STAGE_FIND_COMMAND, find_command},		/* as the user who will execute it */
	{STAGE_SECCOMP, filter_listening},		/* while the sender is there to pass its listener on */
	{STAGE_AWAIT_START, await_release},		/* until whoever must reap it knows of it */
	{STAGE_AWAIT_START, await_start},
	{STAGE_SECCOMP, filter_hooks},
	{STAGE_HOOKS, run_start_container_hooks},	/* as the user, within all limits: what they do the container could do */
	{STAGE_EXEC, prepare_execution},
	{STAGE_SECCOMP, filter_late},			/* with no_new_privs: nothing but execve comes after it */
	{STAGE_EXEC, execute},
};
/* clang-format on */

/* Who asked a created container to start is told first, because the launcher kills what has failed. */
static void tell_failure(const struct init *init)
{
	char payload[FAILURE_BYTES];
	size_t length = failure_encode(&init->failure, payload);

	if (init->starter >= 0)
		frame_send(init->starter, FRAME_FAILED, payload, length, -1);
	frame_send(init->report, FRAME_FAILED, payload, length, -1);
}

void run_stages(struct init *init)
{
	for (size_t i = 0; i < sizeof(stages) / sizeof(*stages); i++) {
		init->stage = stages[i].stage;
		if (stages[i].run(init) < 0) {
			tell_failure(init);
			return;
		}
	}
}
