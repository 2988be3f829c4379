/* launch.c - the launcher's side of a launch: open, join, clone, and what only a process outside can do (acts). */
#include "launch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fd.h"
#include "idmaps.h"
#include "kernel.h"
#include "namespaces.h"
#include "sources.h"
#include "stages.h"
#include "state.h"

struct launch {
	const struct bootstrap *message;
	const struct launch_files *files;
	const struct streams *streams;
	uint32_t flags;	   /* CLONE_NEW* of the namespaces to create */
	int proc;	   /* the host's, verified */
	int listener;	   /* start.sock; -1 = nobody waits there */
	int report;	   /* init's end of its socket */
	bool clone_parent; /* init is to be our sibling */
	struct process *process;
	struct failure *failure;
	struct sources sources;
};

/* Runs in the child. Never returns: it executes the program, or says what failed and ends. */
static _Noreturn void become_init(struct launch *l)
{
	char command[4096];
	const struct launch_files *files = l->files;
	struct init init = {
	    .message = l->message,
	    .streams = l->streams,
	    .supervised = !files->sibling,
	    .user_namespace = l->flags & CLONE_NEWUSER || namespaces_joins(files, CLONE_NEWUSER),
	    .sources_sent = sources_are_sent(l->message, files),
	    .awaits_launcher = files->cgroups.v1_count > 0 || bootstrap_has(l->message, ATTRIBUTE_OOM_SCORE_ADJ),
	    .report = l->report,
	    .listener = l->listener,
	    .starter = -1,
	    .root = -1,
	    .proc = l->proc,
	    .console = -1,
	    .command = command,
	};

	close(l->process->report);
	run_stages(&init);
	_exit(EXIT_FAILURE);
}

/*
 * All namespaces at once, so that the new user namespace owns the others. Two are left to init: a cgroup namespace made
 * here would have its root at our own cgroup, and a time namespace has to be empty while its offsets are written.
 */
static int clone_init(struct launch *l)
{
	const struct cgroup_file *cgroup = &l->files->cgroups.unified;
	int pidfd = -1;
	struct clone_args args = {
	    .flags = (l->flags & ~(uint64_t)(CLONE_NEWCGROUP | CLONE_NEWTIME)) | CLONE_PIDFD,
	    .pidfd = (uintptr_t)&pidfd,
	    .exit_signal = SIGCHLD,
	};

	if (l->clone_parent) {
		/* The kernel takes the exit signal of the cloner then. */
		args.flags |= CLONE_PARENT;
		args.exit_signal = 0;
	}
	if (cgroup->fd >= 0) {
		args.flags |= CLONE_INTO_CGROUP;
		args.cgroup = (uint64_t)cgroup->fd;
	}
	l->process->pid = sys_clone3(&args);
	if (l->process->pid == 0)
		become_init(l);
	if (l->process->pid < 0)
		return fail(l->failure, STAGE_CREATE_NAMESPACES, OPERATION_CLONE,
			    cgroup->fd >= 0 ? cgroup->path : "init");
	l->process->pidfd = pidfd;
	return 0;
}

static int tell_init(struct launch *l)
{
	if (send(l->process->report, "g", 1, MSG_NOSIGNAL) != 1)
		return fail(l->failure, STAGE_CREATE_NAMESPACES, OPERATION_SENDMSG, "init");
	return 0;
}

/* Init says HELLO once it has unshared its time namespace. What else it says, or its end, is its failure. */
static int await_unshared(struct launch *l)
{
	struct frame frame;

	if (frame_receive(&l->process->reader, l->process->report, &frame) != FRAME_COMPLETE)
		return fail_with(l->failure, STAGE_CREATE_NAMESPACES, OPERATION_READ, EPIPE, "init");
	if (frame.number == FRAME_HELLO)
		return 0;
	if (failure_decode(l->failure, frame.payload, frame.length) < 0)
		fail_with(l->failure, STAGE_CREATE_NAMESPACES, OPERATION_DECODE, EPROTO, "init");
	return -1;
}

static int write_outside(struct launch *l)
{
	const char *offsets = bootstrap_str(l->message, ATTRIBUTE_TIME_OFFSETS);
	const char *score = bootstrap_str(l->message, ATTRIBUTE_OOM_SCORE_ADJ);
	pid_t pid = l->process->pid;

	if (l->flags & CLONE_NEWTIME && await_unshared(l) < 0)
		return -1;
	if (l->flags & CLONE_NEWUSER && idmaps_write(l->message, l->proc, pid, l->failure) < 0)
		return -1;
	if (offsets && l->flags & CLONE_NEWTIME && proc_write(l->proc, pid, "timens_offsets", offsets) < 0)
		return fail(l->failure, STAGE_SET_TIME_OFFSETS, OPERATION_WRITE, offsets);
	if (l->flags & (CLONE_NEWUSER | CLONE_NEWTIME) && tell_init(l) < 0)
		return -1;
	if (score && proc_write(l->proc, pid, "oom_score_adj", score) < 0)
		return fail(l->failure, STAGE_LIMITS, OPERATION_WRITE, "oom_score_adj");
	return 0;
}

int launch_enter_cgroups(const struct cgroup_files *cgroups, pid_t pid, struct failure *failure)
{
	char text[16];
	int length = snprintf(text, sizeof(text), "%d", pid);

	for (unsigned i = 0; i < cgroups->v1_count; i++)
		if (write(cgroups->v1[i].fd, text, (size_t)length) != length)
			return FAIL(JOIN_CGROUPS, WRITE, cgroups->v1[i].path);
	return 0;
}

/* Everything after the clone. Init makes its mounts meanwhile. */
static int serve_init(struct launch *l)
{
	struct process *process = l->process;
	const struct cgroup_files *cgroups = &l->files->cgroups;

	if (write_outside(l) < 0)
		return -1;
	if (sources_are_sent(l->message, l->files)) {
		if (sources_open_late(&l->sources, l->message, l->files, l->proc, process->pid, l->failure) < 0 ||
		    sources_send(&l->sources, process->report, l->failure) < 0)
			return -1;
	}
	if (launch_enter_cgroups(cgroups, process->pid, l->failure) < 0)
		return -1;
	if (cgroups->v1_count > 0 || bootstrap_has(l->message, ATTRIBUTE_OOM_SCORE_ADJ))
		return tell_init(l);
	return 0;
}

/* From here on there is an init, which its parent has to learn of: a failure only ends it. */
static void attend_init(struct launch *l)
{
	struct process *process = l->process;
	char path[32];

	snprintf(path, sizeof(path), "%d/stat", process->pid);
	process->stat = openat(l->proc, path, O_RDONLY | O_CLOEXEC);
	if (process->stat < 0 || state_read_stat(process->stat, &process->start_time, NULL) < 0) {
		fail(l->failure, STAGE_CREATE_NAMESPACES, OPERATION_OPEN, "/proc/PID/stat");
		process->failed = true;
	} else {
		process->failed = serve_init(l) < 0;
	}
	sources_close(&l->sources);
	if (process->failed) {
		process->failure = *l->failure;
		sys_pidfd_send_signal(process->pidfd, SIGKILL);
	}
}

/* What takes rights over the host, which are lost with its user namespace: init inherits a score that it could not
 * lower. */
static int prepare_to_join_user(struct launch *l)
{
	const char *score = bootstrap_str(l->message, ATTRIBUTE_OOM_SCORE_ADJ);

	if (score && proc_write(l->proc, getpid(), "oom_score_adj", score) < 0)
		return fail(l->failure, STAGE_LIMITS, OPERATION_WRITE, "oom_score_adj");
	if (!sources_are_sent(l->message, l->files))
		return 0;
	return sources_open_early(&l->sources, l->message, l->files, l->failure);
}

/* In the process that joins: the caller, or its joiner. */
static int launch_here(struct launch *l)
{
	if (namespaces_joins(l->files, CLONE_NEWUSER) && prepare_to_join_user(l) < 0)
		return -1;
	if (namespaces_join(l->files, l->failure) < 0 || clone_init(l) < 0) {
		sources_close(&l->sources);
		return -1;
	}
	attend_init(l);
	return 0;
}

/* What the joiner leaves behind for its parent. */
struct joined {
	bool done;
	struct process process;
	struct failure failure;
};

/*
 * A process can't leave what it has joined, so a child goes in and clones init as its own sibling (CLONE_PARENT), so
 * that init is the launcher's child. It shares the launcher's descriptors and not its memory: setns to a time namespace
 * wants a memory of one's own (EUSERS). The launcher sleeps meanwhile (CLONE_VFORK).
 */
static int launch_through_joiner(struct launch *l, struct joined *joined)
{
	struct clone_args args = {.flags = CLONE_VFORK | CLONE_FILES, .exit_signal = SIGCHLD};
	siginfo_t info;
	pid_t joiner;

	*joined = (struct joined){.process = *l->process};
	frame_reader_init(&joined->process.reader, joined->process.payload, sizeof(joined->process.payload));
	fail_with(&joined->failure, STAGE_JOIN_NAMESPACES, OPERATION_WAIT, 0, "joiner was killed");
	joiner = sys_clone3(&args);
	if (joiner < 0)
		return fail(l->failure, STAGE_JOIN_NAMESPACES, OPERATION_CLONE, "joiner");
	if (joiner == 0) {
		l->process = &joined->process;
		l->failure = &joined->failure;
		l->clone_parent = true;
		joined->done = launch_here(l) == 0;
		_exit(EXIT_SUCCESS);
	}
	while (waitid(P_PID, (id_t)joiner, &info, WEXITED) < 0)
		if (errno != EINTR)
			return fail(l->failure, STAGE_JOIN_NAMESPACES, OPERATION_WAIT, "joiner");
	*l->failure = joined->failure;
	*l->process = joined->process;
	return joined->done ? 0 : -1;
}

static int launch_joining(struct launch *l)
{
	struct joined *joined;
	int result;

	if (l->files->joined_count == 0 || l->files->sibling) {
		l->clone_parent = l->files->sibling;
		return launch_here(l);
	}
	joined = mmap(NULL, sizeof(*joined), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (joined == MAP_FAILED)
		return fail(l->failure, STAGE_JOIN_NAMESPACES, OPERATION_MMAP, "joiner");
	result = launch_through_joiner(l, joined);
	munmap(joined, sizeof(*joined));
	return result;
}

/* start.sock is bound under a temporary name, relative to the directory: a socket's path has only 108 bytes. */
static int listen_for_start(const struct launch_files *files, struct failure *failure)
{
	static const struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = ".start.sock.new"};
	cleanup_fd int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (listener < 0)
		return FAIL(OPEN_STATE, SOCKET, "start.sock");
	if (fchmod(listener, 0600) < 0 || fchdir(files->state) < 0)
		return FAIL(OPEN_STATE, FCHDIR, "start.sock");
	if (bind(listener, (const struct sockaddr *)&address, sizeof(address)) < 0 || listen(listener, 16) < 0)
		return FAIL(OPEN_STATE, BIND, "start.sock");
	if (renameat(files->state, address.sun_path, files->state, "start.sock") < 0)
		return FAIL(OPEN_STATE, RENAME, "start.sock");
	if (chdir("/") < 0)
		return FAIL(OPEN_STATE, CHDIR, "/");
	return fd_steal(&listener);
}

/* The host's /proc, before anything of the container's can be in its place. */
static int open_proc(struct failure *failure)
{
	cleanup_fd int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct statfs fs;

	if (proc < 0 || fstatfs(proc, &fs) < 0)
		return FAIL(OPEN_STATE, OPEN, "/proc");
	if (fs.f_type != PROC_MAGIC)
		return fail_with(failure, STAGE_OPEN_STATE, OPERATION_FSTAT, ENOTSUP, "/proc: is no procfs");
	return fd_steal(&proc);
}

int launch(const struct bootstrap *message, const struct launch_files *files, const struct streams *streams,
	   struct process *process, struct failure *failure)
{
	cleanup_fd int listener = -1, proc = open_proc(failure), init_end = -1;
	int ends[2];
	struct launch l = {
	    .message = message,
	    .files = files,
	    .streams = streams,
	    .flags = bootstrap_u32(message, ATTRIBUTE_CLONE_FLAGS, 0),
	    .proc = proc,
	    .process = process,
	    .failure = failure,
	};

	*process = (struct process){.pid = -1, .pidfd = -1, .stat = -1, .report = -1, .console = -1};
	frame_reader_init(&process->reader, process->payload, sizeof(process->payload));
	if (proc < 0)
		return -1;
	if (bootstrap_u32(message, ATTRIBUTE_MODE, mode_RUN) == mode_CREATE) {
		listener = listen_for_start(files, failure);
		if (listener < 0)
			return -1;
	}
	l.listener = listener;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
		return FAIL(CREATE_NAMESPACES, SOCKET, "init");
	process->report = ends[0];
	l.report = init_end = ends[1];
	if (launch_joining(&l) < 0) {
		process_close(process);
		return -1;
	}
	frame_reader_init(&process->reader, process->payload, sizeof(process->payload));
	fcntl(process->report, F_SETFL, O_NONBLOCK);
	return 0;
}

/* The end of init's words: with execve its socket was closed, or it was killed. */
static enum launch_event ended(struct process *process, struct failure *failure)
{
	uint64_t start_time;
	unsigned flags = 0;

	/* Where its parent has reaped it already nothing can be read any more; it was told of the pid and so waits for
	 * us. */
	if (state_read_stat(process->stat, &start_time, &flags) == 0 && flags & PROCESS_FORKNOEXEC) {
		fail_with(failure, STAGE_EXEC, OPERATION_WAIT, 0, "init was killed before execve");
		return LAUNCH_FAILED;
	}
	return LAUNCH_STARTED;
}

static enum launch_event take_frame(struct process *process, const struct frame *frame, struct failure *failure)
{
	if (frame->number == FRAME_CREATED)
		return LAUNCH_CREATED;
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
		fd_close(&process->report);
		fd_close(&process->stat);
	}
	return event;
}

void process_close(struct process *process)
{
	frame_reader_close(&process->reader);
	fd_close(&process->pidfd);
	fd_close(&process->stat);
	fd_close(&process->report);
	fd_close(&process->console);
}
