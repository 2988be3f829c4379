/* network.c - a new network namespace's loopback (acts). */
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "fd.h"
#include "stages.h"

/* Its address is the kernel's own doing as soon as it is up; no other flag of lo can be changed. */
int raise_loopback(struct init *init)
{
	cleanup_fd int fd = -1;
	struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP};

	if (!bootstrap_u32(init->message, ATTRIBUTE_LOOPBACK, 0))
		return 0;
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return STEP_FAILED(SOCKET, "lo");
	return ioctl(fd, SIOCSIFFLAGS, &request) < 0 ? STEP_FAILED(IOCTL, "lo") : 0;
}
