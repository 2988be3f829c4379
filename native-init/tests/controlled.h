/* controlled.h - a container with a resident monitor, for clients of its control.sock. */
#ifndef CONTROLLED_H
#define CONTROLLED_H

#include "control.h"
#include "supervised.h"

static struct message message;

/* A container that answers: each line of its standard input comes back; "err" goes to stderr, "end" ends it. */
static const char echo[] =
    "while read line; do case $line in err) echo wrong >&2;; end) exit 7;; *) echo \"got $line\";; "
    "esac; done; echo eof; exit 8";

static inline int32_t begin(struct supervised *monitor, const char *script)
{
	make_folder(monitor);
	put_shell(&message, mode_RUN, supervision_RESIDENT, script);
	put_u32(&message, NUMBER_STDIN, stdin_source_ATTACHED);
	put_log(&message, 0, 3, when_full_BLOCK, path_in(monitor, "c.log"));
	supervise(monitor, &message);
	REQUIRE(peer_next(&monitor->sync) == FRAME_PROCESS);
	int32_t pid = peer_i32(&monitor->sync, 0);
	REQUIRE(peer_next(&monitor->sync) == FRAME_STARTED && peer_next(&monitor->sync) == 0);
	return pid;
}

static inline void end(struct supervised *monitor)
{
	struct peer client;

	control_connect(monitor, &client);
	control_send(&client, FRAME_SIGNAL, &(uint32_t){SIGKILL}, 4);
	while (peer_next(&client) > 0)
		;
	peer_close(&client);
	CHECK(await_monitor(monitor) == 0, "the monitor leaves in good order");
	remove_folder(monitor);
}

#endif
