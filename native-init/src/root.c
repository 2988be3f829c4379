/* root.c - the container's root: mounted, made read-only, entered (acts). */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fd.h"
#include "kernel.h"
#include "propagation.h"
#include "stages.h"
#include "state.h"
#include "trees.h"

/* An overlay's writable layer: in our mount namespace, where it goes with the container and nobody else sees it. */
static int mount_scratch(struct init *init)
{
	static const char options[] = "mode\0"
				      "0755";
	const char *path = bootstrap_str(init->message, ATTRIBUTE_SCRATCH);
	struct mount_record tmpfs = {
	    .kind = mount_kind_FILESYSTEM, .source = "tmpfs", .fstype = "tmpfs", .options = {options, sizeof(options)}};
	cleanup_fd int tree = -1;

	if (!path)
		return 0;
	tmpfs.target = path;
	tree = tree_of_mount(&tmpfs, -1, -1, &init->failure);
	if (tree < 0)
		return -1;
	if (sys_move_mount(tree, "", AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH) < 0)
		return STEP_FAILED(MOVE_MOUNT, path);
	if (mkdirat(tree, "upper", 0755) < 0 || mkdirat(tree, "work", 0755) < 0)
		return STEP_FAILED(MKDIR, path);
	return 0;
}

static int open_sources(struct init *init)
{
	return init->sources_sent ? 0 : sources_open(&init->sources, init->message, -1, &init->failure);
}

/*
 * Hooks of others mount into a root where config.json says that it is. Where the root of a user namespace may not go
 * there, it is mounted as without hooks: they still find it as their working directory.
 */
static int attach_root(struct init *init, const struct root_record *root, int tree, bool shared)
{
	const char *place = bootstrap_str(init->message, ATTRIBUTE_ROOT_PLACE);
	cleanup_fd int target = place ? open(place, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;

	if (target < 0) {
		if (place && errno != EACCES)
			return STEP_FAILED(OPEN, place);
		if (sys_move_mount(tree, "", AT_FDCWD, "/", MOVE_MOUNT_F_EMPTY_PATH) < 0)
			return STEP_FAILED(MOVE_MOUNT, root->source);
		return 0;
	}
	/* pivot_root refuses a root below a shared mount. */
	if (shared && propagation_make_private(place) < 0)
		return STEP_FAILED(MOUNT_SETATTR, place);
	if (sys_move_mount(tree, "", target, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) < 0)
		return STEP_FAILED(MOVE_MOUNT, place);
	init->root_placed = true;
	return 0;
}

/* Before it is there, so that whoever finds it mounted finds this too. */
static int record_root(struct init *init, const char *place, int tree)
{
	uint64_t number, shown;
	char text[PATH_MAX];
	int length;

	/* One that is never given again, where the kernel has it, and the one that /proc/PID/mountinfo shows. */
	if (sys_mount_number(tree, STATX_MNT_ID_UNIQUE, &number) < 0 ||
	    sys_mount_number(tree, STATX_MNT_ID, &shown) < 0)
		return STEP_FAILED(FSTAT, place);
	length = snprintf(text, sizeof(text), "mountId=%llu\nmountinfoId=%llu\npath=%s\n", (unsigned long long)number,
			  (unsigned long long)shown, place);
	if (length >= (int)sizeof(text))
		return fail_with(&init->failure, init->stage, OPERATION_WRITE, ENAMETOOLONG, place);
	return state_write(init->state, "host-root", text, (size_t)length) < 0 ? STEP_FAILED(WRITE, "host-root") : 0;
}

/*
 * Where "/" is shared the kernel shows the tree to all who share it, and takes it from them with ours. It is private
 * before anything is mounted in it: they see no more than the directory that they have seen before.
 */
static int make_host_root(struct init *init)
{
	const char *place = bootstrap_str(init->message, ATTRIBUTE_ROOT_PLACE);
	cleanup_fd int target = open(place, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), tree = -1;

	if (target < 0)
		return STEP_FAILED(OPEN, place);
	if (open_sources(init) < 0)
		return -1;
	tree = sources_take(&init->sources);
	if (tree < 0 || record_root(init, place, tree) < 0)
		return -1;
	if (sys_move_mount(tree, "", target, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) < 0)
		return STEP_FAILED(MOVE_MOUNT, place);
	if (propagation_set(tree, "", MS_PRIVATE | MS_REC) < 0)
		return STEP_FAILED(MOUNT_SETATTR, place);
	init->root = fd_steal(&tree);
	return 0;
}

/*
 * The root is mounted over "/", where every path that starts at our own root still passes below it: host paths stay
 * what they are until pivot_root, with or without a directory to mount on (an overlay has none). It must not be entered
 * earlier: pivot_root lays the old root over the new one, and there a ".." at the container's root would find the host.
 * All host trees are opened before, so that a bind of "/" doesn't hold the container's own root.
 */
int make_root(struct init *init)
{
	struct root_record root;
	cleanup_fd int tree = -1;
	bool shared;

	if (!bootstrap_record(init->message, ATTRIBUTE_ROOT, &root)) {
		if (init->root < 0)
			init->root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (init->root < 0)
			return STEP_FAILED(OPEN, "/");
		return open_sources(init);
	}
	if (init->in_host)
		return make_host_root(init);
	shared = !(root.propagation & (MS_SLAVE | MS_PRIVATE));
	if (root.propagation && propagation_set(AT_FDCWD, "/", root.propagation) < 0)
		return STEP_FAILED(MOUNT_SETATTR, "/");
	/* A shared "/" would take our root to the host's tree, and pivot_root refuses one on either side (EINVAL). */
	if (shared && propagation_set(AT_FDCWD, "/", MS_PRIVATE) < 0)
		return STEP_FAILED(MOUNT_SETATTR, "/");
	if (mount_scratch(init) < 0 || open_sources(init) < 0)
		return -1;
	if (init->sources_sent && bootstrap_has(init->message, ATTRIBUTE_SCRATCH))
		tree = tree_of_root(&root, &init->failure);
	else
		tree = sources_take(&init->sources);
	if (tree < 0)
		return -1;
	if (shared && propagation_set(tree, "", MS_PRIVATE) < 0)
		return STEP_FAILED(MOUNT_SETATTR, root.source);
	if (attach_root(init, &root, tree, shared) < 0)
		return -1;
	init->root = fd_steal(&tree);
	return 0;
}

/* The root's own mount only: what is mounted in it has attributes of its own. */
int protect_root(struct init *init)
{
	struct root_record root;
	struct mount_attr readonly = {.attr_set = MOUNT_ATTR_RDONLY};

	if (!bootstrap_record(init->message, ATTRIBUTE_ROOT, &root) || !root.readonly)
		return 0;
	if (sys_mount_setattr(init->root, "", AT_EMPTY_PATH, &readonly) < 0)
		return STEP_FAILED(MOUNT_SETATTR, root.source);
	return 0;
}

/* The same directory twice: the old root comes to lie over the new one, from where it is taken (pivot_root(2)). */
static int pivot(struct init *init, const struct root_record *root)
{
	bool host_is_shared = !(root->propagation & MS_REC) || !(root->propagation & (MS_SLAVE | MS_PRIVATE));
	cleanup_fd int host = host_is_shared ? open("/", O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;

	if (sys_pivot_root(".", ".") < 0)
		return STEP_FAILED(PIVOT_ROOT, root->source);
	/* The host's mounts elsewhere must not be told that theirs are gone here. */
	if (host_is_shared && propagation_set(host, "", MS_SLAVE | MS_REC) < 0)
		return STEP_FAILED(MOUNT_SETATTR, "/");
	return sys_umount2(".", MNT_DETACH) < 0 ? STEP_FAILED(UMOUNT, "/") : 0;
}

/*
 * Only in our own mount namespace, also where the host's mounts are shared. What a user namespace has copied can't be
 * taken away (EINVAL): there something is mounted over it, which hides it as well from the one who asks the kernel
 * whether it shows everything.
 */
static int take_bare_mounts(struct init *init)
{
	uint32_t cursor = 0;
	const char *path;

	while (bootstrap_next(init->message, ATTRIBUTE_UNMOUNT, &cursor, &path)) {
		if (propagation_set(AT_FDCWD, path, MS_PRIVATE) == 0 &&
		    sys_umount2(path, MNT_DETACH | UMOUNT_NOFOLLOW) == 0)
			continue;
		/* Gone with one in which it was, or never ours to reach. */
		if (errno == ENOENT || errno == EACCES)
			continue;
		if (mount("tmpfs", path, "tmpfs", MS_RDONLY, "nr_inodes=2") < 0)
			return STEP_FAILED(UMOUNT, path);
	}
	return 0;
}

/* Nothing that is mounted is touched: it is others' too. */
static int enter_host_root(struct init *init)
{
	if (fchdir(init->root) < 0)
		return STEP_FAILED(FCHDIR, "root");
	return chroot(".") < 0 ? STEP_FAILED(CHROOT, "root") : 0;
}

/* From here on "/" is the container's. */
int enter_root(struct init *init)
{
	struct root_record root;

	if (init->in_host)
		return enter_host_root(init);
	if (!bootstrap_record(init->message, ATTRIBUTE_ROOT, &root))
		return 0;
	if (take_bare_mounts(init) < 0)
		return -1;
	if (fchdir(init->root) < 0)
		return STEP_FAILED(FCHDIR, root.source);
	if (root.pivot && pivot(init, &root) < 0)
		return -1;
	/* --no-pivot, for a root that is the kernel's first file system: what is not over "/" yet is moved there. */
	if (!root.pivot && init->root_placed &&
	    sys_move_mount(init->root, "", AT_FDCWD, "/", MOVE_MOUNT_F_EMPTY_PATH) < 0)
		return STEP_FAILED(MOVE_MOUNT, root.source);
	if (!root.pivot && chroot(".") < 0)
		return STEP_FAILED(CHROOT, root.source);
	/* pivot_root refuses a shared root: it becomes one afterwards. */
	if (root.finalPropagation && propagation_set(init->root, "", root.finalPropagation) < 0)
		return STEP_FAILED(MOUNT_SETATTR, root.source);
	return 0;
}
