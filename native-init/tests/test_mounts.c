/* test_mounts.c - what is mounted in a container, as it looks from inside. Needs root. */
#include "launched.h"

static struct message message;

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
	put_root(&message, &(struct rooting){.source = in_folder("linked")});
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
	put_root(&message, &(struct rooting){.source = in_folder("link")});
	put_script(&message, "true");
	outcome = run(&message);
	CHECK(fails(&outcome, STAGE_ROOTFS, OPERATION_OPEN_TREE, ENOTDIR), "and a root always is");
	shell("umount %s/tree/below", folder);
}

/* A mount's ids by a namespace of its own, which is nobody's otherwise. */
static void test_mapped_volumes(void)
{
	static const char *const maps[] = {"0 1000 1\n", "0 2000 1\n"};
	struct outcome outcome;

	shell("mkdir -p %s/mapped && touch %s/mapped/file", folder, folder);
	begin(&message, USUAL, NULL);
	for (uint32_t i = 0; i < 2; i++) {
		struct record ids = {0};

		add_str(&ids, maps[i]);
		add_str(&ids, maps[i]);
		put_record(&message, NUMBER_MOUNT_IDS, &ids);
		put_mount(&message, &(struct mounting){.kind = mount_kind_BIND,
						       .flags = mount_flag_IDMAP,
						       .ids = 2 - i,
						       .source = in_folder("mapped"),
						       .target = i ? "/dev/first" : "/dev/second",
						       .fstype = ""});
	}
	put_script(&message, "busybox stat -c '%n %u %g' /dev/first/file /dev/second/file");
	outcome = run(&message);
	CHECK(says(&outcome, "/dev/first/file 1000 1000\n/dev/second/file 2000 2000\n"),
	      "each mount has the ids that it names");
	begin(&message, USUAL, NULL);
	put_mount(&message, &(struct mounting){.kind = mount_kind_BIND,
					       .flags = mount_flag_IDMAP,
					       .ids = 1,
					       .source = in_folder("mapped"),
					       .target = "/dev/volume",
					       .fstype = ""});
	put_script(&message, "true");
	outcome = run(&message);
	CHECK(fails(&outcome, STAGE_MOUNTS, OPERATION_MOUNT_SETATTR, EINVAL),
	      "ids that are not in the message are refused");
}

static void test_idmapped(void)
{
	struct outcome outcome;

	shell("mkdir -p %s/mapped && echo x > %s/mapped/file && chown 1000:1000 %s/mapped/file", folder, folder,
	      folder);
	begin_bare(&message, USUAL | CLONE_NEWUSER, NULL);
	put_mode(&message, mode_RUN, supervision_NONE);
	put_str(&message, NUMBER_UID_MAP, "0 100000 65536\n");
	put_str(&message, NUMBER_GID_MAP, "0 100000 65536\n");
	put_u32(&message, NUMBER_SETGROUP, 1);
	put_usual(&message);
	put_bind(&message, in_folder("mapped"), "/dev/mapped", mount_flag_IDMAP, 0);
	put_bind(&message, in_folder("mapped"), "/dev/plain", 0, 0);
	put_script(&message, "stat -c %u:%g /dev/mapped/file /dev/plain/file");
	outcome = run(&message);
	CHECK(says(&outcome, "1000:1000\n65534:65534"), "an idmapped mount has the container's ids");
}

/* What the container has mounted is mapped from outside, where the host's root is; and nothing else of it is asked for.
 */
static void test_mapped_inside(void)
{
	static const char maps[] = "0 101000 65536\n";
	static const uint32_t supervisions[] = {supervision_NONE, supervision_FOREGROUND};
	struct record ids = {0};
	struct outcome outcome;

	add_str(&ids, maps);
	add_str(&ids, maps);
	shell("mkdir -p %s/mapped && touch %s/mapped/file && chown 1000:1000 %s/mapped/file", folder, folder, folder);
	for (unsigned i = 0; i < 2; i++) {
		begin_bare(&message, USUAL | CLONE_NEWUSER, NULL);
		put_mode(&message, mode_RUN, supervisions[i]);
		put_str(&message, NUMBER_UID_MAP, "0 100000 65536\n");
		put_str(&message, NUMBER_GID_MAP, "0 100000 65536\n");
		put_u32(&message, NUMBER_SETGROUP, 1);
		put_usual(&message);
		put_record(&message, NUMBER_MOUNT_IDS, &ids);
		put_bind(&message, in_folder("mapped"), "/dev/plain", 0, 0);
		put_bind(&message, "/dev/plain", "/dev/mapped", mount_flag_SOURCE_IN_ROOT | mount_flag_IDMAP, 0);
		put_mount(&message, &(struct mounting){.kind = mount_kind_BIND,
						       .flags = mount_flag_SOURCE_IN_ROOT | mount_flag_IDMAP_RECURSIVE |
								mount_flag_RECURSIVE,
						       .ids = 1,
						       .source = "/dev/plain",
						       .target = "/dev/other",
						       .fstype = ""});
		put_script(&message, "stat -c %u:%g /dev/plain/file /dev/mapped/file /dev/other/file");
		outcome = run(&message);
		CHECK(says(&outcome, "65534:65534\n1000:1000\n2000:2000"), "a tree of the container's own is mapped");
	}
	begin_bare(&message, USUAL | CLONE_NEWUSER, NULL);
	put_mode(&message, mode_RUN, supervision_NONE);
	put_str(&message, NUMBER_UID_MAP, "0 100000 65536\n");
	put_str(&message, NUMBER_GID_MAP, "0 100000 65536\n");
	put_usual(&message);
	put_bind(&message, "/dev", "/tmp", mount_flag_SOURCE_IN_ROOT | mount_flag_IDMAP, 0);
	put_script(&message, "true");
	outcome = run(&message);
	CHECK(fails(&outcome, STAGE_MOUNTS, OPERATION_MOUNT_SETATTR, EINVAL) && strcmp(outcome.object, "/tmp") == 0,
	      "one that its own namespace has made is not mapped by it again");
}

/* More than fsconfig takes of one option: mount(2) makes it where nobody sees, and it is attached as any other. */
static void test_long_options(void)
{
	static char options[1024];
	struct outcome outcome;
	size_t length = (size_t)snprintf(options, sizeof(options), "lowerdir%c", '\0');

	shell("mkdir -p %s/%0100d %s/%0101d %s/%0102d && touch %s/%0102d/deepest", folder, 0, folder, 0, folder, 0,
	      folder, 0);
	length += (size_t)snprintf(options + length, sizeof(options) - length, "%s/%0100d:%s/%0101d:%s/%0102d", folder,
				   0, folder, 0, folder, 0);
	begin(&message, USUAL, NULL);
	put_mount(&message, &(struct mounting){.kind = mount_kind_FILESYSTEM,
					       .set = MOUNT_ATTR_NOEXEC | MOUNT_ATTR_NOATIME,
					       .source = "overlay",
					       .target = "/dev/layers",
					       .fstype = "overlay",
					       .options = options,
					       .options_length = length + 1});
	put_script(&message, "ls /dev/layers; grep ' /dev/layers ' /proc/self/mountinfo");
	outcome = run(&message);
	CHECK(says(&outcome, "deepest\n") && says(&outcome, " /dev/layers rw,noexec,noatime "),
	      "an option may be longer than 255 bytes");
	CHECK(system("grep -q '/deepest\\|0000000' /proc/self/mountinfo") != 0, "the host sees nothing of it");
	options[length - 1] = '!';
	begin(&message, USUAL, NULL);
	put_mount(&message, &(struct mounting){.kind = mount_kind_FILESYSTEM,
					       .source = "overlay",
					       .target = "/dev/layers",
					       .fstype = "overlay",
					       .options = options,
					       .options_length = length + 1});
	put_script(&message, "true");
	outcome = run(&message);
	CHECK(fails(&outcome, STAGE_MOUNTS, OPERATION_MOUNT, ENOENT), "and what is wrong with it is told");
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
	if (!make_rootfs("containers from real messages"))
		return tap_end();
	test_mounts();
	test_containment();
	test_hidden_paths();
	test_mount_details();
	test_mapped_volumes();
	test_idmapped();
	test_mapped_inside();
	test_long_options();
	test_shared_volumes();
	test_devices();
	return tap_end();
}
