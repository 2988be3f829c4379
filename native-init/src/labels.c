/* labels.c - what security modules are told of the program that is about to be executed (acts). */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fd.h"
#include "kernel.h"
#include "stages.h"

/*
 * Below the host's own /proc, which was opened and verified before anything of the container's was mounted: with
 * another file system over /proc the label would be written to nobody, and the program run without (CVE-2019-16884).
 */
static int write_label(struct init *init, const struct exec_label_record *label)
{
	char path[64];
	ssize_t length = (ssize_t)strlen(label->value);
	cleanup_fd int fd = -1;

	snprintf(path, sizeof(path), "self/attr/%s", label->file);
	fd = openat(init->proc, path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return STEP_FAILED(OPEN, path);
	return write(fd, label->value, (size_t)length) == length ? 0 : STEP_FAILED(WRITE, label->value);
}

/* Before no_new_privs and the late filter, under which a change could be refused. */
int label_program(struct init *init)
{
	struct exec_label_record label;
	uint32_t cursor = 0;

	while (bootstrap_next(init->message, ATTRIBUTE_EXEC_LABEL, &cursor, &label))
		if (write_label(init, &label) < 0)
			return -1;
	return 0;
}
