/* netlink.c - rtnetlink requests (acts). What the kernel answers is bounded by what was read, and else believed. */
#include "netlink.h"

#include <errno.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* The longest request has two addresses or a name. */
struct request {
	struct nlmsghdr header;
	union {
		struct ifinfomsg link;
		struct ifaddrmsg address;
	} body;
	char attributes[128];
};

/* Raw or datagram is the same to netlink (netlink(7)). */
int netlink_open(void)
{
	return socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
}

/* Everything that is not set is zero: the kernel refuses what it does not expect, of newer requests at least. */
static void begin(struct request *request, uint16_t type, uint16_t flags, size_t body)
{
	*request = (struct request){.header = {.nlmsg_type = type, .nlmsg_flags = NLM_F_REQUEST | flags}};
	request->header.nlmsg_len = (uint32_t)NLMSG_LENGTH(body);
}

/* The room for it is there: see struct request. */
static void add_attribute(struct request *request, uint16_t type, const void *data, size_t length)
{
	char *end = (char *)request + NLMSG_ALIGN(request->header.nlmsg_len);
	struct rtattr attribute = {.rta_type = type, .rta_len = (uint16_t)RTA_LENGTH(length)};

	memcpy(end, &attribute, sizeof(attribute));
	memcpy(end + RTA_LENGTH(0), data, length);
	request->header.nlmsg_len = (uint32_t)(NLMSG_ALIGN(request->header.nlmsg_len) + RTA_ALIGN(attribute.rta_len));
}

/* The kernel does what it is asked within the send; its answer is there at once. */
static int perform(int socket, struct request *request)
{
	struct {
		struct nlmsghdr header;
		struct nlmsgerr error;
		char text[512];
	} answer = {0};
	ssize_t got;

	request->header.nlmsg_flags |= NLM_F_ACK;
	if (send(socket, request, request->header.nlmsg_len, 0) < 0)
		return -1;
	do
		got = recv(socket, &answer, sizeof(answer), 0);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return -1;
	if (got < (ssize_t)NLMSG_LENGTH(sizeof(answer.error)) || answer.header.nlmsg_type != NLMSG_ERROR) {
		errno = EPROTO;
		return -1;
	}
	errno = -answer.error.error;
	return answer.error.error == 0 ? 0 : -1;
}

/* Sockets of every family know this one (netdevice(7)). */
int netlink_index(int socket, const char *name)
{
	struct ifreq device = {0};

	snprintf(device.ifr_name, sizeof(device.ifr_name), "%s", name);
	return ioctl(socket, SIOCGIFINDEX, &device) < 0 ? -1 : device.ifr_ifindex;
}

/*
 * IFLA_NET_NS_FD is a descriptor of this process. The kernel renames after the move, and only needs to where the old
 * name is taken there: the caller looks first whether the new one is.
 */
int netlink_move(int socket, int index, int target, const char *name)
{
	struct request request;

	begin(&request, RTM_NEWLINK, 0, sizeof(request.body.link));
	request.body.link.ifi_index = index;
	add_attribute(&request, IFLA_NET_NS_FD, &target, sizeof(target));
	add_attribute(&request, IFLA_IFNAME, name, strlen(name) + 1);
	return perform(socket, &request);
}

/* ifi_change says which of the flags is meant; without it all would be set. */
int netlink_raise(int socket, int index)
{
	struct request request;

	begin(&request, RTM_NEWLINK, 0, sizeof(request.body.link));
	request.body.link.ifi_index = index;
	request.body.link.ifi_flags = request.body.link.ifi_change = IFF_UP;
	return perform(socket, &request);
}

/*
 * IPv4 wants the prefix or peer beside the address itself; IPv6 takes them as one where they are the same. No label and
 * no lifetime: labels are the old name, and only what is permanent comes along.
 */
int netlink_add_address(int socket, int index, const struct netlink_address *address)
{
	struct request request;
	size_t length = address->family == AF_INET ? 4 : 16;

	begin(&request, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, sizeof(request.body.address));
	request.body.address.ifa_family = address->family;
	request.body.address.ifa_prefixlen = address->prefix;
	request.body.address.ifa_index = (uint32_t)index;
	add_attribute(&request, IFA_LOCAL, address->local, length);
	add_attribute(&request, IFA_ADDRESS, address->remote, length);
	return perform(socket, &request);
}

/* False where it is not one that somebody configured for others to reach. IPv6 has no IFA_LOCAL but with a peer. */
static bool read_address(const struct nlmsghdr *message, int index, struct netlink_address *address)
{
	const struct ifaddrmsg *body = NLMSG_DATA(message);
	int left = (int)IFA_PAYLOAD(message);
	bool has_local = false;

	if ((int)body->ifa_index != index || body->ifa_scope != RT_SCOPE_UNIVERSE ||
	    !(body->ifa_flags & IFA_F_PERMANENT) || (body->ifa_family != AF_INET && body->ifa_family != AF_INET6))
		return false;
	*address = (struct netlink_address){.family = body->ifa_family, .prefix = body->ifa_prefixlen};
	for (const struct rtattr *a = IFA_RTA(body); RTA_OK(a, left); a = RTA_NEXT(a, left)) {
		if (RTA_PAYLOAD(a) > sizeof(address->local))
			continue;
		if (a->rta_type == IFA_ADDRESS)
			memcpy(address->remote, RTA_DATA(a), RTA_PAYLOAD(a));
		if (a->rta_type == IFA_LOCAL)
			memcpy(address->local, RTA_DATA(a), RTA_PAYLOAD(a));
		has_local = has_local || a->rta_type == IFA_LOCAL;
	}
	if (!has_local)
		memcpy(address->local, address->remote, sizeof(address->local));
	return true;
}

/* The kernel tells all addresses of the namespace, in as many messages as it takes. */
int netlink_addresses(int socket, int index, struct netlink_address *addresses, unsigned limit)
{
	static _Alignas(struct nlmsghdr) char buffer[32768];
	struct request request;
	unsigned count = 0;

	begin(&request, RTM_GETADDR, NLM_F_DUMP, sizeof(request.body.address));
	if (send(socket, &request, request.header.nlmsg_len, 0) < 0)
		return -1;
	for (;;) {
		int left = (int)recv(socket, buffer, sizeof(buffer), 0);

		if (left < 0 && errno != EINTR)
			return -1;
		for (const struct nlmsghdr *m = (const void *)buffer; NLMSG_OK(m, left); m = NLMSG_NEXT(m, left)) {
			if (m->nlmsg_type == NLMSG_DONE)
				return (int)count;
			if (m->nlmsg_type != RTM_NEWADDR || count == limit) {
				errno = m->nlmsg_type == RTM_NEWADDR ? E2BIG : EPROTO;
				return -1;
			}
			count += read_address(m, index, &addresses[count]);
		}
	}
}
