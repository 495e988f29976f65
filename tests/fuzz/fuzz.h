/* fuzz: what all libFuzzer targets share. A target includes this, links
 * fuzz.c, and says fuzz_fail() where something promised does not hold.
 *
 * GLib's criticals end the program too: they are broken promises of callers. */
#ifndef POSTERN_FUZZ_H
#define POSTERN_FUZZ_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* The target: reads one input. Fails if that takes over FUZZ_SECONDS_MAX of
 * processor time, however busy the machine is. */
#define FUZZ_SECONDS_MAX 10
void fuzz_one(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

void fuzz_fail(const char *format, ...) G_GNUC_PRINTF(1, 2) G_GNUC_NORETURN;

/* Fails unless `s` is NULL or valid UTF-8 without CR (a line: without control
 * characters). `what` is for the failure's words. */
void fuzz_text(const char *what, const char *s);
void fuzz_line(const char *what, const char *s);

/* For one input in FUZZ_GROW_EVERY (chosen by the octets, so that a find can be
 * played again): runs `reader` on the input repeated to FUZZ_GROW_SMALL and to
 * four times that, and fails if the larger takes much longer than four times as
 * much processor time. A reader must return without doing more than what is
 * timed. */
#define FUZZ_GROW_EVERY 256
#define FUZZ_GROW_SMALL (8u << 10) /* octets */
typedef void (*fuzz_reader)(const uint8_t *data, size_t size);
void fuzz_linear(fuzz_reader reader, const uint8_t *data, size_t size);

#endif
