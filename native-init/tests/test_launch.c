/* test_launch.c - containers end to end: what is inside is asked from inside. Needs root. */
#include "launched.h"

static struct message message;

static void test_narrow_path(void)
{
	struct outcome outcome;

	begin(&message, USUAL, NULL);
	put_script(&message, "echo pid $$; ls /; exit 7");
	outcome = run(&message);
	CHECK(outcome.status == 7, "the exit code is the program's");
	CHECK(outcome.frames[FRAME_PROCESS] == 1 && outcome.frames[FRAME_STARTED] == 1, "PROCESS and STARTED are told");
	CHECK(says(&outcome, "pid 1\n"), "it is the first of its pid namespace");
	CHECK(!strstr(outcome.output, "home\n") && says(&outcome, "etc\n"), "its root is the one that was named");
}

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
	kill(holder, SIGKILL);
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
	kill(holder, SIGKILL);
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
	kill(holder, SIGKILL);
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
		  strcmp(outcome.object, "/proc/self/ns/uts: is a uts namespace, must be a net namespace") == 0,
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
	put_root(&message, 0, in_folder("root"), "", NULL, 0);
	put_filesystem(&message, "proc", "/proc", 0);
	put_dev(&message);
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
	static char options[4096];
	struct outcome outcome;
	size_t length;

	shell("mkdir -p %s/private", folder);
	length =
	    (size_t)snprintf(options, sizeof(options),
			     "lowerdir%c%s/root%cupperdir%c%s/private/upper%cworkdir%c%s/private/work%cuserxattr%c%c",
			     0, folder, 0, 0, folder, 0, 0, folder, 0, 0, 0);
	begin_bare(&message, USUAL | CLONE_NEWUSER, NULL);
	put_mode(&message, mode_RUN, supervision_NONE);
	put_str(&message, NUMBER_UID_MAP, "0 100000 65536\n");
	put_str(&message, NUMBER_GID_MAP, "0 100000 65536\n");
	put_u32(&message, NUMBER_SETGROUP, 1);
	put_str(&message, NUMBER_SCRATCH, in_folder("private"));
	put_root(&message, 0, "overlay", "overlay", options, length);
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
	kill(holder, SIGKILL);
	kill(host, SIGKILL);
	reap(holder);
	reap(host);
}

static void test_mounts(void)
{
	static const char options[] = "mode\0"
				      "700\0"
				      "size\0"
				      "64k";
	struct outcome outcome;

	shell("mkdir -p %s/volume && echo hello > %s/volume/file && ln -sfn /etc/plain %s/root/outside", folder, folder,
	      folder);
	begin(&message, USUAL, NULL);
	put_bind(&message, in_folder("volume"), "/data/deep/er", mount_flag_RECURSIVE, MOUNT_ATTR_RDONLY);
	put_bind(&message, in_folder("volume/file"), "/data/file", 0, 0);
	put_bind(&message, in_folder("absent"), "/data/absent", mount_flag_OPTIONAL, 0);
	put_mount(&message, &(struct mounting){.kind = mount_kind_FILESYSTEM,
					       .source = "tmpfs",
					       .target = "/tmp",
					       .fstype = "tmpfs",
					       .options = options,
					       .options_length = sizeof(options)});
	put_mount(&message, &(struct mounting){.kind = mount_kind_FILESYSTEM,
					       .flags = mount_flag_COPY_UP,
					       .source = "tmpfs",
					       .target = "/etc",
					       .fstype = "tmpfs"});
	put_script(
	    &message,
	    "cat /data/deep/er/file /data/file; touch /data/deep/er/x; echo more >> /data/file; ls -d /data/absent; "
	    "cat /etc/plain /etc/sub/deep; touch /etc/mine; stat -c %a /tmp; cat /proc/self/mountinfo");
	outcome = run(&message);
	CHECK(says(&outcome, "hello\nhello\n"), "directories and files are bound, and their targets made");
	CHECK(says(&outcome, "touch: /data/deep/er/x: Read-only file system"),
	      "a bind mount is read-only where it is asked for");
	CHECK(says(&outcome, "/data/absent: No such file"), "an optional source may be missing");
	CHECK(says(&outcome, "plain\ndeep\n"), "a tmpfs starts with what was there");
	CHECK(says(&outcome, "\n700\n"), "a file system has its options");
	CHECK(!strstr(outcome.output, " - devtmpfs ") && !strstr(outcome.output, "sysfs"),
	      "no mount of the host is left");
	begin(&message, USUAL, NULL);
	put_bind(&message, in_folder("volume"), "/outside", 0, 0);
	put_script(&message, "true");
	outcome = run(&message);
	CHECK(fails(&outcome, STAGE_MOUNTS, OPERATION_MOVE_MOUNT, EINVAL), "a directory is not mounted on a file");
	begin(&message, USUAL, NULL);
	put_mount(&message, &(struct mounting){.kind = mount_kind_FILESYSTEM,
					       .source = "tmpfs",
					       .target = "/tmp",
					       .fstype = "tmpfs",
					       .options = "nonsense\0"
							  "1",
					       .options_length = 11});
	put_script(&message, "true");
	outcome = run(&message);
	CHECK(fails(&outcome, STAGE_MOUNTS, OPERATION_FSCONFIG, EINVAL) && strstr(outcome.object, "nonsense"),
	      "an unknown option is named");
}

static void test_containment(void)
{
	struct outcome outcome;

	shell("mkdir -p %s/volume && ln -sfn ../../../../../../../..%s/volume %s/root/way-out && rm -rf %s/volume/made",
	      folder, folder, folder, folder);
	begin(&message, USUAL, NULL);
	put_filesystem(&message, "tmpfs", "/way-out/made", 0);
	put_script(&message, "true");
	outcome = run(&message);
	CHECK(access(in_folder("volume/made"), F_OK) < 0, "a symbolic link out of the root leads nowhere");
	CHECK(outcome.frames[FRAME_STARTED] == 0 || outcome.status == 0, "it stays inside or is refused");
	shell("mkdir %s/linked && cp -a %s/root/bin %s/linked && ln -s /bin %s/linked/proc", folder, folder, folder,
	      folder);
	begin_bare(&message, USUAL, NULL);
	put_mode(&message, mode_RUN, supervision_NONE);
	put_root(&message, 0, in_folder("linked"), "", NULL, 0);
	put_filesystem(&message, "proc", "/proc", 0);
	put_script(&message, "true");
	outcome = run(&message);
	CHECK(fails(&outcome, STAGE_MOUNTS, OPERATION_CHECK_CONTAINMENT, ENOTDIR),
	      "an image's /proc is no symbolic link");
}

static void test_hidden_paths(void)
{
	struct outcome outcome;

	begin(&message, USUAL, NULL);
	put_str(&message, NUMBER_READONLY_PATH, "/proc/sys");
	put_str(&message, NUMBER_READONLY_PATH, "/absent");
	put_str(&message, NUMBER_MASKED_PATH, "/proc/keys");
	put_str(&message, NUMBER_MASKED_PATH, "/proc/fs");
	put_str(&message, NUMBER_MASKED_PATH, "/etc/sub");
	put_str(&message, NUMBER_MASKED_PATH, "/absent");
	put_script(&message, "cat /proc/keys | grep -c .; ls /etc/sub /proc/fs; echo x > /proc/sys/kernel/hostname; "
			     "touch /etc/sub/x; cat /proc/self/mountinfo; touch /etc/free && echo free");
	outcome = run(&message);
	CHECK(says(&outcome, "0\n/etc/sub:\n\n/proc/fs:\n"), "masked files and directories are empty");
	CHECK(says(&outcome, "/proc/sys/kernel/hostname: Read-only file system"), "read-only paths can't be written");
	CHECK(says(&outcome, "/etc/sub/x: Read-only file system"), "nor can masked ones");
	CHECK(says(&outcome, "free\n"), "what is not named stays as it is");
}

static void test_readonly_root(void)
{
	struct outcome outcome;

	begin_bare(&message, USUAL, NULL);
	put_mode(&message, mode_RUN, supervision_NONE);
	put_root(&message, 1, in_folder("root"), "", NULL, 0);
	put_filesystem(&message, "proc", "/proc", 0);
	put_filesystem(&message, "tmpfs", "/tmp", 0);
	put_str(&message, NUMBER_CWD, "/made/for/work");
	put_script(&message, "pwd; touch /x; touch /tmp/x && echo writable");
	outcome = run(&message);
	CHECK(says(&outcome, "/made/for/work\n"), "a missing working directory is made");
	CHECK(says(&outcome, "touch: /x: Read-only file system"), "a read-only root is read-only");
	CHECK(says(&outcome, "writable\n"), "and the mounts in it are not");
}

static void test_overlay(void)
{
	static char options[4096];
	struct outcome outcome;
	size_t length;

	shell("mkdir -p %s/scratch && mount -t tmpfs tmpfs %s/scratch && mkdir %s/scratch/upper %s/scratch/work",
	      folder, folder, folder, folder);
	length = (size_t)snprintf(options, sizeof(options),
				  "lowerdir%c%s/root%cupperdir%c%s/scratch/upper%cworkdir%c%s/scratch/work%c", 0,
				  folder, 0, 0, folder, 0, 0, folder, 0);
	begin_bare(&message, USUAL, NULL);
	put_mode(&message, mode_RUN, supervision_NONE);
	put_root(&message, 0, "overlay", "overlay", options, length);
	put_filesystem(&message, "proc", "/proc", 0);
	put_script(&message, "echo changed > /etc/plain; cat /etc/plain; readlink /proc/self/root");
	outcome = run(&message);
	CHECK(says(&outcome, "changed\n"), "an overlay is a root");
	shell("grep -q plain %s/root/etc/plain && grep -q changed %s/scratch/upper/etc/plain", folder, folder);
	CHECK(system("grep -q ' - overlay overlay .*nodens-launch' /proc/self/mountinfo") != 0,
	      "and nothing of it is on the host");
	shell("umount %s/scratch", folder);
}

static void test_scratch(void)
{
	static char options[4096];
	struct outcome outcome;
	size_t length;

	shell("mkdir -p %s/private", folder);
	length = (size_t)snprintf(options, sizeof(options),
				  "lowerdir%c/%cupperdir%c%s/private/upper%cworkdir%c%s/private/work%c", 0, 0, 0,
				  folder, 0, 0, folder, 0);
	begin_bare(&message, USUAL, NULL);
	put_mode(&message, mode_RUN, supervision_NONE);
	put_str(&message, NUMBER_SCRATCH, in_folder("private"));
	put_root(&message, 0, "overlay", "overlay", options, length);
	put_filesystem(&message, "proc", "/proc", 0);
	put_bind(&message, "/", "/mnt", mount_flag_RECURSIVE, MOUNT_ATTR_RDONLY);
	put_str(&message, NUMBER_ARG, "/bin/sh");
	put_str(&message, NUMBER_ARG, "-c");
	put_str(
	    &message, NUMBER_ARG,
	    "touch /etc/nodens-test && ls /etc/nodens-test /etc/passwd; test -e /mnt/etc/nodens-test || echo apart");
	outcome = run(&message);
	CHECK(says(&outcome, "/etc/nodens-test\n/etc/passwd\n"),
	      "the host's own files are a root with a private layer");
	CHECK(says(&outcome, "apart\n"), "a bind of the host's root is the host's, not the container's");
	CHECK(access("/etc/nodens-test", F_OK) < 0 && access(in_folder("private/upper"), F_OK) < 0,
	      "and nothing of it is on the host");
}

static void test_credentials(void)
{
	struct outcome outcome;
	struct record caps = {0}, limit = {0};

	begin(&message, USUAL, NULL);
	put_user(&message, 1000, 1001, 077);
	put_u32(&message, NUMBER_SUPPLEMENTARY_GID, 7);
	add_u64(&caps, 1 << 10 | 1 << 5);
	add_u64(&caps, 1 << 10);
	add_u64(&caps, 1 << 10 | 1 << 5);
	add_u64(&caps, 1 << 10);
	add_u64(&caps, 1 << 10);
	put_record(&message, NUMBER_CAPABILITIES, &caps);
	add_u32(&limit, 7);
	add_u64(&limit, 33);
	add_u64(&limit, 44);
	put_record(&message, NUMBER_RLIMIT, &limit);
	put_u32(&message, NUMBER_NO_NEW_PRIVS, 1);
	put_str(&message, NUMBER_OOM_SCORE_ADJ, "77");
	put_script(&message, "id; umask; grep -E 'Cap|NoNewPrivs' /proc/self/status; ulimit -Sn; ulimit -Hn; cat "
			     "/proc/self/oom_score_adj; "
			     "ls /proc/self/fd");
	outcome = run(&message);
	CHECK(says(&outcome, "uid=1000 gid=1001 groups=7"), "the process has its user and groups");
	CHECK(says(&outcome, "0077\n"), "its umask");
	CHECK(says(&outcome, "CapBnd:\t0000000000000420") && says(&outcome, "CapAmb:\t0000000000000400") &&
		  says(&outcome, "CapInh:\t0000000000000400") && says(&outcome, "CapEff:\t0000000000000400"),
	      "its five capability sets");
	CHECK(says(&outcome, "NoNewPrivs:\t1"), "no new privileges");
	CHECK(says(&outcome, "33\n44\n"), "its limits");
	CHECK(says(&outcome, "\n77\n"), "its out-of-memory score");
	CHECK(says(&outcome, "0\n1\n2\n3\n") && !strstr(outcome.output, "\n4\n"),
	      "and no descriptor that it was not given");
}

static void test_seccomp(void)
{
	/* ld nr; jeq mkdir: errno 38; allow */
	static const uint64_t filter[] = {0x0000000000000020, 0x0000005301000015ull, 0x0005002600000006ull,
					  0x7fff000000000006ull};
	struct outcome outcome;

	for (uint32_t late = 0; late < 2; late++) {
		struct record record = {0};

		begin(&message, USUAL, NULL);
		add_u32(&record, 0);
		add(&record, filter, sizeof(filter));
		put_record(&message, NUMBER_SECCOMP, &record);
		put_u32(&message, NUMBER_NO_NEW_PRIVS, late);
		put_script(&message, "mkdir /filtered; grep Seccomp: /proc/self/status");
		outcome = run(&message);
		CHECK(says(&outcome, "Function not implemented") && says(&outcome, "Seccomp:\t2"),
		      late ? "the filter works, loaded last" : "the filter works, loaded before rights are dropped");
	}
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

static void test_commands(void)
{
	struct outcome outcome;

	begin(&message, USUAL, NULL);
	put_str(&message, NUMBER_ARG, "nonesuch");
	put_str(&message, NUMBER_ENV, "PATH=/bin:/etc");
	outcome = run(&message);
	CHECK(fails(&outcome, STAGE_FIND_COMMAND, OPERATION_EXECVE, ENOENT) && strcmp(outcome.object, "nonesuch") == 0,
	      "a command that is not there is not found");
	begin(&message, USUAL, NULL);
	put_str(&message, NUMBER_ARG, "plain");
	put_str(&message, NUMBER_ENV, "PATH=/bin:/etc");
	outcome = run(&message);
	CHECK(fails(&outcome, STAGE_FIND_COMMAND, OPERATION_EXECVE, EACCES),
	      "one that may not be executed is said to be that");
	begin(&message, USUAL, NULL);
	put_str(&message, NUMBER_ARG, "/etc");
	outcome = run(&message);
	CHECK(fails(&outcome, STAGE_FIND_COMMAND, OPERATION_EXECVE, EACCES), "a directory is no command");
	begin(&message, USUAL, NULL);
	outcome = run(&message);
	CHECK(fails(&outcome, STAGE_READ_MESSAGE, OPERATION_DECODE, EBADMSG), "there must be a command");
	begin_bare(&message, 0, NULL);
	put_mode(&message, mode_RUN, supervision_NONE);
	put_root(&message, 0, in_folder("root"), "", NULL, 0);
	put_script(&message, "true");
	outcome = run(&message);
	CHECK(fails(&outcome, STAGE_READ_MESSAGE, OPERATION_DECODE, EBADMSG),
	      "a root without a mount namespace would be the host's");
	begin(&message, CLONE_NEWNS | CLONE_NEWPID, NULL);
	put_str(&message, NUMBER_HOSTNAME, "not-here");
	put_script(&message, "true");
	outcome = run(&message);
	CHECK(fails(&outcome, STAGE_READ_MESSAGE, OPERATION_DECODE, EBADMSG),
	      "and so would a name without a UTS namespace");
}

static void test_killed_init(void)
{
	/* Whatever is called, the process is killed. */
	static const uint64_t filter[] = {0x8000000000000006ull};
	struct outcome outcome;
	struct record record = {0};

	begin(&message, USUAL, NULL);
	add_u32(&record, 0);
	add(&record, filter, sizeof(filter));
	put_record(&message, NUMBER_SECCOMP, &record);
	put_u32(&message, NUMBER_NO_NEW_PRIVS, 1);
	put_script(&message, "true");
	outcome = run(&message);
	CHECK(fails(&outcome, STAGE_EXEC, OPERATION_WAIT, 0),
	      "an init that is killed before execve has failed, not started");
}

static void test_mount_details(void)
{
	struct outcome outcome;

	shell("mkdir -p %s/tree/below && mount -t tmpfs below %s/tree/below && ln -sfn tree %s/link", folder, folder,
	      folder);
	begin(&message, USUAL, NULL);
	put_mount(&message, &(struct mounting){.kind = mount_kind_BIND,
					       .flags = mount_flag_RECURSIVE,
					       .all_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOATIME,
					       .propagation = MS_SHARED | MS_REC,
					       .source = in_folder("tree"),
					       .target = "/tree",
					       .fstype = ""});
	put_bind(&message, in_folder("tree"), "/flat", 0, 0);
	put_filesystem(&message, "tmpfs", "/changed", 0);
	put_mount(&message, &(struct mounting){.kind = mount_kind_REMOUNT,
					       .set = MOUNT_ATTR_NOEXEC,
					       .source = "",
					       .target = "/changed",
					       .fstype = ""});
	put_script(&message, "touch /tree/below/x || echo deep read-only; touch /flat/below/x && echo flat; "
			     "cat /proc/self/mountinfo");
	outcome = run(&message);
	CHECK(says(&outcome, "deep read-only\n"), "recursive attributes reach every mount of a tree");
	CHECK(says(&outcome, "flat\n"), "a bind without its tree has none of its mounts");
	CHECK(says(&outcome, " /tree/below ro,noatime shared:"), "propagation is set on the tree");
	CHECK(says(&outcome, " /changed rw,noexec,relatime "), "attributes of what is mounted are changed");
	begin(&message, USUAL, NULL);
	put_bind(&message, in_folder("link"), "/tree", mount_flag_SOURCE_NOFOLLOW, 0);
	put_script(&message, "true");
	outcome = run(&message);
	CHECK(fails(&outcome, STAGE_MOUNTS, OPERATION_OPEN_TREE, ELOOP), "a source may be refused as a symbolic link");
	begin_bare(&message, USUAL, NULL);
	put_mode(&message, mode_RUN, supervision_NONE);
	put_root(&message, 0, in_folder("link"), "", NULL, 0);
	put_script(&message, "true");
	outcome = run(&message);
	CHECK(fails(&outcome, STAGE_ROOTFS, OPERATION_OPEN_TREE, ENOTDIR), "and a root always is");
	shell("umount %s/tree/below", folder);
}

/* As on most hosts, where every mount is shared: what a container mounts below a volume is nobody else's. */
static void test_shared_volumes(void)
{
	struct outcome outcome;

	shell("mkdir -p %s/shared && mount -t tmpfs shared %s/shared && mount --make-shared %s/shared && mkdir "
	      "%s/shared/inner",
	      folder, folder, folder, folder);
	for (int user = 0; user < 2; user++) {
		begin_bare(&message, USUAL | (user ? CLONE_NEWUSER : 0), NULL);
		put_mode(&message, mode_RUN, supervision_NONE);
		if (user) {
			put_str(&message, NUMBER_UID_MAP, "0 0 1\n");
			put_str(&message, NUMBER_GID_MAP, "0 0 1\n");
		}
		put_usual(&message);
		put_bind(&message, in_folder("shared"), "/dev/volume", mount_flag_RECURSIVE, 0);
		put_script(&message, "busybox mount -t tmpfs mine /dev/volume/inner && touch /dev/volume/inner/x && ls "
				     "/dev/volume/inner; "
				     "test -e /proc/1/root/dev/volume/inner/x && echo mounted");
		outcome = run(&message);
		CHECK(says(&outcome, "mounted\n"), "a container may mount below a volume");
		CHECK(system("grep -q '^.* mine ' /proc/self/mountinfo") != 0,
		      user ? "the host sees nothing of it, with a user namespace too" : "the host sees nothing of it");
	}
	shell("umount %s/shared", folder);
}

static void test_devices(void)
{
	struct outcome outcome;
	struct record device = {0}, link = {0};

	begin(&message, USUAL, NULL);
	add_u32(&device, S_IFIFO | 0640);
	add_u32(&device, 0);
	add_u32(&device, 0);
	add_u32(&device, 3);
	add_u32(&device, 4);
	add_str(&device, "/dev/deep/fifo");
	put_record(&message, NUMBER_DEVICE, &device);
	put_device(&message, "/dev/null", 1, 3);
	add_str(&link, "/proc/self/fd");
	add_str(&link, "/dev/fd");
	put_record(&message, NUMBER_SYMLINK, &link);
	put_str(&message, NUMBER_DOMAINNAME, "domain");
	put_u32(&message, NUMBER_PERSONALITY, 0x0040000);
	put_u32(&message, NUMBER_NEW_KEYRING, 1);
	put_str(&message, NUMBER_CONTAINER_ID, "named");
	put_script(&message, "stat -c '%F %a %u:%g' /dev/deep/fifo; readlink /dev/fd; cat /proc/sys/kernel/domainname "
			     "/proc/self/personality /proc/keys");
	outcome = run(&message);
	CHECK(says(&outcome, "fifo 640 3:4\n"), "a node has its kind, mode and owner, and its directory is made");
	CHECK(says(&outcome, "/proc/self/fd\n"), "symbolic links are made");
	CHECK(says(&outcome, "domain\n"), "the domain name is set");
	CHECK(says(&outcome, "00040000\n"), "the personality is set");
	CHECK(says(&outcome, "keyring   named"), "a session keyring has the container's name");
	shell("rm -rf %s/root/dev/* && mkdir -p %s/root/nodes && echo > %s/root/nodes/null", folder, folder, folder);
	begin(&message, USUAL, NULL);
	put_device(&message, "/nodes/null", 1, 3);
	put_script(&message, "true");
	outcome = run(&message);
	CHECK(fails(&outcome, STAGE_DEVICES, OPERATION_MKNOD, EEXIST),
	      "what an image has in a device's place is not taken for it");
}

int main(void)
{
	if (geteuid() != 0) {
		tap_skip("containers from real messages", "needs root");
		return tap_end();
	}
	make_rootfs();
	test_narrow_path();
	test_own_namespaces();
	test_joining();
	test_joining_pid();
	test_ended_pid();
	test_bad_namespaces();
	test_user_namespace();
	test_scratch_in_user_namespace();
	test_rootless();
	test_joined_user_namespace();
	test_mounts();
	test_containment();
	test_hidden_paths();
	test_readonly_root();
	test_overlay();
	test_scratch();
	test_credentials();
	test_seccomp();
	test_sysctls();
	test_commands();
	test_killed_init();
	test_mount_details();
	test_shared_volumes();
	test_devices();
	return tap_end();
}
