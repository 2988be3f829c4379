/* ending.c - how a process ended, from what waitid says (pure). */
#include "ending.h"

#include <stdint.h>
#include <string.h>

void ending_encode(const struct ending *ending, char payload[ENDING_BYTES])
{
	int32_t fields[2] = {ending->code, ending->signal};

	memcpy(payload, fields, sizeof(fields));
}

struct ending ending_of(const siginfo_t *info)
{
	if (info->si_code == CLD_EXITED)
		return (struct ending){.code = info->si_status};
	return (struct ending){.code = 128 + info->si_status, .signal = info->si_status};
}
