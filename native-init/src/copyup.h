/* copyup.h - a tmpfs that starts with what its mount point held (acts). */
#ifndef COPYUP_H
#define COPYUP_H

/* Copies the tree below one directory into another, owners and modes too. Returns 0; -1 with errno. */
int copy_up(int from, int to);

#endif
