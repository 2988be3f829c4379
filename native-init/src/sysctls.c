/* sysctls.c - kernel parameters and names of the container's namespaces (acts). */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "fd.h"
#include "kernel.h"
#include "stages.h"

/* Below the host's own /proc, no step leaving it: a /proc of the container's might be anything (CVE-2019-16884). */
static int write_sysctl(struct init *init, int sys, const struct sysctl_record *sysctl)
{
	cleanup_fd int fd = sys_openat2(sys, sysctl->path, O_WRONLY | O_CLOEXEC, 0,
					RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV);
	ssize_t length = (ssize_t)strlen(sysctl->value);

	if (fd < 0)
		return STEP_FAILED(OPEN, sysctl->path);
	return write(fd, sysctl->value, (size_t)length) == length ? 0 : STEP_FAILED(WRITE, sysctl->path);
}

/* Which namespace a parameter is of is decided by who opens it: init, already in its own. */
int write_sysctls(struct init *init)
{
	struct sysctl_record sysctl;
	cleanup_fd int sys = -1;
	uint32_t cursor = 0;

	while (bootstrap_next(init->message, ATTRIBUTE_SYSCTL, &cursor, &sysctl)) {
		if (sys < 0)
			sys = openat(init->proc, "sys", O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (sys < 0)
			return STEP_FAILED(OPEN, "/proc/sys");
		if (write_sysctl(init, sys, &sysctl) < 0)
			return -1;
	}
	return 0;
}

int set_names(struct init *init)
{
	const char *host = bootstrap_str(init->message, ATTRIBUTE_HOSTNAME);
	const char *domain = bootstrap_str(init->message, ATTRIBUTE_DOMAINNAME);

	if (host && sethostname(host, strlen(host)) < 0)
		return STEP_FAILED(SETHOSTNAME, host);
	if (domain && setdomainname(domain, strlen(domain)) < 0)
		return STEP_FAILED(SETDOMAINNAME, domain);
	return 0;
}
