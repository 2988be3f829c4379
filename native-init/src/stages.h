/*
 * stages.h - what init knows while it makes its container, and the steps that stages.c puts in order. Each step does
 * nothing where the message asks for nothing of its kind; on failure it fills init->failure and returns -1.
 */
#ifndef STAGES_H
#define STAGES_H

#include <stdbool.h>

#include "bootstrap.h"
#include "cgroups.h"
#include "files.h"
#include "hook.h"
#include "report.h"
#include "rootfs.h"
#include "sources.h"

struct init {
	const struct bootstrap *message;
	const struct streams *streams;
	enum stage_number stage; /* of the step that runs */
	bool supervised;	 /* the launcher is our parent and stays: we die with it until execve */
	bool user_namespace;	 /* new or joined */
	bool sources_sent;	 /* the launcher opens host trees for us */
	bool released;		 /* the launcher has said that whoever must reap us knows of us */
	bool running;		 /* others live in this root: a symbolic link may be put in our way at any time */
	bool in_host;	  /* the root is one directory of our mount namespace's: chroot is all that leads into it */
	bool root_placed; /* the root is mounted where hooks look for it, and not over "/" */
	const struct cgroup_files *cgroups; /* until close_descriptors */
	struct sources sources;		    /* host trees for the root and the bind mounts */
	int report;			    /* to the launcher */
	int listener;			    /* start.sock; -1 = RUN or EXEC */
	int starter;			    /* the connection that asked to start; -1 = none */
	int state;			    /* STATE_DIR; -1 = none */
	int root;			    /* the container's root directory; until close_descriptors */
	struct place made;		    /* where the last mount's target was made; mount_all's own */
	int proc; /* the host's /proc, opened and verified before anything of the container's was mounted; as long */
	struct hook_outputs hook_outputs;
	int console;   /* the terminal's slave side; -1 = pipes */
	char *command; /* path of the program; PATH_MAX bytes */
	struct failure failure;
};

/* A step's last statement where a call failed: with the stage that it runs in. */
#define STEP_FAILED(operation, object) fail(&init->failure, init->stage, OPERATION_##operation, object)

/* process.c */
int prepare_process(struct init *init);
int renew_death_signal(struct init *init);
int await_start(struct init *init);
int close_descriptors(struct init *init);
int prepare_execution(struct init *init);
int execute(struct init *init);

/* unshare.c */
int enter_new_namespaces(struct init *init);
int enter_cgroups(struct init *init);
int await_launcher(struct init *init);
int await_release(struct init *init);
int become_root(struct init *init);

/* hooks.c */
int await_runtime_hooks(struct init *init);
int run_create_container_hooks(struct init *init);
int run_start_container_hooks(struct init *init);

/* network.c */
int raise_loopback(struct init *init);

/* root.c */
int make_root(struct init *init);
int protect_root(struct init *init);
int enter_root(struct init *init);

/* mounts.c */
int mount_all(struct init *init);
int remount_last(struct init *init);

/* devices.c */
int make_devices(struct init *init);
int make_symlinks(struct init *init);

/* console.c */
int open_console(struct init *init);
int connect_streams(struct init *init);

/* hide.c */
int mask_paths(struct init *init);
int protect_paths(struct init *init);

/* sysctls.c */
int write_sysctls(struct init *init);
int set_names(struct init *init);

/* limits.c */
int set_limits(struct init *init);

/* scheduling.c */
int schedule(struct init *init);

/* labels.c */
int label_program(struct init *init);

/* home.c */
int find_home_directory(struct init *init);

/* seccomp.c */
int filter_early(struct init *init);
int filter_listening(struct init *init);
int filter_hooks(struct init *init);
int filter_late(struct init *init);

/* credentials.c */
int join_keyring(struct init *init);
int set_personality(struct init *init);
int drop_credentials(struct init *init);

/* command.c */
int make_working_directory(struct init *init);
int enter_working_directory(struct init *init);
int find_command(struct init *init);

/* stages.c: runs them all; returns only where one failed, and its failure is told by then. */
void run_stages(struct init *init);

#endif
