/* seccomp.c - the filter, compiled by the sender: its bytes go to the kernel as they are (acts). */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>

#include "kernel.h"
#include "stages.h"

/* Its length is checked because the kernel takes it as 16 bits: what is cut off silently would not be filtered. */
static int install(struct init *init)
{
	struct seccomp_record filter;
	struct sock_fprog program;

	if (!bootstrap_record(init->message, ATTRIBUTE_SECCOMP, &filter))
		return 0;
	if (filter.program.length % sizeof(struct sock_filter) != 0 ||
	    filter.program.length / sizeof(struct sock_filter) > BPF_MAXINSNS)
		return fail_with(&init->failure, init->stage, OPERATION_SECCOMP, EINVAL, "length of the program");
	program.len = (unsigned short)(filter.program.length / sizeof(struct sock_filter));
	program.filter = (struct sock_filter *)(uintptr_t)filter.program.data;
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, filter.flags, &program) < 0)
		return STEP_FAILED(SECCOMP, "filter");
	return 0;
}

int filter_early(struct init *init)
{
	return bootstrap_u32(init->message, ATTRIBUTE_NO_NEW_PRIVS, 0) ? 0 : install(init);
}

int filter_late(struct init *init)
{
	return bootstrap_u32(init->message, ATTRIBUTE_NO_NEW_PRIVS, 0) ? install(init) : 0;
}
