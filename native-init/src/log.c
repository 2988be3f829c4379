/* log.c - CRI log records: cut, stamp, write, rotate (acts; allocates nothing). */
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	TAG = LOG_HEADER - 2,
	OLDER_NAME_MAX = 272,
	FILE_MODE = 0640,
	/* O_RDWR to look at the last byte; O_NONBLOCK because the open of a FIFO would wait for its reader. */
	FILE_FLAGS = O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
};

static void log_older_name(const struct log *log, uint32_t age, char name[OLDER_NAME_MAX])
{
	snprintf(name, OLDER_NAME_MAX, age == 0 ? "%s" : "%s.%u", log->name, age);
}

/* A monitor that was killed may have left half a record: the next one must not continue its line. */
static int log_end_torn_record(struct log *log)
{
	struct stat status;
	if (fstat(log->fd, &status) < 0)
		return -1;
	if (!S_ISREG(status.st_mode)) {
		errno = EINVAL;
		return -1;
	}
	log->size = (uint64_t)status.st_size;
	char last = '\n';
	if (status.st_size > 0 && pread(log->fd, &last, 1, status.st_size - 1) < 0)
		return -1;
	if (last != '\n' && write(log->fd, "\n", 1) == 1)
		log->size++;
	return 0;
}

int log_open(struct log *log, const char *path)
{
	char directory[4096];
	const char *slash = strrchr(path, '/');
	size_t prefix = slash == NULL ? 0 : (size_t)(slash - path) + 1;
	size_t name = strlen(path + prefix);
	/* The name needs room for its longest suffix: NAME_MAX is 255 and age has at most ten digits. */
	if (slash == NULL || name == 0 || name + sizeof(".4294967295") > sizeof(log->name) ||
	    prefix >= sizeof(directory)) {
		errno = slash == NULL || name == 0 ? EINVAL : ENAMETOOLONG;
		return -1;
	}
	memcpy(directory, path, prefix);
	directory[prefix] = '\0';
	memcpy(log->name, path + prefix, name + 1);
	log->directory = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (log->directory < 0)
		return -1;
	log->fd = openat(log->directory, log->name, FILE_FLAGS, FILE_MODE);
	log->open = log->fd >= 0 && log_end_torn_record(log) == 0;
	if (log->open)
		return 0;
	int error = errno;
	if (log->fd >= 0)
		close(log->fd);
	close(log->directory);
	errno = error;
	return -1;
}

void log_close(struct log *log)
{
	if (!log->open)
		return;
	close(log->fd);
	close(log->directory);
	log->open = false;
}

/* Older files first: each takes the place of the next older one, the oldest disappears. */
static bool log_move_files(const struct log *log, const char *fresh)
{
	char older[OLDER_NAME_MAX], newer[OLDER_NAME_MAX];
	for (uint32_t age = log->max_files > 1 ? log->max_files - 1 : 0; age > 0; age--) {
		log_older_name(log, age, older);
		log_older_name(log, age - 1, newer);
		if (renameat(log->directory, newer, log->directory, older) < 0 && errno != ENOENT)
			return false;
	}
	return renameat(log->directory, fresh, log->directory, log->name) == 0;
}

/* The new file is made first, under another name: when that fails (no descriptor, no inode) nothing has moved. */
static bool log_start_new_file(struct log *log)
{
	char fresh[OLDER_NAME_MAX];
	snprintf(fresh, sizeof(fresh), "%s.new", log->name);
	int fd = openat(log->directory, fresh, FILE_FLAGS | O_TRUNC, FILE_MODE);
	if (fd < 0)
		return false;
	if (!log_move_files(log, fresh)) {
		int error = errno;
		close(fd);
		errno = error;
		return false;
	}
	close(log->fd);
	log->fd = fd;
	log->size = 0;
	return true;
}

bool log_rotate(struct log *log)
{
	return !log->open || (log_flush(log) && log_start_new_file(log));
}

/* How many bytes of the buffer may go to this file: whole records only, and a torn one in any case. */
static size_t log_fitting(const struct log *log)
{
	const char *first = log->buffer + log->start;
	size_t waiting = log->end - log->start;
	uint64_t whole = log->size - log->torn;
	uint64_t room = log->max_size > whole ? log->max_size - whole : 0;
	if (log->max_size == 0 || room >= waiting)
		return waiting;
	const char *last = memrchr(first, '\n', (size_t)room);
	/* A record longer than the limit has a file for itself. */
	if (last == NULL && (log->torn > 0 || whole == 0))
		last = memchr(first, '\n', waiting);
	return last == NULL ? 0 : (size_t)(last - first) + 1;
}

/* Forgets the records that are in the file as a whole. */
static void log_forget_written(struct log *log)
{
	for (;;) {
		const char *first = log->buffer + log->start;
		const char *last = memchr(first, '\n', log->torn);
		if (last == NULL)
			return;
		size_t length = (size_t)(last - first) + 1;
		log->lines += first[TAG] == 'F';
		log->start += length;
		log->torn -= length;
	}
}

bool log_flush(struct log *log)
{
	while (log->start < log->end) {
		size_t length = log_fitting(log);
		if (length == 0 && log_start_new_file(log))
			continue;
		/* The directory is gone: a file that grows too large is better than a container that waits for ever. */
		if (length == 0)
			length = log->end - log->start;
		ssize_t written = write(log->fd, log->buffer + log->start + log->torn, length - log->torn);
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return false;
		log->size += (uint64_t)written;
		log->torn += (size_t)written;
		log_forget_written(log);
	}
	log->start = log->end = 0;
	return true;
}

/* Drops the oldest record of which nothing is in the file yet. */
static void log_drop_oldest(struct log *log)
{
	char *first = log->buffer + log->start;
	char *oldest = first;
	if (log->torn > 0)
		oldest = (char *)memchr(first, '\n', log->end - log->start) + 1;
	char *after = (char *)memchr(oldest, '\n', (size_t)(log->buffer + log->end - oldest)) + 1;
	log->dropped += oldest[TAG] == 'F';
	memmove(first + (after - oldest), first, (size_t)(oldest - first));
	log->start += (size_t)(after - oldest);
}

static bool log_make_room(struct log *log, size_t length)
{
	if (LOG_BUFFER - log->end >= length || log_flush(log))
		return true;
	while (log->drops_oldest && LOG_BUFFER - (log->end - log->start) < length)
		log_drop_oldest(log);
	if (LOG_BUFFER - (log->end - log->start) < length)
		return false;
	memmove(log->buffer, log->buffer + log->start, log->end - log->start);
	log->end -= log->start;
	log->start = 0;
	return true;
}

static bool log_append(struct log *log, const char *header, char tag, const char *text, size_t length)
{
	if (!log->open)
		return true;
	if (!log_make_room(log, LOG_HEADER + length + 1))
		return false;
	char *record = log->buffer + log->end;
	memcpy(record, header, LOG_HEADER);
	record[TAG] = tag;
	memcpy(record + LOG_HEADER, text, length);
	record[LOG_HEADER + length] = '\n';
	log->end += LOG_HEADER + length + 1;
	return true;
}

/* The calendar is asked once a second, not once a line. */
static void log_header(struct log *log, const char *stream, char header[LOG_HEADER + 1])
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	if (now.tv_sec != log->stamped) {
		struct tm utc;
		gmtime_r(&now.tv_sec, &utc);
		strftime(log->stamp, sizeof(log->stamp), "%Y-%m-%dT%H:%M:%S", &utc);
		log->stamped = now.tv_sec;
	}
	snprintf(header, LOG_HEADER + 1, "%s.%09ldZ %s F ", log->stamp, now.tv_nsec, stream);
}

bool log_take_lines(struct log *log, struct log_stream *stream)
{
	char header[LOG_HEADER + 1];
	log_header(log, stream->name, header);
	size_t taken = 0;
	bool room = true;
	while (room && taken < stream->length) {
		const char *text = stream->text + taken;
		size_t waiting = stream->length - taken;
		const char *newline = memchr(text, '\n', waiting);
		if (newline == NULL && waiting < LOG_TEXT_MAX)
			break;
		size_t length = newline == NULL ? waiting : (size_t)(newline - text);
		room = log_append(log, header, newline == NULL ? 'P' : 'F', text, length);
		if (room)
			taken += length + (newline != NULL);
	}
	memmove(stream->text, stream->text + taken, stream->length - taken);
	stream->length -= taken;
	return room;
}

bool log_take_rest(struct log *log, struct log_stream *stream)
{
	if (!log_take_lines(log, stream))
		return false;
	char header[LOG_HEADER + 1];
	log_header(log, stream->name, header);
	if (stream->length > 0 && !log_append(log, header, 'F', stream->text, stream->length))
		return false;
	stream->length = 0;
	return true;
}
