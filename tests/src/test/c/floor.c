/*
 * floor.c - the least that a container of `runc spec` costs: the same namespaces, mounts, masks and cgroups around one
 * program, with nothing read, checked or remembered. The benchmark measures runtimes by it.
 *
 *   floor ROOTFS PROGRAM [-2 CGROUP] [CGROUP ...]
 *
 * -2: a v2 cgroup directory, entered by CLONE_INTO_CGROUP; the others are v1's and entered by writing cgroup.procs.
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
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

static void must(int result, const char *what)
{
	if (result < 0)
		err(1, "%s", what);
}

static void put(const char *file, const char *text)
{
	int fd = open(file, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		err(1, "%s", file);
	close(fd);
}

static void join_v1(char **cgroups)
{
	char file[4096];

	for (; *cgroups; cgroups++) {
		snprintf(file, sizeof(file), "%s/cgroup.procs", *cgroups);
		put(file, "0");
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

static void contain(const char *root, char *program, char **cgroups)
{
	char *argv[] = { program, NULL };
	char *environment[] = { "PATH=/bin", NULL };

	join_v1(cgroups);
	mount_all(root);
	make_dev();
	pivot();
	hide();
	must(sethostname("floor", 5), "sethostname");
	drop_rights();
	execve(program, argv, environment);
	err(127, "%s", program);
}

int main(int argc, char **argv)
{
	struct clone_args args = { .flags = CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNET,
				   .exit_signal = SIGCHLD };
	int first = argc > 4 && strcmp(argv[3], "-2") == 0 ? 5 : 3, status;
	pid_t pid;

	if (argc < 3)
		errx(2, "usage: floor ROOTFS PROGRAM [-2 CGROUP] [CGROUP ...]");
	for (int i = first == 5 ? 4 : first; i < argc; i++)
		must(mkdir(argv[i], 0755), argv[i]);
	if (first == 5) {
		int cgroup = open(argv[4], O_PATH | O_DIRECTORY | O_CLOEXEC);

		must(cgroup, argv[4]);
		args.flags |= CLONE_INTO_CGROUP;
		args.cgroup = (uint64_t)cgroup;
	}
	pid = (pid_t)syscall(SYS_clone3, &args, sizeof(args));
	must(pid, "clone3");
	if (pid == 0)
		contain(argv[1], argv[2], argv + first);
	must(waitpid(pid, &status, 0), "waitpid");
	for (int i = first == 5 ? 4 : first; i < argc; i++)
		must(rmdir(argv[i]), argv[i]);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
