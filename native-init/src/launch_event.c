/* launch_event.c - what becomes of an init, in its own words or by their end (acts). */
#include "launch_event.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>

#include "fd.h"
#include "kernel.h"
#include "proc_stat.h"

/* The end of init's words: with execve its socket was closed, or it was killed. */
static enum launch_event ended(struct process *process, struct failure *failure)
{
	uint64_t fields[STAT_FLAGS + 1];

	/* Nothing can be read where its parent has reaped it already: that one was told of the pid and waits for us. */
	if (proc_stat_read(process->stat, fields, STAT_FLAGS) == 0 && fields[STAT_FLAGS] & PROCESS_FORKNOEXEC) {
		fail_with(failure, STAGE_EXEC, OPERATION_WAIT, 0, "init was killed before execve");
		return LAUNCH_FAILED;
	}
	return LAUNCH_STARTED;
}

/* Init could not send it: see report_listener in seccomp.c. The number is init's own word about a file of its own. */
static enum launch_event take_listener(struct process *process, const struct frame *frame, struct failure *failure)
{
	int32_t number;

	memcpy(&number, frame->payload, sizeof(number));
	process->listener = sys_pidfd_getfd(process->pidfd, number);
	if (process->listener >= 0) {
		launch_release(process);
		return LAUNCH_LISTENER;
	}
	FAIL(SECCOMP, PIDFD_GETFD, "listener of init");
	return LAUNCH_FAILED;
}

static enum launch_event map_ids(struct process *process, struct failure *failure)
{
	cleanup_fd int tree = frame_take_fd(&process->reader, 0);

	if (mapping_do(&process->mapping, tree, failure) < 0)
		return LAUNCH_FAILED;
	launch_release(process);
	return LAUNCH_PENDING;
}

/* Init says at most: hooks are due, map this, here is the console, all is made, this failed. */
static enum launch_event take_frame(struct process *process, const struct frame *frame, struct failure *failure)
{
	if (frame->number == FRAME_CREATED)
		return LAUNCH_CREATED;
	if (frame->number == FRAME_HOOKS_DUE)
		return LAUNCH_HOOKS;
	if (frame->number == FRAME_SECCOMP_LISTENER && frame->length == sizeof(int32_t))
		return take_listener(process, frame, failure);
	if (frame->number == FRAME_IDMAP)
		return map_ids(process, failure);
	if (frame->number == FRAME_ATTACH) {
		process->console = frame_take_fd(&process->reader, 0);
		if (process->console >= 0)
			return LAUNCH_CONSOLE;
	}
	if (frame->number != FRAME_FAILED || failure_decode(failure, frame->payload, frame->length) < 0)
		fail_with(failure, STAGE_EXEC, OPERATION_DECODE, EPROTO, "init");
	return LAUNCH_FAILED;
}

enum launch_event launch_event(struct process *process, struct failure *failure)
{
	enum launch_event event = LAUNCH_FAILED;
	struct frame frame;

	if (process->failed) {
		/* The launcher may only have failed because init had: then init's own word is the better one. */
		if (frame_receive(&process->reader, process->report, &frame) != FRAME_COMPLETE ||
		    frame.number != FRAME_FAILED || failure_decode(failure, frame.payload, frame.length) < 0)
			*failure = process->failure;
	} else {
		switch (frame_receive(&process->reader, process->report, &frame)) {
		case FRAME_COMPLETE:
			event = take_frame(process, &frame, failure);
			break;
		case FRAME_MORE:
			return LAUNCH_PENDING;
		case FRAME_END:
			event = ended(process, failure);
			break;
		case FRAME_BROKEN:
			/* Killed with something unread: the same as an end. */
			if (errno == ECONNRESET)
				event = ended(process, failure);
			else
				FAIL(EXEC, READ, "init");
			break;
		}
	}
	if (event == LAUNCH_FAILED)
		sys_pidfd_send_signal(process->pidfd, SIGKILL);
	if (event == LAUNCH_FAILED || event == LAUNCH_STARTED) {
		frame_reader_close(&process->reader);
		mapping_end(&process->mapping);
		fd_close(&process->report);
		fd_close(&process->stat);
	}
	return event;
}

void launch_release(const struct process *process)
{
	/* Where init is dead already its end is the next event. */
	send(process->report, "g", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

void process_close(struct process *process)
{
	frame_reader_close(&process->reader);
	mapping_end(&process->mapping);
	fd_close(&process->pidfd);
	fd_close(&process->stat);
	fd_close(&process->report);
	fd_close(&process->console);
	fd_close(&process->listener);
}

void process_encode(const struct process *process, char payload[PROCESS_BYTES])
{
	int32_t pid = process->pid;

	memcpy(payload, &pid, sizeof(pid));
	memcpy(payload + sizeof(pid), &process->start_time, sizeof(process->start_time));
}
