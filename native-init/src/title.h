/* title.h - what ps shows (acts). */
#ifndef TITLE_H
#define TITLE_H

/* Names this process the monitor of a container; id may be NULL. */
void set_title(const char *id);

#endif
