/* test_namespaces.c - namespaces, new and joined, as they look from inside. Needs root. */
#include "launched.h"

static struct message message;

static void test_own_namespaces(void)
{
	struct outcome outcome;

	begin(&message, USUAL | CLONE_NEWNET | CLONE_NEWCGROUP | CLONE_NEWTIME, NULL);
	put_u32(&message, NUMBER_LOOPBACK, 1);
	put_str(&message, NUMBER_HOSTNAME, "inside");
	put_str(&message, NUMBER_TIME_OFFSETS, "monotonic 864000 0\nboottime 864000 0\n");
	put_script(&message, "for n in pid ipc uts mnt net cgroup time; do readlink /proc/self/ns/$n; done; "
			     "hostname; cat /proc/uptime; cat /proc/net/dev | grep lo:; cat /sys/none; echo ends");
	outcome = run(&message);
	for (size_t i = 0; i < 7; i++) {
		static const char *const words[] = {"pid", "ipc", "uts", "mnt", "net", "cgroup", "time"};
		char path[64], inode[64], rule[64];

		snprintf(path, sizeof(path), "/proc/self/ns/%s", words[i]);
		inode[readlink(path, inode, sizeof(inode) - 1)] = '\0';
		snprintf(rule, sizeof(rule), "its %s namespace is its own", words[i]);
		CHECK(!strstr(outcome.output, inode) && says(&outcome, words[i]), rule);
	}
	CHECK(says(&outcome, "inside\n"), "the host name is that of its UTS namespace");
	CHECK(strtod(strstr(outcome.output, "inside\n") + 7, NULL) > 864000, "boot was earlier by the time offset");
	CHECK(says(&outcome, "ends"), "and it runs to its end");
}

/* A process that holds namespaces for others to join. */
static pid_t hold_namespaces(int flags)
{
	int ready[2];
	pid_t holder;
	char go;

	REQUIRE(pipe(ready) == 0);
	holder = fork();
	REQUIRE(holder >= 0);
	if (holder == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (unshare(flags) < 0)
			_exit(1);
		/* The pid namespace has its first process now, which has to live as long as it. */
		if (flags & CLONE_NEWPID && fork() > 0) {
			pause();
			_exit(0);
		}
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (write(ready[1], "g", 1) == 1)
			pause();
		_exit(0);
	}
	REQUIRE(read(ready[0], &go, 1) == 1);
	close(ready[0]);
	close(ready[1]);
	return holder;
}

static const char *namespace_of(pid_t pid, const char *word)
{
	static char names[4][64];
	static unsigned next;
	char path[64], *name = names[next++ % 4];
	ssize_t length;

	snprintf(path, sizeof(path), "/proc/%d/ns/%s", pid, word);
	length = readlink(path, name, sizeof(names[0]) - 1);
	REQUIRE(length > 0);
	name[length] = '\0';
	return name;
}

static void test_joining(void)
{
	struct outcome outcome;
	char paths[512];
	pid_t holder = hold_namespaces(CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWIPC);

	snprintf(paths, sizeof(paths), "ipc:/proc/%d/ns/ipc,uts:/proc/%d/ns/uts,net:/proc/%d/ns/net", holder, holder,
		 holder);
	begin(&message, CLONE_NEWNS | CLONE_NEWPID, paths);
	put_script(&message, "for n in ipc uts net; do readlink /proc/self/ns/$n; done; echo pid $$");
	outcome = run(&message);
	CHECK(says(&outcome, namespace_of(holder, "ipc")) && says(&outcome, namespace_of(holder, "uts")) &&
		  says(&outcome, namespace_of(holder, "net")),
	      "namespaces are joined by path");
	CHECK(says(&outcome, "pid 1\n"), "beside others that are new");
	tap_kill(holder, SIGKILL);
	reap(holder);
}

static void test_joining_pid(void)
{
	struct outcome outcome;
	char paths[512];
	pid_t holder = hold_namespaces(CLONE_NEWPID);
	int status;

	snprintf(paths, sizeof(paths), "pid:/proc/%d/ns/pid_for_children", holder);
	begin(&message, CLONE_NEWNS, paths);
	put_script(&message, "echo pid $$; ls /proc; exit 3");
	outcome = run(&message);
	CHECK(outcome.status == 3 && says(&outcome, "pid 2\n"), "in a joined pid namespace it is not the first");
	CHECK(says(&outcome, "\n1\n"), "it sees the other's processes");
	CHECK(waitpid(holder, &status, WNOHANG) == 0, "its end is not theirs");
	tap_kill(holder, SIGKILL);
	reap(holder);
}

/* A namespace file keeps a pid namespace from vanishing, but not from ending. */
static void test_ended_pid(void)
{
	struct outcome outcome;
	char path[64], paths[80];
	pid_t holder = hold_namespaces(CLONE_NEWPID);
	int kept;

	snprintf(path, sizeof(path), "/proc/%d/ns/pid_for_children", holder);
	kept = open(path, O_RDONLY | O_CLOEXEC);
	REQUIRE(kept >= 0);
	shell("kill -9 $(cat /proc/%d/task/%d/children)", holder, holder);
	snprintf(paths, sizeof(paths), "pid:/proc/%d/fd/%d", getpid(), kept);
	begin(&message, CLONE_NEWNS, paths);
	put_script(&message, "true");
	outcome = run(&message);
	CHECK(fails(&outcome, STAGE_CREATE_NAMESPACES, OPERATION_CLONE, ENOMEM) && strstr(outcome.object, "has ended"),
	      "a pid namespace whose first process is gone is said to have ended");
	close(kept);
	tap_kill(holder, SIGKILL);
	reap(holder);
}

static void test_bad_namespaces(void)
{
	struct outcome outcome;
	char path[512], paths[600];

	begin(&message, CLONE_NEWNS, "net:/proc/self/ns/uts");
	put_script(&message, "true");
	outcome = run(&message);
	CHECK(fails(&outcome, STAGE_JOIN_NAMESPACES, OPERATION_CHECK_NAMESPACE, EINVAL) &&
		  strcmp(outcome.object, "/proc/self/ns/uts: is a uts namespace, must be a network namespace") == 0,
	      "a namespace of another type is refused");
	begin(&message, CLONE_NEWNS, "net:/etc/passwd");
	put_script(&message, "true");
	outcome = run(&message);
	CHECK(fails(&outcome, STAGE_JOIN_NAMESPACES, OPERATION_CHECK_NAMESPACE, EINVAL),
	      "a file that is none is refused");
	snprintf(path, sizeof(path), "%s", in_folder("fifo"));
	REQUIRE(mkfifo(path, 0600) == 0);
	snprintf(paths, sizeof(paths), "net:%s", path);
	begin(&message, CLONE_NEWNS, paths);
	put_script(&message, "true");
	outcome = run(&message);
	CHECK(fails(&outcome, STAGE_JOIN_NAMESPACES, OPERATION_CHECK_NAMESPACE, EINVAL),
	      "and so is a fifo, without waiting for it");
	begin(&message, CLONE_NEWNS, "net:/proc/4194305/ns/net");
	put_script(&message, "true");
	outcome = run(&message);
	CHECK(fails(&outcome, STAGE_JOIN_NAMESPACES, OPERATION_OPEN, ENOENT),
	      "a pid that is gone is said to be missing");
	begin(&message, CLONE_NEWNS, "nets:/proc/self/ns/net");
	put_script(&message, "true");
	outcome = run(&message);
	CHECK(fails(&outcome, STAGE_JOIN_NAMESPACES, OPERATION_DECODE, EINVAL), "an unknown type is refused");
	CHECK(outcome.pid == 0, "before there is any process");
}

static void put_maps(uint32_t flags)
{
	begin_bare(&message, flags | CLONE_NEWUSER, NULL);
	put_mode(&message, mode_RUN, supervision_NONE);
	put_str(&message, NUMBER_UID_MAP, "0 100000 65536\n");
	put_str(&message, NUMBER_GID_MAP, "0 200000 65536\n");
	put_u32(&message, NUMBER_SETGROUP, 1);
	put_usual(&message);
}

static void test_user_namespace(void)
{
	struct outcome outcome;

	shell("mkdir -p %s/root/proc %s/root/dev %s/secret && echo treasure > %s/secret/file && chmod 0700 %s/secret",
	      folder, folder, folder, folder, folder);
	put_maps(USUAL);
	put_bind(&message, in_folder("secret/file"), "/dev/file", 0, MOUNT_ATTR_RDONLY);
	put_user(&message, 1000, 1000, 022);
	put_u32(&message, NUMBER_SUPPLEMENTARY_GID, 44);
	put_script(&message,
		   "cat /proc/self/uid_map /proc/self/gid_map; id; echo > /dev/null && echo null works; cat /dev/file");
	outcome = run(&message);
	CHECK(says(&outcome, "100000      65536") && says(&outcome, "200000      65536"),
	      "ids are mapped as the message says");
	CHECK(says(&outcome, "uid=1000 gid=1000 groups=44"), "the process has its ids inside");
	CHECK(says(&outcome, "null works"), "devices are the host's own");
	CHECK(says(&outcome, "treasure"), "the launcher opens what the container's root may not see");
	put_maps(USUAL);
	put_str(&message, NUMBER_UID_MAP, "0 0 0\n");
	put_script(&message, "true");
	outcome = run(&message);
	CHECK(fails(&outcome, STAGE_READ_MESSAGE, OPERATION_DECODE, EBADMSG), "one map is one attribute");
}

static void test_scratch_in_user_namespace(void)
{
	struct outcome outcome;

	shell("mkdir -p %s/private", folder);
	begin_bare(&message, USUAL | CLONE_NEWUSER, NULL);
	put_mode(&message, mode_RUN, supervision_NONE);
	put_str(&message, NUMBER_UID_MAP, "0 100000 65536\n");
	put_str(&message, NUMBER_GID_MAP, "0 100000 65536\n");
	put_u32(&message, NUMBER_SETGROUP, 1);
	put_str(&message, NUMBER_SCRATCH, in_folder("private"));
	put_overlay(&message, in_folder("root"), in_folder("private"), true);
	put_filesystem(&message, "proc", "/proc", 0);
	put_bind(&message, in_folder("secret"), "/tmp", mount_flag_IDMAP, 0);
	put_script(&message, "touch /mine && ls /mine /etc/plain; ls /tmp");
	outcome = run(&message);
	CHECK(says(&outcome, "/etc/plain\n/mine\n"), "a private layer in a user namespace");
	CHECK(says(&outcome, "file\n"), "beside idmapped mounts");
}

static void test_rootless(void)
{
	struct outcome outcome;

	shell("mkdir -p %s/root/proc %s/root/dev %s/root/sys", folder, folder, folder);
	begin_bare(&message, USUAL | CLONE_NEWUSER | CLONE_NEWNET, NULL);
	put_mode(&message, mode_RUN, supervision_NONE);
	put_str(&message, NUMBER_UID_MAP, "0 1000 1\n");
	put_str(&message, NUMBER_GID_MAP, "0 1000 1\n");
	put_u32(&message, NUMBER_ROOTLESS_EUID, 1);
	put_usual(&message);
	put_bind(&message, in_folder("volume"), "/sys", 0, 0);
	put_script(&message, "id -u; cat /proc/self/setgroups; echo > /dev/null && ls /sys");
	shell("mkdir -p %s/volume && touch %s/volume/seen", folder, folder);
	sender_rootless = true;
	outcome = run(&message);
	sender_rootless = false;
	CHECK(says(&outcome, "0\ndeny\n") && says(&outcome, "seen"),
	      "a sender without rights makes a container of its own ids");
}

static void test_joined_user_namespace(void)
{
	struct outcome outcome;
	char paths[512];
	pid_t holder = hold_namespaces(CLONE_NEWUSER | CLONE_NEWUTS);
	pid_t host = hold_namespaces(CLONE_NEWNET);

	shell("echo '0 100000 65536' > /proc/%d/uid_map && echo '0 100000 65536' > /proc/%d/gid_map", holder, holder);
	/* The network is the host's: it can only be joined before its own user namespace is left. */
	snprintf(paths, sizeof(paths), "user:/proc/%d/ns/user,uts:/proc/%d/ns/uts,net:/proc/%d/ns/net", holder, holder,
		 host);
	begin(&message, CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC, paths);
	put_str(&message, NUMBER_OOM_SCORE_ADJ, "9");
	put_script(&message, "for n in user uts net; do readlink /proc/self/ns/$n; done; id");
	outcome = run(&message);
	CHECK(says(&outcome, namespace_of(holder, "user")) && says(&outcome, namespace_of(holder, "uts")),
	      "a user namespace is joined, and one that it owns");
	CHECK(says(&outcome, namespace_of(host, "net")), "and one that the host owns");
	CHECK(says(&outcome, "uid=0 gid=0"), "it is root there");
	tap_kill(holder, SIGKILL);
	tap_kill(host, SIGKILL);
	reap(holder);
	reap(host);
}

static void test_sysctls(void)
{
	struct outcome outcome;
	struct record record = {0};

	begin(&message, USUAL | CLONE_NEWNET, NULL);
	add_str(&record, "net/ipv4/ip_unprivileged_port_start");
	add_str(&record, "77");
	put_record(&message, NUMBER_SYSCTL, &record);
	put_script(&message, "cat /proc/sys/net/ipv4/ip_unprivileged_port_start");
	outcome = run(&message);
	CHECK(says(&outcome, "77\n"), "kernel parameters are set in its namespaces");
	record.length = 0;
	add_str(&record, "../../etc/passwd");
	add_str(&record, "77");
	put_record(&message, NUMBER_SYSCTL, &record);
	outcome = run(&message);
	CHECK(fails(&outcome, STAGE_SYSCTLS, OPERATION_OPEN, EXDEV), "and no path leads out of /proc/sys");
	begin_bare(&message, USUAL | CLONE_NEWNET | CLONE_NEWUSER, NULL);
	put_mode(&message, mode_RUN, supervision_NONE);
	put_str(&message, NUMBER_UID_MAP, "0 100000 65536\n");
	put_str(&message, NUMBER_GID_MAP, "0 100000 65536\n");
	put_usual(&message);
	record.length = 0;
	add_str(&record, "net/ipv4/ip_unprivileged_port_start");
	add_str(&record, "78");
	put_record(&message, NUMBER_SYSCTL, &record);
	put_script(&message, "cat /proc/sys/net/ipv4/ip_unprivileged_port_start");
	outcome = run(&message);
	CHECK(says(&outcome, "78\n"), "also by the root of a user namespace");
}

int main(void)
{
	if (!make_rootfs("containers from real messages"))
		return tap_end();
	test_own_namespaces();
	test_joining();
	test_joining_pid();
	test_ended_pid();
	test_bad_namespaces();
	test_user_namespace();
	test_scratch_in_user_namespace();
	test_rootless();
	test_joined_user_namespace();
	test_sysctls();
	return tap_end();
}
