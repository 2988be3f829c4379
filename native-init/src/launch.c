/* launch.c - the launcher's side of a launch, up to the clone: joins what is joined and clones init (acts). */
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
#include <sys/wait.h>
#include <unistd.h>

#include "attend.h"
#include "fd.h"
#include "idmaps.h"
#include "kernel.h"
#include "namespaces.h"
#include "netdevices.h"
#include "scheduling.h"
#include "stages.h"
#include "witness.h"

/* Runs in the child. Never returns: it executes the program, or says what failed and ends. */
static _Noreturn void become_init(struct launch *l)
{
	char command[4096];
	const struct launch_files *files = l->files;
	struct init init = {
	    .message = l->message,
	    .streams = l->streams,
	    .supervised = !files->sibling,
	    .user_namespace = l->flags & CLONE_NEWUSER || namespaces_joined(&files->namespaces, CLONE_NEWUSER),
	    .sources_sent = sources_are_sent(l->message, &files->namespaces),
	    .cgroups = &files->cgroups,
	    .report = l->report,
	    .listener = l->listener,
	    .starter = -1,
	    .state = files->state,
	    .root = files->root,
	    .in_host = files->root >= 0 || bootstrap_u32(l->message, ATTRIBUTE_HOST_ROOT, 0),
	    .made.directory = -1,
	    .proc = l->proc,
	    .hook_outputs = files->hook_outputs,
	    .sources.ids = l->sources.ids,
	    .console = -1,
	    .command = command,
	};

	close(l->process->report);
	run_stages(&init);
	_exit(EXIT_FAILURE);
}

/* What has most likely stood in the way: clone3 does everything at once and has one error for it. */
static int clone_failed(struct launch *l, const struct cgroup_file *cgroup)
{
	const char *object = cgroup->fd >= 0 ? cgroup->path : "init";

	if (errno == ENOSPC || errno == EUSERS)
		object = "namespaces: their number or depth, see /proc/sys/user";
	else if (errno == ENOMEM && namespaces_joined(&l->files->namespaces, CLONE_NEWPID))
		object =
		    "the joined pid namespace has ended"; /* with its first process, for good (pid_namespaces(7)) */
	return fail(l->failure, STAGE_CREATE_NAMESPACES, OPERATION_CLONE, object);
}

/*
 * All namespaces at once, so that the new user namespace owns the others. Two are left to init: a cgroup namespace made
 * here would have its root at our own cgroup, and a time namespace has to be empty while its offsets are written.
 */
static int clone_init(struct launch *l)
{
	const struct cgroup_file *cgroup = &l->files->cgroups.unified;
	struct processors kept;
	int pidfd = -1;
	pid_t pid;
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
	if (scheduling_begin(l->message, &kept, l->failure) < 0)
		return -1;
	/* Not at once to process: a joiner shares that with its caller, and init's own 0 would be written there. */
	pid = sys_clone3(&args);
	if (pid == 0)
		become_init(l);
	if (pid < 0)
		clone_failed(l, cgroup);
	scheduling_end(&kept);
	if (pid < 0)
		return -1;
	l->process->pid = pid;
	l->process->pidfd = pidfd;
	return 0;
}

/* What takes rights over the host, while we have them: init inherits a score that it could not lower itself. */
static int prepare_to_join_user(struct launch *l)
{
	const char *score = bootstrap_str(l->message, ATTRIBUTE_OOM_SCORE_ADJ);

	if (score && proc_write(l->proc, getpid(), "oom_score_adj", score) < 0)
		return fail(l->failure, STAGE_LIMITS, OPERATION_WRITE, "oom_score_adj");
	if (!sources_are_sent(l->message, &l->files->namespaces))
		return 0;
	return sources_open_early(&l->sources, l->message, &l->files->namespaces, l->failure);
}

/* The last of what is done as the host sees it. */
static int prepare_to_join(struct launch *l)
{
	const struct namespaces *namespaces = &l->files->namespaces;
	const struct namespace_file *network = namespaces_joined(namespaces, CLONE_NEWNET);

	if (network && netdevices_move(l->message, l->proc, network->fd, l->failure) < 0)
		return -1;
	if (mount_ids_make(&l->sources.ids, l->message, l->proc, l->failure) < 0)
		return -1;
	return namespaces_joined(namespaces, CLONE_NEWUSER) ? prepare_to_join_user(l) : 0;
}

static int join(struct launch *l)
{
	const struct namespace_file *user = namespaces_joined(&l->files->namespaces, CLONE_NEWUSER);

	if (namespaces_join(&l->files->namespaces, l->failure) < 0)
		return -1;
	return user ? idmaps_check(l->message, l->proc, user->path, l->failure) : 0;
}

static int launch_witnessed(struct launch *l)
{
	if (prepare_to_join(l) < 0 || join(l) < 0 || clone_init(l) < 0) {
		sources_close(&l->sources);
		return -1;
	}
	attend_init(l);
	return 0;
}

/* In the process that joins: the caller, or its joiner. */
static int launch_here(struct launch *l)
{
	struct witness witness;
	int result;

	if (!namespaces_joined(&l->files->namespaces, CLONE_NEWTIME))
		return launch_witnessed(l);
	if (witness_begin(&witness) < 0)
		return fail(l->failure, STAGE_JOIN_NAMESPACES, OPERATION_CLONE, "witness");
	l->witness = &witness;
	result = launch_witnessed(l);
	l->witness = NULL;
	witness_end(&witness);
	return result;
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

	if (l->files->namespaces.joined_count == 0 || l->files->sibling) {
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

int launch(const struct bootstrap *message, const struct launch_files *files, const struct streams *streams,
	   struct process *process, struct failure *failure)
{
	cleanup_fd int listener = -1, proc = proc_open(failure), init_end = -1;
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

	*process = (struct process){.pid = -1, .pidfd = -1, .stat = -1, .report = -1, .console = -1, .listener = -1};
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
