/* test_bootstrap.c - the decoder against protocol/vectors, and the cases that are too long for a file. */
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "decode.h"
#include "tap.h"

#define PART	 BOOTSTRAP_PART_BYTES
#define HOSTNAME 28183
#define MORE	 28160
#define ARG	 28192
#define SECCOMP	 28200

static char buffer[BOOTSTRAP_MESSAGE_BYTES + 64];
static char *pointers[BOOTSTRAP_POINTERS(BOOTSTRAP_MESSAGE_BYTES + 64)];
static size_t length;
static struct bootstrap message;
static struct failure failure;

static int decode(void)
{
	return bootstrap_decode(&message, buffer, length, pointers, &failure);
}

static void finish(void)
{
	uint32_t total = (uint32_t)length;

	memcpy(buffer, &total, sizeof(total));
}

static void begin(void)
{
	memset(buffer, 0, 16);
	memcpy(buffer + 4, &(uint16_t){BOOTSTRAP_MESSAGE_TYPE}, 2);
	length = 16;
	finish();
}

static void put(uint16_t type, const void *payload, size_t size)
{
	uint16_t header[2] = {(uint16_t)(size + 4), type};

	memcpy(buffer + length, header, 4);
	memcpy(buffer + length + 4, payload, size);
	memset(buffer + length + 4 + size, 0, (4 - size % 4) % 4);
	length += (4 + size + 3) / 4 * 4;
	finish();
}

static void put_u32(uint16_t type, uint32_t value)
{
	put(type, &value, sizeof(value));
}

/* A payload of any length, cut as the protocol says. */
static void put_long(uint16_t type, const char *payload, size_t size)
{
	for (; size > PART; size -= PART, payload += PART)
		put(MORE, payload, PART);
	put(type, payload, size);
}

static void begin_ours(void)
{
	begin();
	put_u32(28161, 1);
}

/* Hex text; "xx*N" is N times xx, a line's rest after "#" is for people. */
static bool read_hex(const char *path)
{
	FILE *file = fopen(path, "re");
	unsigned byte, times;
	int character;

	if (!file)
		return false;
	for (length = 0; (character = fgetc(file)) != EOF;) {
		if (character == '#') {
			while (character != '\n' && character != EOF)
				character = fgetc(file);
		} else if (character == '*') {
			REQUIRE(fscanf(file, "%u", &times) == 1 && length > 0);
			memset(buffer + length, buffer[length - 1], times - 1);
			length += times - 1;
		} else if (character != ' ' && character != '\n') {
			ungetc(character, file);
			REQUIRE(fscanf(file, "%2x", &byte) == 1);
			buffer[length++] = (char)byte;
		}
	}
	fclose(file);
	return true;
}

/* What the decoder says to each broken vector. */
static const char *const reasons[][2] = {
    {"another-message-type.hex", "wrong message type"},
    {"another-version.hex", "VERSION: wrong version"},
    {"attribute-length-past-end.hex", "length past the end"},
    {"attribute-length-too-short.hex", "length too short"},
    {"attribute-padding-missing.hex", "length past the end"},
    {"attribute-twice.hex", "repeated"},
    {"length-in-header-too-long.hex", "wrong message length"},
    {"length-in-header-too-short.hex", "wrong message length"},
    {"more-is-last.hex", "part without end"},
    {"more-too-short.hex", "MORE: wrong size"},
    {"number-too-long.hex", "wrong size"},
    {"number-too-short.hex", "wrong size"},
    {"record-string-without-nul.hex", "record string without nul"},
    {"record-too-long.hex", "record too long"},
    {"record-too-short.hex", "record too short"},
    {"shorter-than-its-header.hex", "message too short"},
    {"string-empty-payload.hex", "string without nul"},
    {"string-with-nul-inside.hex", "nul inside string"},
    {"string-without-nul.hex", "string without nul"},
    {"trailing-bytes.hex", "trailing bytes"},
    {"unknown-attribute.hex", "unknown type"},
    {"version-missing.hex", "VERSION: missing"},
};

static bool refused(const char *reason)
{
	return decode() < 0 && failure.stage == STAGE_READ_MESSAGE && failure.operation == OPERATION_DECODE &&
	       strstr(failure.object, reason);
}

static bool is_refused_vector(const char *name)
{
	for (size_t i = 0; i < sizeof(reasons) / sizeof(*reasons); i++)
		if (strcmp(reasons[i][0], name) == 0)
			return refused(reasons[i][1]);
	return false;
}

static void write_corpus(const char *directory, const char *name)
{
	char path[512];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	REQUIRE(fd >= 0 && write(fd, buffer, length) == (ssize_t)length);
	close(fd);
}

static void each_vector(const char *directory, bool broken, const char *corpus)
{
	DIR *stream = opendir(directory);
	struct dirent *entry;
	unsigned count = 0;

	while (stream && (entry = readdir(stream))) {
		char path[512], rule[512];

		if (!strstr(entry->d_name, ".hex"))
			continue;
		snprintf(path, sizeof(path), "%s/%s", directory, entry->d_name);
		REQUIRE(read_hex(path));
		count++;
		if (corpus) {
			write_corpus(corpus, entry->d_name);
			continue;
		}
		snprintf(rule, sizeof(rule), "%s is %s", entry->d_name, broken ? "refused for its reason" : "accepted");
		CHECK(broken ? is_refused_vector(entry->d_name) : decode() == 0, rule);
	}
	if (stream)
		closedir(stream);
	CHECK(count > 0, directory);
}

/* The bytes that runc's own encoder made. */
static void test_runc(void)
{
	FILE *file = fopen("protocol/vectors/runc.json", "re");
	static char line[4096];
	unsigned count = 0;

	while (file && fgets(line, sizeof(line), file)) {
		const char *hex = strstr(line, "\"hex\": \"");

		if (!hex)
			continue;
		hex += 8;
		for (length = 0; sscanf(hex, "%2hhx", (unsigned char *)&buffer[length]) == 1; length++)
			hex += 2;
		count++;
		CHECK(decode() == 0 && bootstrap_has(&message, ATTRIBUTE_CLONE_FLAGS),
		      "a message of runc's is accepted");
	}
	if (file)
		fclose(file);
	CHECK(count == 11, "eleven of them");
}

static void test_refused_values(void)
{
	static const char mount[52] = "\7";

	begin_ours();
	put_u32(28162, 9);
	CHECK(refused("MODE: unknown value"), "a mode is one of the table");
	begin_ours();
	put(28177, mount, sizeof(mount));
	CHECK(refused("MOUNT: unknown value"), "a mount's kind is one of the table");
	begin_ours();
	put_u32(28174 | 0x8000, 1);
	CHECK(refused("unknown type"), "a flag in a type makes another type");
	begin_ours();
	put(HOSTNAME, "x", 2);
	buffer[length - 1] = 'x';
	CHECK(refused("padding not zero"), "padding carries nothing");
}

static void test_values(void)
{
	uint32_t cursor = 0, group;

	begin_ours();
	put_u32(28162, 2);
	put(HOSTNAME, "name", 5);
	put_u32(28196, 5);
	put_u32(28196, 7);
	CHECK(decode() == 0, "a message of ours is accepted");
	CHECK(bootstrap_u32(&message, ATTRIBUTE_MODE, 0) == mode_CREATE, "an integer is read");
	CHECK(strcmp(bootstrap_str(&message, ATTRIBUTE_HOSTNAME), "name") == 0, "a string is read");
	CHECK(!bootstrap_str(&message, ATTRIBUTE_DOMAINNAME), "an absent string is NULL");
	CHECK(bootstrap_u32(&message, ATTRIBUTE_PERSONALITY, 9) == 9, "an absent integer is its default");
	CHECK(bootstrap_next(&message, ATTRIBUTE_SUPPLEMENTARY_GID, &cursor, &group) && group == 5,
	      "the first of a row");
	CHECK(bootstrap_next(&message, ATTRIBUTE_SUPPLEMENTARY_GID, &cursor, &group) && group == 7,
	      "the second of a row");
	CHECK(!bootstrap_next(&message, ATTRIBUTE_SUPPLEMENTARY_GID, &cursor, &group), "and no third");
	CHECK(!bootstrap_next(&message, ATTRIBUTE_SUPPLEMENTARY_GID, &cursor, &group), "however often it is asked for");
}

static void test_records(void)
{
	static const char bytes[] = "\1\0\0\0\x10\0\0\0"
				    "\1\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\3\0\0\0\0\0\0\0\4\0\0\0\0\0\0\0"
				    "\0\0\10\0\3\0\0\0"
				    "tmpfs\0/tmp\0tmpfs\0mode\0"
				    "755";
	struct mount_record mount;
	uint32_t cursor = 0;

	begin_ours();
	put(28177, bytes, sizeof(bytes));
	REQUIRE(decode() == 0);
	REQUIRE(bootstrap_next(&message, ATTRIBUTE_MOUNT, &cursor, &mount));
	CHECK(mount.kind == mount_kind_FILESYSTEM && mount.flags == mount_flag_OPTIONAL, "integers of a record");
	CHECK(mount.attrSet == 1 && mount.attrClear == 2 && mount.recAttrSet == 3 && mount.recAttrClear == 4,
	      "its long integers, at odd addresses too");
	CHECK(mount.propagation == 1 << 19 && mount.ids == 3, "the integers behind them");
	CHECK(strcmp(mount.source, "tmpfs") == 0 && strcmp(mount.target, "/tmp") == 0, "its strings");
	CHECK(mount.options.length == 9 && memcmp(mount.options.data,
						  "mode\0"
						  "755",
						  9) == 0,
	      "and the rest of its bytes");
}

static void test_arguments(void)
{
	begin_ours();
	put(28193, "A=1", 4);
	put(ARG, "a", 2);
	put(28193, "B=2", 4);
	put(ARG, "", 1);
	CHECK(decode() == 0 && message.arguments == 2, "arguments are counted");
	CHECK(strcmp(message.argv[0], "a") == 0 && strcmp(message.argv[1], "") == 0 && !message.argv[2],
	      "argv ends with NULL");
	CHECK(strcmp(message.envp[0], "A=1") == 0 && strcmp(message.envp[1], "B=2") == 0 && !message.envp[2],
	      "the environment keeps its order, whatever stands between");
	begin();
	CHECK(decode() == 0 && message.arguments == 0 && !message.argv[0] && !message.envp[0],
	      "an empty message has none");
}

static void test_continuation(void)
{
	static char text[4 * PART];
	static const size_t sizes[] = {PART - 1, PART, PART + 1, 131072, 3 * PART, 3 * PART + 5};
	char rule[128];

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)('a' + i % 23);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		size_t size = sizes[i];
		bool string = size <= 131072;
		struct seccomp_record record = {0};
		uint32_t cursor = 0;
		const char *found = NULL;

		begin_ours();
		if (string) {
			text[size - 1] = '\0';
			put_long(ARG, text, size);
			put(ARG, "behind", 7);
			text[size - 1] = 'z';
		} else {
			put_long(SECCOMP, text, size);
		}
		put(HOSTNAME, "behind", 7);
		snprintf(rule, sizeof(rule), "a payload of %zu bytes comes in one piece", size);
		if (decode() < 0) {
			CHECK(false, failure.object);
			continue;
		}
		if (string)
			bootstrap_next(&message, ATTRIBUTE_ARG, &cursor, &found);
		else if (bootstrap_record(&message, ATTRIBUTE_SECCOMP, &record))
			found = record.program.data - 4;
		CHECK(found && (string ? strlen(found) == size - 1 : record.program.length == size - 4) &&
			  memcmp(found, text, size - 1) == 0,
		      rule);
		CHECK(strcmp(bootstrap_str(&message, ATTRIBUTE_HOSTNAME), "behind") == 0,
		      "and what is behind it is found");
	}
}

static void test_wrong_continuation(void)
{
	static char text[3 * PART];

	memset(text, 'x', sizeof(text));
	begin_ours();
	put(MORE, text, PART);
	CHECK(refused("part without end"), "MORE is never the last");
	begin_ours();
	put(MORE, text, PART);
	put(ARG, text, 0);
	CHECK(refused("wrongly cut"), "the last part is not empty");
	begin_ours();
	put(HOSTNAME, text, PART + 2);
	CHECK(refused("wrongly cut"), "what is too long for one part is cut");
	begin_ours();
	text[131072] = '\0';
	put_long(ARG, text, 131073);
	CHECK(refused("string too long"), "an argument is no longer than the kernel takes");
	begin_ours();
	put(MORE, text, PART);
	put_u32(28162, 1);
	CHECK(refused("wrong size"), "an integer is not continued");
}

static void test_length(void)
{
	begin_ours();
	length = BOOTSTRAP_MESSAGE_BYTES + 4;
	finish();
	CHECK(refused("message too long"), "a message has its limit");
}

static void test_reading(void)
{
	int ends[2];

	begin_ours();
	put(HOSTNAME, "name", 5);
	REQUIRE(pipe(ends) == 0 && write(ends[1], buffer, length) == (ssize_t)length);
	CHECK(bootstrap_read(&message, ends[0], &failure) == 0 &&
		  strcmp(bootstrap_str(&message, ATTRIBUTE_HOSTNAME), "name") == 0,
	      "a message is read from a stream");
	REQUIRE(write(ends[1], buffer, length - 3) == (ssize_t)length - 3 && close(ends[1]) == 0);
	CHECK(bootstrap_read(&message, ends[0], &failure) < 0 && failure.operation == OPERATION_READ,
	      "an end inside a message is an error");
	close(ends[0]);
}

int main(int argument_count, char **arguments)
{
	const char *corpus = argument_count == 3 && strcmp(arguments[1], "--corpus") == 0 ? arguments[2] : NULL;

	each_vector("protocol/vectors", false, corpus);
	each_vector("protocol/vectors/broken", true, corpus);
	if (corpus)
		return 0;
	test_runc();
	test_values();
	test_refused_values();
	test_records();
	test_arguments();
	test_continuation();
	test_wrong_continuation();
	test_length();
	test_reading();
	return tap_end();
}
