/* test_root.c - a container's root: read-only, layered, shared, entered without pivot_root. Needs root. */
#include "launched.h"

static struct message message;

/* All but a root. */
static void begin_unrooted(void)
{
	begin_bare(&message, USUAL, NULL);
	put_mode(&message, mode_RUN, supervision_NONE);
	put_filesystem(&message, "proc", "/proc", 0);
}

static void test_readonly_root(void)
{
	struct outcome outcome;

	begin_unrooted();
	put_root(&message, &(struct rooting){.source = in_folder("root"), .readonly = 1});
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
	struct outcome outcome;

	shell("mkdir -p %s/scratch && mount -t tmpfs tmpfs %s/scratch && mkdir %s/scratch/upper %s/scratch/work",
	      folder, folder, folder, folder);
	begin_unrooted();
	put_overlay(&message, in_folder("root"), in_folder("scratch"), false);
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
	struct outcome outcome;

	shell("mkdir -p %s/private", folder);
	begin_unrooted();
	put_str(&message, NUMBER_SCRATCH, in_folder("private"));
	put_overlay(&message, "/", in_folder("private"), false);
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

static void test_without_pivot(void)
{
	struct outcome outcome;

	begin_unrooted();
	put_root(&message,
		 &(struct rooting){.source = in_folder("root"), .before = MS_PRIVATE | MS_REC, .without_pivot = true});
	put_script(&message, "cat /etc/plain; cd ..; ls");
	outcome = run(&message);
	CHECK(says(&outcome, "plain\nbin\n") && !strstr(outcome.output, "home"),
	      "the root is entered without pivot_root");
}

static void test_shared_propagation(void)
{
	struct outcome outcome;

	/* A mount of its own, which is shared as most hosts' are: its clone would be its peer. */
	shell("mount --bind %s/root %s/root && mount --make-shared %s/root", folder, folder, folder);
	begin_unrooted();
	put_root(&message, &(struct rooting){
			       .source = in_folder("root"), .before = MS_SHARED | MS_REC, .after = MS_SHARED | MS_REC});
	put_script(&message, "cat /proc/self/mountinfo");
	outcome = run(&message);
	CHECK(says(&outcome, "shared:"), "a root may be shared");
	CHECK(system("grep nodens-launch /proc/self/mountinfo | grep -q proc") != 0,
	      "and the host's mounts are not touched");
	shell("umount %s/root", folder);
}

int main(void)
{
	if (!make_rootfs("roots of containers"))
		return tap_end();
	test_readonly_root();
	test_overlay();
	test_scratch();
	test_without_pivot();
	test_shared_propagation();
	return tap_end();
}
