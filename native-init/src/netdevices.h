/* netdevices.h - host network devices that become the container's (acts). */
#ifndef NETDEVICES_H
#define NETDEVICES_H

#include "bootstrap.h"
#include "report.h"

/*
 * Moves every NET_DEVICE of the caller's network namespace into another, each with its new name and the addresses that
 * somebody gave it, and brings it up there. proc is the host's. A device that was moved when a later one fails is not
 * brought back: it goes with its new namespace, or, where it is hardware, returns by itself to the machine's first.
 */
int netdevices_move(const struct bootstrap *message, int proc, int target, struct failure *failure);

#endif
