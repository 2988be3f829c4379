/*
 * floor.c - the least that a container of `runc spec` costs: the same namespaces, mounts, masks and cgroups around one
 * program, with nothing read, checked or remembered. The benchmark measures runtimes by it.
 *
 *   floor [-n] [-t] [-s FILTER] [-2 CGROUP] [-e PID] ROOTFS PROGRAM [CGROUP ...]
 *
 * -n: no network namespace. -t: v1's cgroups are entered by writing tasks, for which the kernel has nobody wait. -s: a file of struct sock_filter, installed last. -2: a v2 cgroup directory, entered by
 * CLONE_INTO_CGROUP; the others are v1's and entered by writing cgroup.procs. -e: one more process in the container of PID,
 * whose cgroups are there already.
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const MASKED[] = { "/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list",
				      "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware" };
static const char *const READONLY[] = { "/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger" };

static const struct {
	const char *name;
	unsigned major, minor;
} NODES[] = { { "null", 1, 3 }, { "zero", 1, 5 }, { "full", 1, 7 }, { "random", 1, 8 }, { "urandom", 1, 9 }, { "tty", 5, 0 } };

static const struct {
	const char *name, *target;
} LINKS[] = { { "fd", "/proc/self/fd" }, { "stdin", "/proc/self/fd/0" }, { "stdout", "/proc/self/fd/1" },
	      { "stderr", "/proc/self/fd/2" }, { "core", "/proc/kcore" }, { "ptmx", "pts/ptmx" } };

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define NAMESPACES (CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS)

struct order {
	const char *root, *filter, *unified;
	const char *entry;
	char *program, **legacy;
	pid_t joined;
	uint64_t namespaces;
};

static void must(int result, const char *what)
{
	if (result < 0)
		err(1, "%s", what);
}

/* Opened before anything is joined, because the container does not see the host's cgroups. Returns how many. */
static int open_v1(char **cgroups, const char *entry, int *procs, int limit)
{
	char file[4096];
	int count = 0;

	for (; *cgroups && count < limit; cgroups++) {
		snprintf(file, sizeof(file), "%s/%s", *cgroups, entry);
		procs[count] = open(file, O_WRONLY | O_CLOEXEC);
		must(procs[count++], file);
	}
	return count;
}

static void enter(const int *procs, int count)
{
	for (int i = 0; i < count; i++) {
		must((int)write(procs[i], "0", 1), "cgroup.procs");
		close(procs[i]);
	}
}

static void mount_all(const char *root)
{
	must(mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL), "/");
	must(mount(root, root, NULL, MS_BIND | MS_REC, NULL), root);
	must(chdir(root), root);
	must(mount("proc", "proc", "proc", 0, NULL), "proc");
	must(mount("tmpfs", "dev", "tmpfs", MS_NOSUID | MS_STRICTATIME, "mode=755,size=65536k"), "dev");
	must(mkdir("dev/pts", 0755) | mkdir("dev/shm", 0755) | mkdir("dev/mqueue", 0755), "dev");
	must(mount("devpts", "dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620,gid=5"), "devpts");
	must(mount("shm", "dev/shm", "tmpfs", MS_NOSUID | MS_NOEXEC | MS_NODEV, "mode=1777,size=65536k"), "shm");
	must(mount("mqueue", "dev/mqueue", "mqueue", MS_NOSUID | MS_NOEXEC | MS_NODEV, NULL), "mqueue");
	must(mount("sysfs", "sys", "sysfs", MS_NOSUID | MS_NOEXEC | MS_NODEV | MS_RDONLY, NULL), "sysfs");
}

static void make_dev(void)
{
	char path[64];

	umask(0);
	for (size_t i = 0; i < COUNT(NODES); i++) {
		snprintf(path, sizeof(path), "dev/%s", NODES[i].name);
		must(mknod(path, S_IFCHR | 0666, makedev(NODES[i].major, NODES[i].minor)), path);
	}
	for (size_t i = 0; i < COUNT(LINKS); i++) {
		snprintf(path, sizeof(path), "dev/%s", LINKS[i].name);
		must(symlink(LINKS[i].target, path), path);
	}
	umask(022);
}

static void pivot(void)
{
	must((int)syscall(SYS_pivot_root, ".", "."), "pivot_root");
	must(umount2(".", MNT_DETACH), "umount2");
	must(chdir("/"), "/");
}

static void hide(void)
{
	struct stat st;

	for (size_t i = 0; i < COUNT(MASKED); i++) {
		if (stat(MASKED[i], &st) < 0)
			continue;
		if (S_ISDIR(st.st_mode))
			must(mount("tmpfs", MASKED[i], "tmpfs", MS_RDONLY, NULL), MASKED[i]);
		else
			must(mount("/dev/null", MASKED[i], NULL, MS_BIND, NULL), MASKED[i]);
	}
	for (size_t i = 0; i < COUNT(READONLY); i++) {
		if (mount(READONLY[i], READONLY[i], NULL, MS_BIND | MS_REC, NULL) == 0)
			must(mount(NULL, READONLY[i], NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL),
			     READONLY[i]);
	}
	must(mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL), "read-only root");
}

static void drop_rights(void)
{
	const uint32_t kept = 1U << CAP_AUDIT_WRITE | 1U << CAP_KILL | 1U << CAP_NET_BIND_SERVICE;
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[2] = { { kept, kept, 0 }, { 0, 0, 0 } };
	struct rlimit files = { 1024, 1024 };

	for (int capability = 0; capability <= CAP_LAST_CAP; capability++)
		if (capability > 31 || !(kept & 1U << capability))
			prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
	must(setrlimit(RLIMIT_NOFILE, &files), "setrlimit");
	must((int)syscall(SYS_capset, &header, data), "capset");
	must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs");
}

static struct sock_fprog read_filter(const char *file)
{
	static struct sock_filter instructions[BPF_MAXINSNS];
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	ssize_t bytes = read(fd, instructions, sizeof(instructions));

	must(bytes < 0 ? -1 : 0, file);
	close(fd);
	return (struct sock_fprog){ (unsigned short)((size_t)bytes / sizeof(instructions[0])), instructions };
}

static void contain(const struct order *order, const struct sock_fprog *filter)
{
	char *argv[] = { order->program, NULL };
	char *environment[] = { "PATH=/bin", NULL };

	if (!order->joined) {
		mount_all(order->root);
		make_dev();
		pivot();
		hide();
		must(sethostname("floor", 5), "sethostname");
	}
	drop_rights();
	if (order->filter)
		must((int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, filter), "seccomp");
	execve(order->program, argv, environment);
	err(127, "%s", order->program);
}

static void join(pid_t pid, uint64_t namespaces)
{
	int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);

	must(pidfd, "pidfd_open");
	must(setns(pidfd, (int)namespaces), "setns");
}

static struct order parse(int argc, char **argv)
{
	struct order order = { .entry = "cgroup.procs", .namespaces = NAMESPACES | CLONE_NEWNET };

	for (int option; (option = getopt(argc, argv, "+nts:2:e:")) != -1;) {
		switch (option) {
		case 'n':
			order.namespaces = NAMESPACES;
			break;
		case 't':
			order.entry = "tasks";
			break;
		case 's':
			order.filter = optarg;
			break;
		case '2':
			order.unified = optarg;
			break;
		case 'e':
			order.joined = (pid_t)strtol(optarg, NULL, 10);
			break;
		default:
			exit(2);
		}
	}
	if (argc - optind < 2)
		errx(2, "usage: floor [-n] [-t] [-s FILTER] [-2 CGROUP] [-e PID] ROOTFS PROGRAM [CGROUP ...]");
	order.root = argv[optind];
	order.program = argv[optind + 1];
	order.legacy = argv + optind + 2;
	return order;
}

static void make_cgroups(const struct order *order)
{
	if (order->unified)
		must(mkdir(order->unified, 0755), order->unified);
	for (char **cgroup = order->legacy; *cgroup; cgroup++)
		must(mkdir(*cgroup, 0755), *cgroup);
}

static void remove_cgroups(const struct order *order)
{
	if (order->unified)
		must(rmdir(order->unified), order->unified);
	for (char **cgroup = order->legacy; *cgroup; cgroup++)
		must(rmdir(*cgroup), *cgroup);
}

int main(int argc, char **argv)
{
	struct order order = parse(argc, argv);
	struct clone_args args = { .flags = order.joined ? 0 : order.namespaces, .exit_signal = SIGCHLD };
	struct sock_fprog filter = { 0, NULL };
	int procs[16], count, status;
	pid_t pid;

	if (!order.joined)
		make_cgroups(&order);
	if (order.filter)
		filter = read_filter(order.filter);
	count = open_v1(order.legacy, order.entry, procs, COUNT(procs));
	if (order.unified) {
		int cgroup = open(order.unified, O_PATH | O_DIRECTORY | O_CLOEXEC);

		must(cgroup, order.unified);
		args.flags |= CLONE_INTO_CGROUP;
		args.cgroup = (uint64_t)cgroup;
	}
	if (order.joined)
		join(order.joined, order.namespaces);
	pid = (pid_t)syscall(SYS_clone3, &args, sizeof(args));
	must(pid, "clone3");
	if (pid == 0) {
		enter(procs, count);
		contain(&order, &filter);
	}
	must(waitpid(pid, &status, 0), "waitpid");
	if (!order.joined)
		remove_cgroups(&order);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
