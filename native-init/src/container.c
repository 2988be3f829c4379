/* container.c - what is recorded of a container in its state directory (acts). */
#include "container.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#include "state.h"

bool container_keeps_records(const struct container *container)
{
	return container->state >= 0 && container->mode != mode_EXEC;
}

bool container_record_exit(const struct container *container)
{
	char text[160];
	int length = snprintf(text, sizeof(text), "code=%d\nsignal=%d\nstartedAt=%llu\nfinishedAt=%llu\n",
			      container->ending.code, container->ending.signal,
			      (unsigned long long)container->started_at, (unsigned long long)container->finished_at);

	/* A directory that was removed says that nobody wants the record any more. */
	return container->supervision != supervision_RESIDENT || !container_keeps_records(container) ||
	       state_write(container->state, "exit", text, (size_t)length) == 0 || errno == ENOENT;
}

bool container_was_deleted(const struct container *container)
{
	struct stat status;

	return container->state >= 0 && fstat(container->state, &status) == 0 && status.st_nlink == 0;
}
