/* log.h - a container's output as CRI log records, in a file that is rotated by size (acts; allocates nothing). */
#ifndef LOG_H
#define LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

enum {
	/* Bytes of text a record may hold: a longer line is cut into P records and one F. */
	LOG_TEXT_MAX = 16384,
	/* "2026-11-24T21:00:00.000000000Z stdout F ", always as long: both streams' names have 6 letters. */
	LOG_HEADER = 40,
	LOG_RECORD_MAX = LOG_HEADER + LOG_TEXT_MAX + 1,
	/* Records that are not in the file yet: one that is torn, and room for any other. */
	LOG_BUFFER = 2 * LOG_RECORD_MAX,
};

/*
 * One log file. A record is in the file as a whole, or it is the first of the buffer and `torn` of its bytes are in the
 * file because the disk was full: then the rest follows as soon as there is room, in the same file. What is in the
 * buffer is lost only when the monitor is killed.
 */
struct log {
	bool open;     /* no log, as in a struct of zeros: records are thrown away */
	int directory; /* the file's, opened once: a rotation can't be led elsewhere */
	int fd;
	char name[256];
	uint64_t size;	    /* of the file, torn bytes included */
	uint64_t max_size;  /* the file is rotated before it would grow past this; 0 = never */
	uint32_t max_files; /* the file itself and its older ones: name.1 is the youngest of them */
	bool drops_oldest;  /* what to do when the buffer is full: drop its oldest records, or refuse new ones */
	uint64_t lines;	    /* complete lines written since the start */
	uint64_t dropped;   /* complete lines dropped since the start */
	time_t stamped;	    /* the second that `stamp` says */
	char stamp[sizeof("2026-11-24T21:00:00")];
	size_t torn;
	size_t start, end; /* the records in buffer */
	char buffer[LOG_BUFFER];
};

/* Bytes of one stream that are not records yet: at most one line that has not ended, or what a full log refused. */
struct log_stream {
	const char *name; /* "stdout" or "stderr" */
	size_t length;
	char text[LOG_TEXT_MAX];
};

/* Opens the file at path or makes it (0640), and goes on with an earlier run's. Limits are set before. -1 and errno. */
int log_open(struct log *log, const char *path);

/* Makes records of the stream's complete lines. False: the log has no room, the rest stays in the stream. */
bool log_take_lines(struct log *log, struct log_stream *stream);

/* The stream has ended: what has no newline becomes a complete line too. False as above. */
bool log_take_rest(struct log *log, struct log_stream *stream);

/* Writes the buffer. False and errno: something is left, the file can't be written now. */
bool log_flush(struct log *log);

/* Renames the file to name.1, that to name.2 and so on, and goes on with a new one; or false, errno and the same. */
bool log_rotate(struct log *log);

void log_close(struct log *log);

#endif
