/* test_log.c - CRI records in real files: cut, rotated, on a full disk. */
#include "log.h"
#include "tap.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/nodens-test-log.XXXXXX";
static struct log journal;
static struct log_stream out, err;
static char file[1 << 22];

static const char *path_of(const char *name)
{
	static char path[256];
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static const char *read_file(const char *name)
{
	int fd = open(path_of(name), O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? 0 : read(fd, file, sizeof(file) - 1);
	if (fd >= 0)
		close(fd);
	file[length < 0 ? 0 : length] = '\0';
	return file;
}

static void begin(uint64_t max_size, uint32_t max_files, bool drops_oldest)
{
	log_close(&journal);
	for (const char **name = (const char *[]){"c.log", "c.log.1", "c.log.2", "c.log.3", NULL}; *name != NULL;
	     name++)
		unlink(path_of(*name));
	memset(&journal, 0, sizeof(journal));
	out = (struct log_stream){.name = "stdout"};
	err = (struct log_stream){.name = "stderr"};
	journal.max_size = max_size;
	journal.max_files = max_files;
	journal.drops_oldest = drops_oldest;
	REQUIRE(log_open(&journal, path_of("c.log")) == 0);
}

/* Gives bytes to a stream as a reader of a pipe would: no more than there is room for. False: the log refused some. */
static bool feed(struct log_stream *stream, const char *bytes, size_t length)
{
	while (length > 0) {
		size_t room = LOG_TEXT_MAX - stream->length;
		size_t part = length < room ? length : room;
		memcpy(stream->text + stream->length, bytes, part);
		stream->length += part;
		bytes += part;
		length -= part;
		if (!log_take_lines(&journal, stream))
			return false;
	}
	return true;
}

static bool say(struct log_stream *stream, const char *text)
{
	return feed(stream, text, strlen(text)) && log_flush(&journal);
}

/* The records without their times, and every time checked for its form. */
static const char *records(const char *name)
{
	static char stripped[sizeof(file)];
	char *to = stripped;
	const char *next;
	for (const char *record = read_file(name); *record != '\0'; record = next + 1) {
		int year, month, day, hour, minute, second, nanoseconds, length = 0;
		next = strchr(record, '\n');
		int fields = sscanf(record, "%4d-%2d-%2dT%2d:%2d:%2d.%9dZ %n", &year, &month, &day, &hour, &minute,
				    &second, &nanoseconds, &length);
		if (next == NULL || fields != 7 || length != LOG_HEADER - 9)
			return "a record without time or end";
		to = mempcpy(to, record + length, (size_t)(next - record - length) + 1);
	}
	*to = '\0';
	return stripped;
}

static void test_records(void)
{
	begin(0, 5, false);
	say(&out, "one\ntwo\n\nhalf");
	CHECK(strcmp(records("c.log"), "stdout F one\nstdout F two\nstdout F \n") == 0,
	      "each line is one record with time, stream and tag");
	say(&err, "warning\n");
	say(&out, " a line\n");
	CHECK(strstr(records("c.log"), "stderr F warning\nstdout F half a line\n") != NULL,
	      "a line is one record though it came in pieces and another stream spoke between them");
	CHECK(journal.lines == 5, "complete lines are counted");
	feed(&out, "no newline", 10);
	CHECK(log_take_rest(&journal, &out) && log_flush(&journal) &&
		  strstr(records("c.log"), "stdout F no newline\n") != NULL,
	      "the end of a stream ends its last line");
	CHECK(log_take_rest(&journal, &out) && log_flush(&journal) && journal.lines == 6,
	      "a stream that ends with a newline has no further line");
}

static void test_nul_bytes(void)
{
	begin(0, 5, false);
	feed(&out, "a\0b\n", 4);
	log_flush(&journal);
	struct stat status;
	stat(path_of("c.log"), &status);
	CHECK(status.st_size == LOG_HEADER + 4 && memcmp(read_file("c.log") + LOG_HEADER, "a\0b\n", 4) == 0,
	      "NUL bytes stay in their line");
}

static void test_long_line(void)
{
	enum { LENGTH = 1 << 20 };
	static char text[LENGTH + 1], joined[LENGTH + 1];
	for (size_t i = 0; i < LENGTH; i++)
		text[i] = (char)('a' + i % 26);
	begin(0, 5, false);
	feed(&out, text, LENGTH);
	say(&out, "\n");
	size_t length = 0;
	bool tagged = true;
	for (const char *record = records("c.log"); *record != '\0'; record = strchr(record, '\n') + 1) {
		size_t part = (size_t)(strchr(record, '\n') - record) - 9;
		memcpy(joined + length, record + 9, part);
		length += part;
		tagged = tagged && record[7] == (record[9] == '\n' ? 'F' : 'P');
	}
	CHECK(tagged && length == LENGTH && memcmp(joined, text, LENGTH) == 0,
	      "a line of 1 MiB is cut into P records and one F that join to it");
	CHECK(journal.lines == 1, "a cut line is counted once");
}

static void test_rotation(void)
{
	begin(3 * (LOG_HEADER + 10), 3, false);
	for (int line = 0; line < 12; line++) {
		char text[32];
		snprintf(text, sizeof(text), "line %04d\n", line);
		say(&out, text);
	}
	CHECK(strcmp(records("c.log"), "stdout F line 0009\nstdout F line 0010\nstdout F line 0011\n") == 0,
	      "a file is filled to its very limit");
	CHECK(strcmp(records("c.log.1"), "stdout F line 0006\nstdout F line 0007\nstdout F line 0008\n") == 0,
	      "the file before it is .1");
	CHECK(strcmp(records("c.log.2"), "stdout F line 0003\nstdout F line 0004\nstdout F line 0005\n") == 0,
	      "and the one before that .2");
	CHECK(access(path_of("c.log.3"), F_OK) < 0 && access(path_of("c.log.new"), F_OK) < 0,
	      "no more than maxFiles are kept");
	say(&out, "one byte too much\n");
	CHECK(strcmp(records("c.log"), "stdout F one byte too much\n") == 0,
	      "a record that does not fit starts a new file, whole");

	begin(100, 2, false);
	static char text[500];
	memset(text, 'x', sizeof(text) - 2);
	text[sizeof(text) - 2] = '\n';
	say(&out, "short\n");
	say(&out, text);
	say(&out, "short\n");
	CHECK(strcmp(records("c.log"), "stdout F short\n") == 0 && strlen(records("c.log.1")) == 9 + sizeof(text) - 1,
	      "a record longer than maxSizeBytes has a file for itself");

	begin(100, 1, false);
	say(&out, "first, and long enough for the file\n");
	say(&out, "second, and long enough for the file\n");
	CHECK(strcmp(records("c.log"), "stdout F second, and long enough for the file\n") == 0 &&
		  access(path_of("c.log.1"), F_OK) < 0,
	      "with one file the old one goes");
}

static void test_rotation_of_a_batch(void)
{
	begin(3 * (LOG_HEADER + 10), 3, false);
	say(&out, "line 0000\nline 0001\nline 0002\nline 0003\nline 0004\nline 0005\nline 0006\n");
	CHECK(strcmp(records("c.log"), "stdout F line 0006\n") == 0 &&
		  strcmp(records("c.log.1"), "stdout F line 0003\nstdout F line 0004\nstdout F line 0005\n") == 0,
	      "lines that come at once are spread over files as if they had come one by one");
}

static void test_rotation_on_request(void)
{
	begin(0, 3, false);
	say(&out, "old\n");
	feed(&out, "waiting\n", 8);
	CHECK(log_rotate(&journal), "the log is rotated on request");
	say(&out, "new\n");
	CHECK(strcmp(records("c.log.1"), "stdout F old\nstdout F waiting\n") == 0,
	      "every line before the request is in the older file");
	CHECK(strcmp(records("c.log"), "stdout F new\n") == 0, "every later one in the new file");
}

static void test_lost_directory(void)
{
	begin(100, 3, false);
	REQUIRE(rename(folder, "/tmp/nodens-test-log.moved") == 0 && mkdir(folder, 0700) == 0);
	say(&out, "first, and long enough for the file\n");
	say(&out, "second, and long enough for the file\n");
	CHECK(access(path_of("c.log"), F_OK) < 0, "a directory put in the place of the log's is not written to");
	REQUIRE(rmdir(folder) == 0 && rename("/tmp/nodens-test-log.moved", folder) == 0);
	CHECK(strstr(records("c.log"), "second") != NULL && strstr(records("c.log.1"), "first") != NULL,
	      "rotation stays in the log's own directory");
}

static void test_reopening(void)
{
	begin(0, 3, false);
	say(&out, "before\n");
	REQUIRE(write(journal.fd, "2026-11-24T21:00:0", 18) == 18);
	log_close(&journal);
	CHECK(log_open(&journal, path_of("c.log")) == 0 && say(&out, "after\n"),
	      "a log is continued by the next monitor");
	const char *text = read_file("c.log");
	CHECK(strstr(text, "stdout F before\n2026-11-24T21:00:0\n2") != NULL &&
		  strstr(text, "stdout F after\n") != NULL,
	      "a record torn by a killed monitor does not swallow the next one");
}

static void test_refused_paths(void)
{
	begin(0, 3, false);
	log_close(&journal);
	REQUIRE(symlink("/etc/passwd", path_of("link")) == 0 && mkfifo(path_of("fifo"), 0600) == 0);
	CHECK(log_open(&journal, path_of("link")) < 0 && errno == ELOOP, "a symbolic link is not followed");
	CHECK(log_open(&journal, path_of("fifo")) < 0 && errno == EINVAL, "a FIFO is refused and not waited for");
	CHECK(log_open(&journal, "no-slash") < 0 && errno == EINVAL, "a path without directory is refused");
	CHECK(log_open(&journal, path_of("")) < 0 && errno == EINVAL, "a path without a name is refused");
	CHECK(log_open(&journal, path_of("none/c.log")) < 0 && errno == ENOENT,
	      "a missing directory is named by errno");
	CHECK(say(&out, "nowhere\n") && journal.lines == 0, "without a log the lines are thrown away");
	unlink(path_of("link"));
	unlink(path_of("fifo"));
}

/* Writes numbered lines until the log refuses one; says how many it took. */
static int fill_with_numbers(int from, int most)
{
	char text[128];
	int line = from;
	for (bool room = true; room && line < most; line++) {
		snprintf(text, sizeof(text), "line %06d %080d\n", line, 0);
		room = feed(&out, text, strlen(text));
		(void)log_flush(&journal);
	}
	return line;
}

static int count_numbers(const char *name, int expected)
{
	for (const char *record = records(name); *record != '\0'; record = strchr(record, '\n') + 1, expected++)
		if (atoi(record + strlen("stdout F line ")) != expected)
			return -1;
	return expected;
}

/* A limit on the file's size fails writes as a full disk does: part of a record first, then nothing. Needs no root. */
static void limit_file_size(rlim_t bytes)
{
	struct rlimit limit;
	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = bytes < limit.rlim_max ? bytes : limit.rlim_max;
	REQUIRE(setrlimit(RLIMIT_FSIZE, &limit) == 0);
}

static void test_block(void)
{
	begin(0, 3, false);
	limit_file_size(100000);
	int refused = fill_with_numbers(0, 10000);
	CHECK(refused < 10000 && !log_flush(&journal) && errno == EFBIG,
	      "BLOCK: lines are refused while the file can't be written");
	CHECK(strlen(read_file("c.log")) == 100000 && journal.torn > 0, "the file may end within a record");
	CHECK(!log_rotate(&journal), "a log that can't be written is not rotated: its lines belong to the older file");
	limit_file_size(RLIM_INFINITY);
	CHECK(log_take_lines(&journal, &out) && log_flush(&journal), "the log goes on as soon as there is room");
	int all = fill_with_numbers(refused, refused + 100);
	CHECK(count_numbers("c.log", 0) == all && journal.lines == (uint64_t)all,
	      "and no line is lost, doubled or out of order");
	CHECK(journal.dropped == 0, "nothing was dropped");
}

static void test_drop_oldest(void)
{
	begin(0, 3, true);
	limit_file_size(100000);
	CHECK(fill_with_numbers(0, 2000) == 2000, "DROP_OLDEST: no line is refused while the file can't be written");
	CHECK(journal.dropped > 0, "what is dropped is counted");
	limit_file_size(RLIM_INFINITY);
	CHECK(log_flush(&journal) && journal.lines + journal.dropped == 2000,
	      "every line was written or counted as dropped");
	const char *record = records("c.log");
	uint64_t expected = 0, gaps = 0;
	for (; *record != '\0'; record = strchr(record, '\n') + 1, expected++) {
		uint64_t number = (uint64_t)atoi(record + strlen("stdout F line "));
		gaps += number != expected;
		expected = number;
	}
	CHECK(expected == 2000 && gaps == 1,
	      "the oldest lines were dropped, and the newest and the torn one are whole");
}

static void test_full_disk(void)
{
	const char *rule = "a full file system loses no line with BLOCK";
	if (geteuid() != 0)
		return tap_skip(rule, "needs root for a tmpfs");
	begin(0, 3, false);
	log_close(&journal);
	REQUIRE(mount("tmpfs", folder, "tmpfs", 0, "size=256k") == 0 && log_open(&journal, path_of("c.log")) == 0);
	int ballast = open(path_of("ballast"), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	REQUIRE(write(ballast, file, 128 << 10) == 128 << 10);
	int refused = fill_with_numbers(0, 10000);
	bool full = !log_flush(&journal) && errno == ENOSPC;
	REQUIRE(ftruncate(ballast, 0) == 0 && log_take_lines(&journal, &out) && log_flush(&journal));
	int all = fill_with_numbers(refused, refused + 100);
	CHECK(full && count_numbers("c.log", 0) == all, rule);
	close(ballast);
	log_close(&journal);
	REQUIRE(umount(folder) == 0);
}

int main(void)
{
	signal(SIGXFSZ, SIG_IGN);
	REQUIRE(mkdtemp(folder) != NULL);
	test_records();
	test_nul_bytes();
	test_long_line();
	test_rotation();
	test_rotation_of_a_batch();
	test_rotation_on_request();
	test_lost_directory();
	test_reopening();
	test_refused_paths();
	test_block();
	test_drop_oldest();
	test_full_disk();
	begin(0, 3, false);
	log_close(&journal);
	unlink(path_of("c.log"));
	REQUIRE(rmdir(folder) == 0);
	return tap_end();
}
