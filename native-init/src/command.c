/* command.c - where the program runs and where it is found, as the container sees it (acts). */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fd.h"
#include "rootfs.h"
#include "stages.h"

#define DEFAULT_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

/* As runc does; its owner is the container's root, whoever the process will be. The root itself is always there. */
int make_working_directory(struct init *init)
{
	const char *cwd = bootstrap_str(init->message, ATTRIBUTE_CWD);
	cleanup_fd int directory = -1;

	if (!cwd || strcmp(cwd, "/") == 0)
		return 0;
	directory = rootfs_make(init->root, cwd, true, 0755, NULL);
	return directory < 0 ? STEP_FAILED(MKDIR, cwd) : 0;
}

/* Opened inside the root, so that no descriptor that came along can be the way out (CVE-2024-21626); then looked at. */
int enter_working_directory(struct init *init)
{
	const char *cwd = bootstrap_str(init->message, ATTRIBUTE_CWD);
	cleanup_fd int directory = rootfs_open(init->root, cwd ? cwd : "/", O_PATH | O_DIRECTORY);
	char found[PATH_MAX];

	if (directory < 0)
		return STEP_FAILED(OPEN, cwd ? cwd : "/");
	if (fchdir(directory) < 0)
		return STEP_FAILED(FCHDIR, cwd ? cwd : "/");
	/* The kernel's own answer: it starts with "(unreachable)" or fails where we are not below our root. */
	if (syscall(SYS_getcwd, found, sizeof(found)) < 0 || found[0] != '/')
		return fail_with(&init->failure, init->stage, OPERATION_CHECK_CONTAINMENT, EXDEV, cwd ? cwd : "/");
	return 0;
}

/* 0, or an error as execve would have it: a directory is no program. */
static int check_command(const char *path)
{
	struct stat found;

	if (stat(path, &found) < 0)
		return errno;
	/* By the effective ids and capabilities, which execve looks at; access(2) takes the real ones. */
	if (!S_ISREG(found.st_mode) || faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) < 0)
		return EACCES;
	return 0;
}

static const char *environment_path(char **envp)
{
	for (; *envp; envp++)
		if (strncmp(*envp, "PATH=", 5) == 0)
			return *envp + 5;
	return DEFAULT_PATH;
}

/* In the container's PATH. What is there but may not be executed is told rather than "not found". */
static int search(struct init *init, const char *name)
{
	const char *path = environment_path(init->message->envp);
	int error = ENOENT;

	for (;;) {
		/* An empty element is the working directory (execvp(3)). */
		int length = (int)strcspn(path, ":");
		int written = snprintf(init->command, PATH_MAX, "%.*s%s%s", length, path, length ? "/" : "", name);
		int found = written < PATH_MAX ? check_command(init->command) : ENAMETOOLONG;

		if (found == 0)
			return 0;
		if (found == EACCES)
			error = EACCES;
		if (path[length] == '\0')
			return error;
		path += length + 1;
	}
}

int find_command(struct init *init)
{
	const char *name = init->message->argv[0];
	int error;

	if (!name || !*name)
		return fail_with(&init->failure, init->stage, OPERATION_EXECVE, EINVAL, "args");
	if (!strchr(name, '/')) {
		error = search(init, name);
	} else if (strlen(name) < PATH_MAX) {
		strcpy(init->command, name);
		error = check_command(name);
	} else {
		error = ENAMETOOLONG;
	}
	return error ? fail_with(&init->failure, init->stage, OPERATION_EXECVE, error, name) : 0;
}
