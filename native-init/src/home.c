/* home.c - the home directory that the container's own /etc/passwd names for the user (acts). */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fd.h"
#include "rootfs.h"
#include "stages.h"

#define VARIABLE     "HOME="
#define PASSWD_BYTES 65536 /* what is read of it; more users than that are not an image's */

/*
 * The image made this file. It is looked at before it is opened, so that a fifo can't make us wait and a device is not
 * touched, and read without following a link out of the root.
 */
static ssize_t read_passwd(const struct init *init, char *text, size_t size)
{
	cleanup_fd int path = rootfs_open(init->root, "/etc/passwd", O_PATH), file = -1;
	char self[32];
	struct stat found;

	if (path < 0 || fstat(path, &found) < 0 || !S_ISREG(found.st_mode))
		return -1;
	snprintf(self, sizeof(self), "self/fd/%d", path);
	file = openat(init->proc, self, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	return file < 0 ? -1 : read(file, text, size);
}

/* The field with this number of a line of passwd(5), ended by a NUL instead of its colon; NULL = there is none. */
static char *cut_field(char *line, unsigned number)
{
	for (; number > 0 && line; number--) {
		line = strchr(line, ':');
		line = line ? line + 1 : NULL;
	}
	if (line)
		line[strcspn(line, ":")] = '\0';
	return line;
}

/* As a number is written: "07" is nobody, as it is to those who would compare names. */
static bool is_user(const char *field, uint32_t uid)
{
	char number[16];

	snprintf(number, sizeof(number), "%u", uid);
	return field && strcmp(field, number) == 0;
}

/* The first line of that user. Cut from behind, since cutting a field ends the line there. */
static const char *find_home(char *text, uint32_t uid)
{
	for (char *line = text, *next; line && *line; line = next) {
		char *home;

		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		home = cut_field(line, 5);
		if (home && *home == '/' && is_user(cut_field(line, 2), uid))
			return home;
	}
	return NULL;
}

/* The sender has put HOME=/ into the environment, which stays where nothing better is found: that is no error. */
int find_home_directory(struct init *init)
{
	static char text[PASSWD_BYTES + 1], variable[PATH_MAX];
	struct user_record user = {0};
	const char *home;
	ssize_t length;

	if (!bootstrap_u32(init->message, ATTRIBUTE_HOME, 0))
		return 0;
	bootstrap_record(init->message, ATTRIBUTE_USER, &user);
	length = read_passwd(init, text, PASSWD_BYTES);
	if (length <= 0)
		return 0;
	text[length] = '\0';
	home = find_home(text, user.uid);
	if (!home || (size_t)snprintf(variable, sizeof(variable), VARIABLE "%s", home) >= sizeof(variable))
		return 0;
	for (char **entry = init->message->envp; *entry; entry++)
		if (strncmp(*entry, VARIABLE, strlen(VARIABLE)) == 0)
			*entry = variable;
	return 0;
}
