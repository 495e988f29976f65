/* fuzz: what all libFuzzer targets share. */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define GROW_FACTOR  4
#define GROW_RATIO   10.0 /* linear takes 4 times as long, quadratic 16 times */
#define GROW_SECONDS 0.4  /* below that nothing is said */
#define GROW_TRIES   2    /* the best of so many counts */

void fuzz_fail(const char *format, ...)
{
    va_list list;

    va_start(list, format);
    fputs("fuzz: ", stderr);
    vfprintf(stderr, format, list);
    fputc('\n', stderr);
    va_end(list);
    abort();
}

/* GLib would raise SIGTRAP, of which libFuzzer saves no input. */
static void on_log(const char *domain, GLogLevelFlags level,
                   const char *message, gpointer context)
{
    if (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL))
        fuzz_fail("%s: %s", domain ? domain : "log", message);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    g_log_set_default_handler(on_log, NULL);
    return 0;
}

static double processor_time(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    double from = processor_time(), took;

    fuzz_one(data, size);
    took = processor_time() - from;
    if (took > FUZZ_SECONDS_MAX)
        fuzz_fail("%zu octets take %.1f s", size, took);
    return 0;
}

void fuzz_text(const char *what, const char *s)
{
    if (s && !g_utf8_validate(s, -1, NULL))
        fuzz_fail("%s is not UTF-8", what);
    if (s && strchr(s, '\r'))
        fuzz_fail("%s has a CR", what);
}

void fuzz_line(const char *what, const char *s)
{
    fuzz_text(what, s);
    for (; s && *s; s++) {
        if ((guchar)*s < 0x20 || *s == 0x7f)
            fuzz_fail("%s has a control character", what);
    }
}

static bool is_chosen(const uint8_t *data, size_t size)
{
    uint32_t h = 2166136261u; /* FNV-1a */

    for (size_t i = 0; i < size; i++)
        h = (h ^ data[i]) * 16777619u;
    return (h >> 8) % FUZZ_GROW_EVERY == 0;
}

static double seconds(fuzz_reader reader, const uint8_t *data, size_t size)
{
    double best = 1e9;

    for (int i = 0; i < GROW_TRIES; i++) {
        double from = processor_time();

        reader(data, size);
        best = MIN(best, processor_time() - from);
        if (best < GROW_SECONDS)
            break;
    }
    return best;
}

void fuzz_linear(fuzz_reader reader, const uint8_t *data, size_t size)
{
    const size_t large = (size_t)GROW_FACTOR * FUZZ_GROW_SMALL;
    g_autofree uint8_t *many = NULL;
    double few, all;

    if (size == 0 || size > FUZZ_GROW_SMALL / 2 || !is_chosen(data, size))
        return;
    many = g_malloc(large);
    for (size_t i = 0; i < large; i += size)
        memcpy(many + i, data, MIN(size, large - i));
    all = seconds(reader, many, large);
    if (all < GROW_SECONDS)
        return;
    few = seconds(reader, many, FUZZ_GROW_SMALL);
    if (all > GROW_RATIO * few)
        fuzz_fail("repeated to %zu octets it takes %.2f s, to %u octets %.2f s",
                  large, all, FUZZ_GROW_SMALL, few);
}
