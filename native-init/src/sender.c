/* sender.c - the monitor's end of the sync socket (acts). */
#include "sender.h"

#include <sys/socket.h>

#include "launch_event.h"

void sender_tell(struct container *container, enum frame_number frame, const void *payload, size_t length,
		 int passed_fd)
{
	if (container->sync.fd >= 0)
		frame_send(container->sync.fd, frame, payload, length, passed_fd);
}

bool sender_takes(struct container *container, enum frame_number frame)
{
	return container->sync.fd < 0 || frame_send(container->sync.fd, frame, NULL, 0, -1) == 0;
}

void sender_dismiss(struct container *container)
{
	if (container->supervision == supervision_FOREGROUND)
		return;
	/* Not only closed: a created init, which waits before execve, has a copy of every descriptor of ours. */
	shutdown(container->sync.fd, SHUT_RDWR);
	if (container->supervision == supervision_NONE)
		container->leaving = true;
	else
		loop_close(&container->loop, &container->sync);
}

void sender_tell_process(struct container *container)
{
	char payload[PROCESS_BYTES];

	process_encode(&container->process, payload);
	sender_tell(container, FRAME_PROCESS, payload, sizeof(payload), container->process.pidfd);
}
