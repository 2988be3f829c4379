/* client.c - a connection to control.sock from HELLO to its end, but for what its frames ask (acts). */
#include "client.h"

#include <sys/epoll.h>
#include <sys/mman.h>
#include <unistd.h>

struct client *client_open(struct container *container, int fd, void (*ready)(struct source *source, uint32_t events))
{
	uint32_t version = CONTROL_VERSION;
	struct client *client =
	    mmap(NULL, sizeof(*client), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (client == MAP_FAILED) {
		close(fd);
		return NULL;
	}
	client->container = container;
	client->source = (struct source){.fd = fd, .ready = ready};
	client->outbox.fd = fd;
	client->outbox.passed_fd = -1;
	execution_init(&client->execution, &container->loop, &client->outbox);
	frame_reader_init(&client->reader, client->frame, sizeof(client->frame));
	outbox_send(&client->outbox, FRAME_HELLO, &version, sizeof(version), -1);
	return client;
}

void client_close(struct client *client)
{
	execution_close(&client->execution);
	frame_reader_close(&client->reader);
	loop_close(&client->container->loop, &client->source);
	munmap(client, sizeof(*client));
}

struct input *client_input(struct client *client)
{
	return client->execution.asked ? &client->execution.input : &client->container->input;
}

static void write_input(struct client *client)
{
	size_t taken;

	if (client->waiting.length == 0)
		return;
	taken = input_write(client_input(client), client->waiting.data, client->waiting.length);
	client->waiting.data += taken;
	client->waiting.length -= (uint32_t)taken;
}

void client_settle(struct client *client)
{
	struct outbox *outbox = &client->outbox;

	/* The terminal of an exec may be left alone as long as its user likes. */
	outbox->awaited = client->attached || client->container->reaped;
	write_input(client);
	execution_settle(&client->execution);
	outbox_flush(outbox);
	outbox->gone = outbox->gone || (outbox->finished && outbox_is_empty(outbox));
}

void client_await(struct client *client)
{
	bool listens = client->waiting.length == 0 && !client->outbox.finished;
	bool speaks = !outbox_is_empty(&client->outbox);

	execution_await(&client->execution, client->waiting.length > 0);
	/* Who hangs up is noticed also while its frames are not read: its place is for others. */
	loop_want(&client->container->loop, &client->source,
		  (listens ? EPOLLIN : EPOLLRDHUP) | (speaks ? EPOLLOUT : 0u));
}
