/* monitor.h - the process outside the container, which launches init and stays as SUPERVISION says (acts). */
#ifndef MONITOR_H
#define MONITOR_H

struct bootstrap;
struct launch_files;

/*
 * Launches what the message describes and supervises it. The caller is already where the monitor belongs: RESIDENT in a
 * session and cgroup of its own and in the host's namespaces; FOREGROUND and NONE as the sender's child. The MONITOR
 * frame was sent by the caller.
 *
 * Frames on sync are PROCESS, then CREATED or STARTED, or FAILED, and with FOREGROUND EXITED. RESIDENT closes sync
 * after CREATED or STARTED and returns when the container's process has ended and its log and exit record are written;
 * FOREGROUND returns when the process has ended; NONE returns after CREATED or STARTED and leaves init to the sender.
 *
 * Returns the status to exit with: the process's own (128 + signal) with FOREGROUND, else 0, or 1 after FAILED or a
 * sender that gave up.
 */
int monitor_run(const struct bootstrap *message, struct launch_files *files, int sync);

#endif
