/* netdevices.c - moves network devices between namespaces, with their addresses (acts). */
#include "netdevices.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include "fd.h"
#include "netlink.h"

#define ADDRESSES 64 /* of one device */

/* A socket stays where it was opened: with one on each side nobody needs to go over again. */
static int open_inside(int proc, int target)
{
	cleanup_fd int own = openat(proc, "self/ns/net", O_RDONLY | O_CLOEXEC);
	cleanup_fd int inside = -1;

	if (own < 0 || setns(target, CLONE_NEWNET) < 0)
		return -1;
	inside = netlink_open();
	/* Who can't come back would do the rest of its work in the container's network. */
	return setns(own, CLONE_NEWNET) < 0 ? -1 : fd_steal(&inside);
}

/*
 * With its name in the same request, so that its old one can't clash in between. The kernel takes the device down and
 * its addresses away when it changes namespaces; the container is to find it as the host had it.
 */
static int move_device(const struct net_device_record *device, int outside, int inside, int target)
{
	struct netlink_address addresses[ADDRESSES];
	int index = netlink_index(outside, device->name), count;

	if (index < 0)
		return -1;
	/* The kernel renames when the device is over already: too late to find that the name is taken. */
	if (netlink_index(inside, device->newName) >= 0) {
		errno = EEXIST;
		return -1;
	}
	count = netlink_addresses(outside, index, addresses, ADDRESSES);
	if (count < 0 || netlink_move(outside, index, target, device->newName) < 0)
		return -1;
	/* Its number may be another's in there. */
	index = netlink_index(inside, device->newName);
	for (int i = 0; index >= 0 && i < count; i++)
		if (netlink_add_address(inside, index, &addresses[i]) < 0)
			return -1;
	return index < 0 ? -1 : netlink_raise(inside, index);
}

int netdevices_move(const struct bootstrap *message, int proc, int target, struct failure *failure)
{
	struct net_device_record device;
	uint32_t cursor = 0;
	cleanup_fd int outside = -1, inside = -1;

	while (bootstrap_next(message, ATTRIBUTE_NET_DEVICE, &cursor, &device)) {
		if (outside < 0) {
			outside = netlink_open();
			inside = outside < 0 ? -1 : open_inside(proc, target);
		}
		if (inside < 0)
			return FAIL(NETWORK, SOCKET, "netlink");
		if (move_device(&device, outside, inside, target) < 0)
			return FAIL(NETWORK, NETLINK, device.name);
	}
	return 0;
}
