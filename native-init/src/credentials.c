/* credentials.c - ids, capabilities and the other things that a process can only give away (acts). */
#include <errno.h>
#include <limits.h>
#include <linux/capability.h>
#include <linux/keyctl.h>
#include <stdio.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel.h"
#include "stages.h"

#define UMASK_DEFAULT 0xffffffffu

/* Without a session of its own it would share its parent's keys. A kernel without keyrings has none to share. */
int join_keyring(struct init *init)
{
	const char *name = bootstrap_str(init->message, ATTRIBUTE_CONTAINER_ID);

	if (!bootstrap_u32(init->message, ATTRIBUTE_NEW_KEYRING, 0))
		return 0;
	if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, name) < 0 && errno != ENOSYS)
		return STEP_FAILED(KEYCTL, "session keyring");
	return 0;
}

/* Before execve, which lays the new program out by it. */
int set_personality(struct init *init)
{
	if (!bootstrap_has(init->message, ATTRIBUTE_PERSONALITY))
		return 0;
	if (personality(bootstrap_u32(init->message, ATTRIBUTE_PERSONALITY, 0)) < 0)
		return STEP_FAILED(PERSONALITY, "personality");
	return 0;
}

/* Whoever isn't in the set goes, up to the last that this kernel knows (EINVAL). */
static int drop_bounding(struct init *init, uint64_t kept)
{
	for (unsigned long capability = 0; capability < 64; capability++) {
		if (kept & (1ull << capability) || prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0)
			continue;
		return errno == EINVAL ? 0 : STEP_FAILED(PRCTL, "bounding set");
	}
	return 0;
}

/* One call for three sets, since each is limited by the others as they are at that moment (capabilities(7)). */
static int set_capabilities(struct init *init, const struct capabilities_record *sets)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2];

	for (unsigned i = 0; i < 2; i++) {
		data[i].effective = (uint32_t)(sets->effective >> (32 * i));
		data[i].permitted = (uint32_t)(sets->permitted >> (32 * i));
		data[i].inheritable = (uint32_t)(sets->inheritable >> (32 * i));
	}
	if (syscall(SYS_capset, &header, data) < 0)
		return STEP_FAILED(CAPSET, "effective permitted inheritable");
	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0)
		return STEP_FAILED(PRCTL, "ambient set");
	for (unsigned long capability = 0; capability < 64; capability++)
		if (sets->ambient & (1ull << capability) &&
		    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0) < 0)
			return STEP_FAILED(PRCTL, "ambient set");
	return 0;
}

/* Static, for 65,536 groups are more than a stack should hold. */
static int set_groups(struct init *init)
{
	static gid_t groups[NGROUPS_MAX];
	uint32_t cursor = 0, group;
	size_t count = 0;

	while (bootstrap_next(init->message, ATTRIBUTE_SUPPLEMENTARY_GID, &cursor, &group)) {
		if (count == NGROUPS_MAX)
			return fail_with(&init->failure, init->stage, OPERATION_SETGROUPS, EINVAL, "too many groups");
		groups[count++] = group;
	}
	/* A user namespace may be without setgroups for ever: then there are no groups to drop either. */
	if (syscall(SYS_setgroups, count, groups) < 0 && !(errno == EPERM && count == 0 && init->user_namespace))
		return STEP_FAILED(SETGROUPS, "supplementary groups");
	return 0;
}

/* By the bare system calls: libc would block all signals around each, for the sake of threads that there are not. */
static int set_ids(struct init *init, const struct user_record *user)
{
	char id[16];

	if (set_groups(init) < 0)
		return -1;
	snprintf(id, sizeof(id), "%u", user->gid);
	if (syscall(SYS_setresgid, user->gid, user->gid, user->gid) < 0)
		return STEP_FAILED(SETRESGID, id);
	snprintf(id, sizeof(id), "%u", user->uid);
	/* The capabilities outlive the change; set_capabilities cuts them down afterwards. */
	if (user->uid != 0 && prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) < 0)
		return STEP_FAILED(PRCTL, "PR_SET_KEEPCAPS");
	if (syscall(SYS_setresuid, user->uid, user->uid, user->uid) < 0)
		return STEP_FAILED(SETRESUID, id);
	return 0;
}

/*
 * The order is forced. The bounding set can only be cut with CAP_SETPCAP, groups and ids changed with CAP_SETGID and
 * CAP_SETUID: before the capabilities go. The ambient set takes only what is permitted and inheritable: after both are
 * set. The umask comes here because everything before made files with exact modes. no_new_privs has to be there before
 * a late filter.
 */
int drop_credentials(struct init *init)
{
	struct user_record user = {.umask = UMASK_DEFAULT};
	struct capabilities_record sets;
	bool has_sets = bootstrap_record(init->message, ATTRIBUTE_CAPABILITIES, &sets);

	if (has_sets && drop_bounding(init, sets.bounding) < 0)
		return -1;
	if (bootstrap_record(init->message, ATTRIBUTE_USER, &user) && set_ids(init, &user) < 0)
		return -1;
	umask(user.umask == UMASK_DEFAULT ? 022 : (mode_t)user.umask);
	if (has_sets && set_capabilities(init, &sets) < 0)
		return -1;
	if (bootstrap_u32(init->message, ATTRIBUTE_NO_NEW_PRIVS, 0) && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return STEP_FAILED(PRCTL, "PR_SET_NO_NEW_PRIVS");
	return renew_death_signal(init);
}
