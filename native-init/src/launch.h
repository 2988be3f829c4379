/*
 * launch.h - from a decoded message to a process in its namespaces (acts). Used for a container's init and for an
 * EXEC alike; the launcher is the process that calls, a monitor or a stand-in for one.
 *
 *   launch_open      what the message names as its sender sees it, opened and checked: the caller's view, before it
 * joins any launch           clones init and does for it what only a process outside can do launch_event     init's own
 * words, one at a time, when process.report is readable (epoll; nothing blocks)
 */
#ifndef LAUNCH_H
#define LAUNCH_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "bootstrap.h"
#include "frame.h"
#include "hook.h"
#include "report.h"

#define LAUNCH_NAMESPACES 8
#define LAUNCH_CGROUPS	  32

/* An open namespace file: nsfs, and of the type that was promised. */
struct namespace_file {
	int fd;
	uint32_t flag;
	const char *path;
};

/* An open cgroup: version 2's directory, for CLONE_INTO_CGROUP, or version 1's tasks. */
struct cgroup_file {
	int fd;
	const char *path;
};

struct cgroup_files {
	struct cgroup_file unified; /* fd -1 = none */
	struct cgroup_file v1[LAUNCH_CGROUPS];
	unsigned v1_count;
};

/* Everything close-on-exec. state is -1 where the message has no STATE_DIR. */
struct launch_files {
	bool sibling; /* set by main for SUPERVISION NONE: init becomes the caller's parent's child */
	int state;
	struct namespace_file host[LAUNCH_NAMESPACES];
	unsigned host_count;
	struct namespace_file joined[LAUNCH_NAMESPACES];
	unsigned joined_count;
	struct cgroup_files cgroups;
	struct cgroup_files monitor_cgroups;
	struct hook_outputs hook_outputs;
};

/* The descriptors that become the process's 0, 1 and 2; not used where the message has TERMINAL. They stay the
 * caller's. */
struct streams {
	int in;
	int out;
	int err;
};

struct process {
	pid_t pid; /* as the launcher's pid namespace counts */
	int stat;  /* /proc/PID/stat of it and of nobody else, whatever becomes of its pid */
	int pidfd;
	uint64_t start_time; /* clock ticks, /proc/PID/stat field 22 */
	int report;	     /* socket to init: readable = call launch_event */
	int console;	     /* the pty's master side, after LAUNCH_CONSOLE; else -1 */
	int listener;	     /* of the seccomp filter, after LAUNCH_LISTENER; else -1 */
	bool failed;	     /* after the clone and outside of init: told by the next launch_event */
	struct failure failure;
	struct frame_reader reader;
	char payload[FAILURE_BYTES]; /* of init's frames; struct process must not be moved while report is open */
};

enum launch_event {
	LAUNCH_PENDING,	 /* nothing to say yet */
	LAUNCH_CONSOLE,	 /* process.console is the terminal's master side */
	LAUNCH_HOOKS,	 /* AWAIT_HOOKS: init waits for launch_release, which is called once more then */
	LAUNCH_LISTENER, /* process.listener tells of what the filter stops */
	LAUNCH_CREATED,	 /* CREATE: all is made, init waits at start.sock */
	LAUNCH_STARTED,	 /* execve succeeded; report is closed. With CREATE this comes after LAUNCH_CREATED */
	LAUNCH_FAILED,	 /* failure says what; report is closed, init is dead or dying: reap it */
};

/* Opens and checks. On failure everything is closed again. */
int launch_open(const struct bootstrap *message, struct launch_files *files, struct failure *failure);
void launch_files_close(struct launch_files *files);

/* Takes the caller, which has but one thread, into the version 1 cgroups. */
int launch_enter_cgroups(const struct cgroup_files *cgroups, struct failure *failure);

/*
 * Clones init: the caller's child; or with files->sibling its parent's, and then the caller itself joins what is joined
 * and is in those namespaces afterwards. Else a short-lived joiner does that and is reaped here. -1 = there is no init,
 * no other process and no descriptor. What fails later is told by launch_event, so that whoever must reap init knows
 * its pid.
 */
int launch(const struct bootstrap *message, const struct launch_files *files, const struct streams *streams,
	   struct process *process, struct failure *failure);

/*
 * Lets init go on to its program, which it reaches no sooner: called once whoever must reap it was told its pid. A
 * launcher that is killed before it leaves no program behind that nobody knows of.
 */
void launch_release(const struct process *process);

/* Never blocks. failure is filled with LAUNCH_FAILED only: also where init was killed without a word. */
enum launch_event launch_event(struct process *process, struct failure *failure);

/* Closes what is open of pidfd, stat, report and console. Kills nobody. */
void process_close(struct process *process);

/* The payload of PROCESS, which is told with a pidfd. */
#define PROCESS_BYTES 12
void process_encode(const struct process *process, char payload[PROCESS_BYTES]);

#endif
