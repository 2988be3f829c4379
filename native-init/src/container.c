/* container.c - what is told and recorded of a container (pure, but for its records). */
#include "container.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "state.h"

void process_encode(const struct process *process, char payload[PROCESS_BYTES])
{
	int32_t pid = process->pid;

	memcpy(payload, &pid, sizeof(pid));
	memcpy(payload + sizeof(pid), &process->start_time, sizeof(process->start_time));
}

void ending_encode(const struct ending *ending, char payload[EXITED_BYTES])
{
	int32_t fields[2] = {ending->code, ending->signal};

	memcpy(payload, fields, sizeof(fields));
}

struct ending ending_of(const siginfo_t *info)
{
	if (info->si_code == CLD_EXITED)
		return (struct ending){.code = info->si_status};
	return (struct ending){.code = 128 + info->si_status, .signal = info->si_status};
}

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
