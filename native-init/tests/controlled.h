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

/* Returns when the attach is done. */
static inline void attach(struct supervised *monitor, struct peer *client, uint32_t with_stdin)
{
	control_connect(monitor, client);
	control_send(client, FRAME_ATTACH, &with_stdin, sizeof(with_stdin));
	/* Frames are done in order: the answer tells it. */
	control_send(client, FRAME_LOGSTATE, NULL, 0);
	REQUIRE(peer_next(client) == FRAME_LOGCOUNTS);
}

static inline void type(struct peer *client, const char *text)
{
	control_send(client, FRAME_STDIN, text, strlen(text));
}

/* Reads frames of one kind until their bytes, joined, contain text. */
static inline bool comes(struct peer *client, enum frame_number frame, const char *text)
{
	static char joined[1 << 16];
	size_t length = 0;

	for (;;) {
		if (peer_next(client) != (int)frame || length + client->frame.length >= sizeof(joined))
			return false;
		memcpy(joined + length, client->frame.payload, client->frame.length);
		length += client->frame.length;
		joined[length] = '\0';
		if (strstr(joined, text))
			return true;
	}
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
