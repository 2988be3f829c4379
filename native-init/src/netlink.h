/* netlink.h - requests to the kernel's routing part, each with its answer (acts); see rtnetlink(7). */
#ifndef NETLINK_H
#define NETLINK_H

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stddef.h>
#include <stdint.h>

/* An address as it is put on another device: what the kernel calls local, and where there is one its peer or prefix. */
struct netlink_address {
	uint8_t family;
	uint8_t prefix;
	uint8_t local[16];
	uint8_t remote[16];
};

/* A socket in the caller's network namespace, where it stays; -1 with errno. */
int netlink_open(void);

/* The index of a device in the socket's namespace; -1 with errno (ENODEV). */
int netlink_index(int socket, const char *name);

/* Fills up to limit addresses that are global and permanent, not learnt or the kernel's own; their number, or -1. */
int netlink_addresses(int socket, int index, struct netlink_address *addresses, unsigned limit);

/* One request and its answer each: 0, or -1 with errno. */
int netlink_move(int socket, int index, int target, const char *name);
int netlink_add_address(int socket, int index, const struct netlink_address *address);
int netlink_raise(int socket, int index);

#endif
