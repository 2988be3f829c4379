/*
 * kernel.h - system calls and constants that a libc of Debian 12 (glibc 2.36, musl 1.2.3) has no names for. The oldest
 * kernel that has all of them is 5.12 (mount_setattr); cgroup2 is entered by CLONE_INTO_CGROUP (5.7).
 */
#ifndef KERNEL_H
#define KERNEL_H

#include <fcntl.h>
#include <linux/mount.h>
#include <linux/openat2.h>
#include <linux/sched.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#ifndef AT_RECURSIVE
#define AT_RECURSIVE 0x8000
#endif
#ifndef STATX_MNT_ID
#define STATX_MNT_ID 0x1000
#endif
#ifndef STATX_MNT_ID_UNIQUE
#define STATX_MNT_ID_UNIQUE 0x4000
#endif
#ifndef AT_EACCESS
#define AT_EACCESS 0x200
#endif
#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC 4 /* 5.11 */
#endif
#ifndef MNT_DETACH
#define MNT_DETACH 2
#endif
#ifndef UMOUNT_NOFOLLOW
#define UMOUNT_NOFOLLOW 8
#endif
#ifndef MS_REC
#define MS_REC 16384
#endif

#define NSFS_MAGIC	   0x6e736673
#define PROC_MAGIC	   0x9fa0
#define DEVPTS_MAGIC	   0x1cd1
#define NS_GET_TYPE	   0xb703 /* NS_GET_NSTYPE of <linux/nsfs.h>, 4.11 */
#define PROCESS_FORKNOEXEC 0x40	  /* PF_FORKNOEXEC in field 9 of /proc/PID/stat: cloned, and no execve yet */

static inline pid_t sys_clone3(struct clone_args *args)
{
	return (pid_t)syscall(SYS_clone3, args, sizeof(*args));
}

/* musl's own is two calls where O_CLOEXEC is asked for, in doubt of kernels before 2.6.23. */
static inline int sys_openat(int directory, const char *path, int flags)
{
	return (int)syscall(SYS_openat, directory, path, flags, 0);
}

static inline int sys_openat2(int directory, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve)
{
	struct open_how how = {.flags = flags, .mode = mode, .resolve = resolve};

	return (int)syscall(SYS_openat2, directory, path, &how, sizeof(how));
}

static inline int sys_open_tree(int directory, const char *path, unsigned flags)
{
	return (int)syscall(SYS_open_tree, directory, path, flags);
}

static inline int sys_move_mount(int from, const char *from_path, int to, const char *to_path, unsigned flags)
{
	return (int)syscall(SYS_move_mount, from, from_path, to, to_path, flags);
}

/* The number of the mount that fd is on, by statx(2): which of its two kinds, mask says. libc's struct may lack it. */
static inline int sys_mount_number(int fd, unsigned mask, uint64_t *number)
{
	struct {
		uint64_t before[18];
		uint64_t stx_mnt_id;
		uint64_t after[13];
	} found;
	int result = (int)syscall(SYS_statx, fd, "", AT_EMPTY_PATH, mask, &found);

	*number = found.stx_mnt_id;
	return result;
}

static inline int sys_fsopen(const char *fstype, unsigned flags)
{
	return (int)syscall(SYS_fsopen, fstype, flags);
}

static inline int sys_fsconfig(int fd, unsigned command, const char *key, const void *value, int aux)
{
	return (int)syscall(SYS_fsconfig, fd, command, key, value, aux);
}

static inline int sys_fsmount(int fd, unsigned flags, unsigned attributes)
{
	return (int)syscall(SYS_fsmount, fd, flags, attributes);
}

static inline int sys_mount_setattr(int fd, const char *path, unsigned flags, struct mount_attr *attributes)
{
	return (int)syscall(SYS_mount_setattr, fd, path, flags, attributes, sizeof(*attributes));
}

static inline int sys_pivot_root(const char *new_root, const char *put_old)
{
	return (int)syscall(SYS_pivot_root, new_root, put_old);
}

static inline int sys_umount2(const char *target, int flags)
{
	return (int)syscall(SYS_umount2, target, flags);
}

static inline int sys_close_range(unsigned first, unsigned last, unsigned flags)
{
	return (int)syscall(SYS_close_range, first, last, flags);
}

static inline int sys_pidfd_getfd(int pidfd, int number)
{
	return (int)syscall(SYS_pidfd_getfd, pidfd, number, 0);
}

static inline int sys_pidfd_send_signal(int pidfd, int signal)
{
	return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0);
}

#endif
