/* files.c - what a message names as its sender sees it, opened before anything is made (acts). */
#include "files.h"

#include <fcntl.h>

#include "fd.h"
#include "kernel.h"

/* O_PATH is enough to make files and sockets in it, and to stand in it. */
static int open_state(const struct bootstrap *message, struct launch_files *files, struct failure *failure)
{
	const char *directory = bootstrap_str(message, ATTRIBUTE_STATE_DIR);

	if (!directory)
		return 0;
	files->state = sys_openat(AT_FDCWD, directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return files->state < 0 ? FAIL(OPEN_STATE, OPEN, directory) : 0;
}

/* A link of procfs, which leads to the directory itself and not by its name. */
static int open_root(const struct bootstrap *message, struct launch_files *files, struct failure *failure)
{
	const char *link = bootstrap_str(message, ATTRIBUTE_ROOT_OF);

	if (!link)
		return 0;
	files->root = open(link, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return files->root < 0 ? FAIL(ROOTFS, OPEN, link) : 0;
}

static int open_hook_output(const struct bootstrap *message, enum attribute attribute, int *output,
			    struct failure *failure)
{
	const char *path = bootstrap_str(message, attribute);

	if (!path)
		return 0;
	*output = open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOCTTY | O_CLOEXEC, 0600);
	return *output < 0 ? FAIL(HOOKS, OPEN, path) : 0;
}

/* The sender's paths are all opened here, while its view is still ours. */
int files_open(const struct bootstrap *message, struct launch_files *files, struct failure *failure)
{
	*files = (struct launch_files){.state = -1,
				       .root = -1,
				       .cgroups.unified.fd = -1,
				       .monitor_cgroups.unified.fd = -1,
				       .hook_outputs = {-1, -1}};
	if (open_state(message, files, failure) == 0 && open_root(message, files, failure) == 0 &&
	    namespaces_open(message, &files->namespaces, failure) == 0 &&
	    cgroups_open(message, ATTRIBUTE_CGROUP, &files->cgroups, failure) == 0 &&
	    cgroups_open(message, ATTRIBUTE_MONITOR_CGROUP, &files->monitor_cgroups, failure) == 0 &&
	    open_hook_output(message, ATTRIBUTE_HOOK_STDOUT, &files->hook_outputs.out, failure) == 0 &&
	    open_hook_output(message, ATTRIBUTE_HOOK_STDERR, &files->hook_outputs.err, failure) == 0)
		return 0;
	files_close(files);
	return -1;
}

void files_close(struct launch_files *files)
{
	fd_close(&files->state);
	fd_close(&files->root);
	namespaces_close(&files->namespaces);
	cgroups_close(&files->cgroups);
	cgroups_close(&files->monitor_cgroups);
	fd_close(&files->hook_outputs.out);
	fd_close(&files->hook_outputs.err);
}
