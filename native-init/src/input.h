/* input.h - the monitor's end of a process's standard input: a pipe, or the master side of its terminal (acts). */
#ifndef INPUT_H
#define INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "loop.h"

struct input {
	struct source source;
	bool terminal;
};

/* A terminal's, of a master side that somebody else reads: epoll keeps one registration for each descriptor. */
struct input input_of_terminal(int console);

/* Writes what the process takes now; what a closed input would get is thrown away. Returns how much was taken. */
size_t input_write(struct input *input, const char *bytes, size_t length);

/* Ends the input: closes the pipe, or types the end-of-file character of the terminal. */
void input_end(struct loop *loop, struct input *input);

/*
 * Lines end with a newline alone on the way out of the terminal: whoever reads a pipe gets what the program wrote, and
 * where there is another terminal behind, that one makes the carriage returns.
 */
void terminal_plain_newlines(int console);

/* Sets the size of the terminal behind a master side. Returns 0; -1 with errno. */
int terminal_resize(int console, uint32_t rows, uint32_t columns);

#endif
