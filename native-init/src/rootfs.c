/* rootfs.c - the container's root: made, entered, and its paths (acts). */
#include "rootfs.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fd.h"
#include "kernel.h"
#include "mounts.h"
#include "stages.h"

static int open_inside(int root, const char *path, uint64_t flags, uint64_t resolve)
{
	int fd;

	/* EAGAIN: something was renamed or mounted while a ".." was looked at (openat2(2)). */
	do
		fd = sys_openat2(root, path, flags | O_CLOEXEC, 0, RESOLVE_IN_ROOT | resolve);
	while (fd < 0 && (errno == EAGAIN || errno == EINTR));
	return fd;
}

int rootfs_open(int root, const char *path, uint64_t flags)
{
	return open_inside(root, path, flags, RESOLVE_NO_MAGICLINKS);
}

int rootfs_open_plain(int root, const char *path, uint64_t flags)
{
	return open_inside(root, path, flags, RESOLVE_NO_SYMLINKS);
}

/* One more directory below parent, whoever made it; never through a symbolic link. */
static int make_directory(int parent, const char *name)
{
	if (mkdirat(parent, name, 0755) < 0 && errno != EEXIST)
		return -1;
	return sys_openat(parent, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* Opens the longest prefix that is there and makes the rest of it. path is changed meanwhile and restored. */
static int make_directories(int root, char *path)
{
	cleanup_fd int parent = rootfs_open(root, "/", O_PATH | O_DIRECTORY);
	char *name = path;

	while (parent >= 0) {
		char *end, kept;
		int next;

		name += strspn(name, "/");
		end = name + strcspn(name, "/");
		if (end == name)
			break;
		kept = *end;
		*end = '\0';
		next = rootfs_open(root, path, O_PATH | O_DIRECTORY);
		if (next < 0 && errno == ENOENT)
			next = make_directory(parent, name);
		*end = kept;
		fd_close(&parent);
		parent = next;
		name = end;
	}
	return fd_steal(&parent);
}

int rootfs_parent(int root, const char *path, const char **name)
{
	char copy[PATH_MAX];
	const char *slash = strrchr(path, '/');
	int parent;

	if (!slash || strlen(path) >= sizeof(copy)) {
		errno = slash ? ENAMETOOLONG : EINVAL;
		return -1;
	}
	*name = slash + 1;
	snprintf(copy, sizeof(copy), "%.*s/", (int)(slash - path), path);
	parent = rootfs_open(root, copy, O_PATH | O_DIRECTORY);
	return parent >= 0 || errno != ENOENT ? parent : make_directories(root, copy);
}

const char *rootfs_name_in(const struct place *place, const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t length = slash ? (size_t)(slash - path) : 0;

	if (place->directory < 0 || !slash || strncmp(place->path, path, length + 1) != 0 ||
	    strchr(place->path + length + 1, '/'))
		return NULL;
	return slash + 1;
}

/* A link where nothing was found leads nowhere: that it is one is said as ELOOP or ENOTDIR. */
static int make_missing(int root, const char *path, bool directory, mode_t mode, struct place *place)
{
	cleanup_fd int parent = -1;
	const char *name;

	parent = rootfs_parent(root, path, &name);
	if (parent < 0)
		return -1;
	/* Most often only the last name is missing; one with a dot may be ".." and goes the long way. */
	if (directory && *name && *name != '.') {
		int fd = make_directory(parent, name);

		if (fd >= 0 && place)
			*place = (struct place){.directory = fd_steal(&parent), .path = path};
		return fd;
	}
	if (directory) {
		char copy[PATH_MAX];

		strcpy(copy, path);
		return make_directories(root, copy);
	}
	if (mknodat(parent, name, S_IFREG | mode, 0) < 0) {
		errno = errno == EEXIST ? ELOOP : errno;
		return -1;
	}
	return openat(parent, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
}

/* The same path with what its first dangling link says in the link's place: text, which only the kernel follows. */
static bool follow_dangling(int root, const char *path, char followed[PATH_MAX])
{
	char name[NAME_MAX + 1], prefix[PATH_MAX], link[PATH_MAX];
	cleanup_fd int parent = rootfs_open(root, "/", O_PATH | O_DIRECTORY);
	const char *start = path, *end = path;
	ssize_t length;

	for (int next = parent; next >= 0; parent = next) {
		start = end + strspn(end, "/");
		end = start + strcspn(start, "/");
		if (end == start || end - start > NAME_MAX || end - path >= PATH_MAX)
			return false;
		snprintf(prefix, sizeof(prefix), "%.*s", (int)(end - path), path);
		next = rootfs_open(root, prefix, O_PATH);
		if (next < 0)
			break;
		close(parent);
	}
	snprintf(name, sizeof(name), "%.*s", (int)(end - start), start);
	length = readlinkat(parent, name, link, sizeof(link) - 1);
	if (length <= 0)
		return false;
	link[length] = '\0';
	return snprintf(followed, PATH_MAX, "%.*s%s%s", *link == '/' ? 0 : (int)(start - path), path, link, end) <
	       PATH_MAX;
}

/*
 * Most targets are there: the whole path first, and parts of it only where that fails. Images have links to what is not
 * there yet, such as /etc/resolv.conf into /run: it is made where they lead, as often as the kernel would follow.
 */
int rootfs_make(int root, const char *path, bool directory, mode_t mode, struct place *place)
{
	static char followed[2][PATH_MAX];

	for (unsigned links = 0; links < 40; links++) {
		int fd = rootfs_open(root, path, O_PATH);

		if (fd >= 0 || errno != ENOENT)
			return fd;
		/* A place is known by the caller's own path, which lasts. */
		fd = make_missing(root, path, directory, mode, links == 0 ? place : NULL);
		if (fd >= 0 || (errno != ELOOP && errno != ENOTDIR))
			return fd;
		if (!follow_dangling(root, path, followed[links % 2]))
			break;
		path = followed[links % 2];
	}
	errno = ELOOP;
	return -1;
}

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
	tree = mount_tree(&tmpfs, -1, -1, &init->failure);
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

/* pivot_root refuses a root below a shared mount; whose mount a directory is on is found by asking upwards. */
static int make_parent_private(const char *place)
{
	char path[PATH_MAX];
	size_t length = strlen(place);

	if (length >= sizeof(path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(path, place, length + 1);
	while (mount_propagation(AT_FDCWD, path, MS_PRIVATE) < 0) {
		char *slash = strrchr(path, '/');

		/* EINVAL: nothing is mounted on this very directory. */
		if (errno != EINVAL || !slash || path[1] == '\0')
			return -1;
		slash[slash == path] = '\0';
	}
	return 0;
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
	if (shared && make_parent_private(place) < 0)
		return STEP_FAILED(MOUNT_SETATTR, place);
	if (sys_move_mount(tree, "", target, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) < 0)
		return STEP_FAILED(MOVE_MOUNT, place);
	init->root_placed = true;
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
		init->root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (init->root < 0)
			return STEP_FAILED(OPEN, "/");
		return open_sources(init);
	}
	shared = !(root.propagation & (MS_SLAVE | MS_PRIVATE));
	if (root.propagation && mount_propagation(AT_FDCWD, "/", root.propagation) < 0)
		return STEP_FAILED(MOUNT_SETATTR, "/");
	/* A shared "/" would take our root to the host's tree, and pivot_root refuses a shared mount on either side
	 * (EINVAL). */
	if (shared && mount_propagation(AT_FDCWD, "/", MS_PRIVATE) < 0)
		return STEP_FAILED(MOUNT_SETATTR, "/");
	if (mount_scratch(init) < 0 || open_sources(init) < 0)
		return -1;
	if (init->sources_sent && bootstrap_has(init->message, ATTRIBUTE_SCRATCH))
		tree = root_tree(&root, &init->failure);
	else
		tree = sources_take(&init->sources);
	if (tree < 0)
		return -1;
	if (shared && mount_propagation(tree, "", MS_PRIVATE) < 0)
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
	if (host_is_shared && mount_propagation(host, "", MS_SLAVE | MS_REC) < 0)
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
		if (mount_propagation(AT_FDCWD, path, MS_PRIVATE) == 0 &&
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

/* From here on "/" is the container's. */
int enter_root(struct init *init)
{
	struct root_record root;

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
	if (root.finalPropagation && mount_propagation(init->root, "", root.finalPropagation) < 0)
		return STEP_FAILED(MOUNT_SETATTR, root.source);
	return 0;
}
