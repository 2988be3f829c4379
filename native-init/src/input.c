/* input.c - what is typed or piped into a process (acts). */
#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

struct input input_of_terminal(int console)
{
	return (struct input){.source = {.fd = fcntl(console, F_DUPFD_CLOEXEC, 3), .ready = source_wakes},
			      .terminal = true};
}

size_t input_write(struct input *input, const char *bytes, size_t length)
{
	ssize_t written;

	if (input->source.fd < 0)
		return length;
	do
		written = write(input->source.fd, bytes, length);
	while (written < 0 && errno == EINTR);
	if (written < 0)
		return errno == EAGAIN ? 0 : length;
	return (size_t)written;
}

void input_end(struct loop *loop, struct input *input)
{
	struct termios terminal;

	if (!input->terminal) {
		loop_close(loop, &input->source);
		return;
	}
	/* A master side answers for the terminal behind it. Without ICANON the character would be plain input. */
	if (tcgetattr(input->source.fd, &terminal) == 0 && (terminal.c_lflag & ICANON) != 0)
		input_write(input, (char *)&terminal.c_cc[VEOF], 1);
}

void terminal_plain_newlines(int console)
{
	struct termios terminal;

	if (tcgetattr(console, &terminal) < 0)
		return;
	terminal.c_oflag &= ~(tcflag_t)ONLCR;
	tcsetattr(console, TCSANOW, &terminal);
}

int terminal_resize(int console, uint32_t rows, uint32_t columns)
{
	struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};

	if (console < 0 || rows > UINT16_MAX || columns > UINT16_MAX) {
		errno = console < 0 ? ENOTTY : EINVAL;
		return -1;
	}
	return ioctl(console, TIOCSWINSZ, &size);
}
