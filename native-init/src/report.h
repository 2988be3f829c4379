/* report.h - what failed, as numbers and the object concerned: never prose for a program to parse (pure). */
#ifndef REPORT_H
#define REPORT_H

#include <stddef.h>
#include <stdint.h>

#define STAGE(name, number, text) STAGE_##name = number,
enum stage_number {
#include "../protocol/failure.def"
};

#define OPERATION(name, number, text) OPERATION_##name = number,
enum operation {
#include "../protocol/failure.def"
};

/* Where and in what a launch failed. An object that is longer is cut. */
struct failure {
	enum stage_number stage;
	enum operation operation;
	int error; /* errno; 0 where none applies */
	char object[512];
};

/* Fills failure from errno and returns -1, so that a failing step is one statement: return fail(...). */
int fail(struct failure *failure, enum stage_number stage, enum operation operation, const char *object);

/* The same with an error number of its own; 0 where none applies. */
int fail_with(struct failure *failure, enum stage_number stage, enum operation operation, int error,
	      const char *object);

/* What is refused without a call having failed is told by its words: object is made as by printf. */
int fail_text(struct failure *failure, enum stage_number stage, enum operation operation, int error, const char *format,
	      ...) __attribute__((format(printf, 5, 6)));

#define FAIL(stage, operation, object) fail(failure, STAGE_##stage, OPERATION_##operation, object)

/* A FAILED frame's payload; returns its length, at most FAILURE_BYTES. */
#define FAILURE_BYTES (12 + sizeof(((struct failure *)0)->object))
size_t failure_encode(const struct failure *failure, char payload[FAILURE_BYTES]);

/* The reverse, from a process that may be hostile; returns 0, or -1 where the payload is not one. */
int failure_decode(struct failure *failure, const char *payload, size_t length);

#endif
