/* hooks.c - the three points of a creation at which hooks run (acts). */
#include <sys/stat.h>

#include "frame.h"
#include "stages.h"

/*
 * Hooks of the sender's side are told init's pid and look at what it is in: so it has to be in its cgroups, and known
 * to whoever must reap it. Then one more byte says that they have run.
 */
int await_runtime_hooks(struct init *init)
{
	if (!bootstrap_u32(init->message, ATTRIBUTE_AWAIT_HOOKS, 0))
		return 0;
	if (await_release(init) < 0)
		return -1;
	if (frame_send(init->report, FRAME_HOOKS_DUE, NULL, 0, -1) < 0)
		return STEP_FAILED(SENDMSG, "launcher");
	return await_launcher(init);
}

/* In the root's own directory, and with the umask that everybody has: ours is 0 while we make files. */
int run_create_container_hooks(struct init *init)
{
	struct hooks hooks = {
	    .message = init->message, .outputs = &init->hook_outputs, .directory = init->root, .patron = init->report};
	mode_t mask;
	int result;

	if (!hooks_has(init->message, hook_moment_CREATE_CONTAINER))
		return 0;
	if (await_release(init) < 0)
		return -1;
	mask = umask(022);
	result = hooks_run(&hooks, hook_moment_CREATE_CONTAINER, &init->failure);
	umask(mask);
	return result;
}

/* Whoever asked to start may go: what was started goes on. */
int run_start_container_hooks(struct init *init)
{
	struct hooks hooks = {.message = init->message, .outputs = &init->hook_outputs, .directory = -1, .patron = -1};

	return hooks_run(&hooks, hook_moment_START_CONTAINER, &init->failure);
}
