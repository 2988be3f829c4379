/* console.c - the process's streams: a terminal of the container's own devpts, or what the launcher has (acts). */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <termios.h>
#include <unistd.h>

#include "fd.h"
#include "frame.h"
#include "input.h"
#include "kernel.h"
#include "rootfs.h"
#include "stages.h"

/* What a relay relies on is set here, before the program can write: it gets the master while the program starts. */
static bool is_relayed(const struct init *init)
{
	return !bootstrap_has(init->message, ATTRIBUTE_CONSOLE_FD) &&
	       bootstrap_u32(init->message, ATTRIBUTE_SUPERVISION, supervision_NONE) == supervision_FOREGROUND;
}

/* Where it is relayed that of the caller's terminal, if there is one: init has the caller's streams until its own. */
static struct winsize first_size(const struct init *init, const struct terminal_record *terminal)
{
	struct winsize size = {.ws_row = (unsigned short)terminal->rows, .ws_col = (unsigned short)terminal->columns};

	if (is_relayed(init))
		ioctl(STDIN_FILENO, TIOCGWINSZ, &size);
	return size;
}

/* The master side, if /dev/pts is what it should be: a devpts, and the container's (CVE-2025-52565). */
static int open_master(struct init *init, const struct terminal_record *terminal)
{
	struct winsize size = first_size(init, terminal);
	cleanup_fd int directory = rootfs_open(init->root, "/dev/pts", O_PATH | O_DIRECTORY), master = -1;
	struct statfs fs;
	int unlocked = 0;

	if (directory < 0)
		return STEP_FAILED(OPEN, "/dev/pts");
	if (fstatfs(directory, &fs) < 0 || fs.f_type != DEVPTS_MAGIC)
		return fail_with(&init->failure, init->stage, OPERATION_FSTAT, ENODEV, "/dev/pts");
	master = openat(directory, "ptmx", O_RDWR | O_NOCTTY | O_NOFOLLOW | O_CLOEXEC);
	if (master < 0)
		return STEP_FAILED(OPENPTY, "/dev/pts/ptmx");
	if (ioctl(master, TIOCSPTLCK, &unlocked) < 0)
		return STEP_FAILED(IOCTL, "TIOCSPTLCK");
	if ((size.ws_row || size.ws_col) && ioctl(master, TIOCSWINSZ, &size) < 0)
		return STEP_FAILED(IOCTL, "TIOCSWINSZ");
	if (is_relayed(init))
		terminal_plain_newlines(master);
	return fd_steal(&master);
}

/*
 * Where it is mounted. A link there would lay the terminal over another file, out of reach of the steps that are to
 * hide that file or make it read-only (CVE-2025-52565).
 */
static int console_target(struct init *init)
{
	const char *name;
	cleanup_fd int parent = rootfs_parent(init->root, "/dev/console", &name), target = -1;
	struct stat found;

	if (parent < 0)
		return STEP_FAILED(OPEN, "/dev/console");
	if (mknodat(parent, name, S_IFREG | 0600, 0) < 0 && errno != EEXIST)
		return STEP_FAILED(MKNOD, "/dev/console");
	target = openat(parent, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (target < 0 || fstat(target, &found) < 0)
		return STEP_FAILED(OPEN, "/dev/console");
	if (S_ISLNK(found.st_mode))
		return fail_with(&init->failure, init->stage, OPERATION_CHECK_CONTAINMENT, ELOOP, "/dev/console");
	return fd_steal(&target);
}

/* The slave itself and not its name in /dev/pts; an image's /dev/console stays below it. */
static int bind_console(struct init *init)
{
	cleanup_fd int target = console_target(init), tree = -1;

	if (target < 0)
		return -1;
	tree = sys_open_tree(init->console, "", AT_EMPTY_PATH | OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	if (tree < 0)
		return STEP_FAILED(OPEN_TREE, "/dev/console");
	if (sys_move_mount(tree, "", target, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) < 0)
		return STEP_FAILED(MOVE_MOUNT, "/dev/console");
	return 0;
}

/* By the console socket if there is one, with its name, as the field's tools expect; else to the launcher. */
static int send_master(struct init *init, int master)
{
	static const char name[] = "/dev/ptmx";
	uint32_t fd = bootstrap_u32(init->message, ATTRIBUTE_CONSOLE_FD, 0);
	struct iovec part = {.iov_base = (void *)(uintptr_t)name, .iov_len = sizeof(name) - 1};
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = {0};
	struct msghdr message = {
	    .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof(control.bytes)};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	if (fd == 0)
		return frame_send(init->report, FRAME_ATTACH, NULL, 0, master) < 0 ? STEP_FAILED(SENDMSG, "console")
										   : 0;
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(header), &master, sizeof(master));
	return sendmsg((int)fd, &message, MSG_NOSIGNAL) < 0 ? STEP_FAILED(SENDMSG, "console") : 0;
}

int open_console(struct init *init)
{
	struct terminal_record terminal;
	cleanup_fd int master = -1;

	if (!bootstrap_record(init->message, ATTRIBUTE_TERMINAL, &terminal))
		return 0;
	master = open_master(init, &terminal);
	if (master < 0)
		return -1;
	/* By the master and not by a path (4.13): nothing can stand in the slave's place. */
	init->console = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (init->console < 0)
		return STEP_FAILED(IOCTL, "TIOCGPTPEER");
	if (bootstrap_has(init->message, ATTRIBUTE_ROOT) && bind_console(init) < 0)
		return -1;
	return send_master(init, master);
}

/* Programs reopen /dev/stdout: a pipe or terminal has to be its user's. A null device is everybody's and stays. */
static void own_stream(int fd, uint32_t uid)
{
	struct stat found;

	if (fstat(fd, &found) < 0 || found.st_uid == uid || (S_ISCHR(found.st_mode) && found.st_rdev == makedev(1, 3)))
		return;
	/* Refused for ids that are not mapped and on read-only files: then it stays as it was. */
	if (fchown(fd, uid, (gid_t)-1) < 0)
		errno = 0;
}

/* dup2 drops close-on-exec, and does nothing at all where both are the same. */
static int connect_stream(int from, int to)
{
	if (from == to)
		return fcntl(to, F_SETFD, 0);
	return dup2(from, to) < 0 ? -1 : 0;
}

int connect_streams(struct init *init)
{
	struct streams streams = {init->console, init->console, init->console};
	struct user_record user = {0};
	int *fds[3] = {&streams.in, &streams.out, &streams.err};

	/* Fails for a process that leads its session already, which is as good. */
	setsid();
	/* The leader of a session without a terminal may take one: job control and Ctrl-C work from here on. */
	if (init->console >= 0 && ioctl(init->console, TIOCSCTTY, 0) < 0)
		return STEP_FAILED(IOCTL, "TIOCSCTTY");
	if (init->console < 0)
		streams = *init->streams;
	/* First out of each other's way: one that is at another's place would be closed by it. */
	for (int i = 0; i < 3; i++)
		if (*fds[i] < 3 && *fds[i] != i)
			*fds[i] = fcntl(*fds[i], F_DUPFD_CLOEXEC, 3);
	bootstrap_record(init->message, ATTRIBUTE_USER, &user);
	for (int i = 0; i < 3; i++) {
		if (connect_stream(*fds[i], i) < 0)
			return STEP_FAILED(OPEN, "standard streams");
		if (user.uid != 0)
			own_stream(i, user.uid);
	}
	return 0;
}
