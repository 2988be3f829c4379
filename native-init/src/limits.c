/* limits.c - resource limits of the process; the out-of-memory score is the launcher's to write (acts). */
#include <stdio.h>
#include <sys/resource.h>

#include "stages.h"

/* While raising a hard limit is still allowed (CAP_SYS_RESOURCE), and after all files of ours were opened. */
int set_limits(struct init *init)
{
	struct rlimit_record record;
	uint32_t cursor = 0;

	while (bootstrap_next(init->message, ATTRIBUTE_RLIMIT, &cursor, &record)) {
		struct rlimit limit = {.rlim_cur = record.soft, .rlim_max = record.hard};
		char object[32];

		if (setrlimit((int)record.resource, &limit) == 0)
			continue;
		snprintf(object, sizeof(object), "resource %u", record.resource);
		return STEP_FAILED(SETRLIMIT, object);
	}
	return 0;
}
