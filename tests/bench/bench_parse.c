/* bench_parse: how fast messages become letters, beside the floor: GMime's parse
 * and decode plus a bare libxml2 SAX pass over the same HTML.
 *
 *   bench_parse [--postern PROGRAM] FILE...
 *
 * Floor and letters: the same files, in memory, one process. With --postern also
 * `PROGRAM parse --json FILE...` as a whole, from start to end: CPU time of all its
 * processes, wall time, and the memory of its largest process for all files once
 * and for all of them several times, which must not differ. Every round measures
 * both, because machines are not always equally fast.
 */
#include <fcntl.h>
#include <gmime/gmime.h>
#include <libxml/HTMLparser.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "filters/filter.h"
#include "mail/mime.h"

#define ROUNDS 5
#define TIMES  4 /* all files so often, for the memory */

static double clock_ms(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double tv_ms(struct timeval t)
{
    return (double)t.tv_sec * 1e3 + (double)t.tv_usec / 1e3;
}

static void no_error(void *context, const char *format, ...)
    G_GNUC_PRINTF(2, 3);
static void no_error(void *context, const char *format, ...)
{
}

static void on_start(void *context, const xmlChar *name, const xmlChar **atts)
{
    ++*(size_t *)context;
}

static void on_text(void *context, const xmlChar *text, int n)
{
    *(size_t *)context += (size_t)n;
}

static void bare_sax(const char *html, size_t *count)
{
    htmlSAXHandler sax = {.startElement = on_start,
                          .characters = on_text,
                          .error = no_error,
                          .warning = no_error};

    htmlSAXParseDoc((const xmlChar *)html, "UTF-8", &sax, count);
}

static void floor_part(GMimeObject *parent, GMimeObject *part, gpointer data)
{
    if (GMIME_IS_TEXT_PART(part)) {
        char *text = g_mime_text_part_get_text((GMimeTextPart *)part);
        GMimeContentType *type = g_mime_object_get_content_type(part);

        if (text && g_mime_content_type_is_type(type, "text", "html"))
            bare_sax(text, data);
        g_free(text);
    } else if (GMIME_IS_PART(part)) {
        GMimeDataWrapper *content = g_mime_part_get_content((GMimePart *)part);
        GMimeStream *out = g_mime_stream_mem_new();

        if (content)
            g_mime_data_wrapper_write_to_stream(content, out);
        g_object_unref(out);
    }
}

static void floor_message(const void *data, size_t size, size_t *count)
{
    GMimeStream *in = g_mime_stream_mem_new_with_buffer(data, size);
    GMimeParser *parser = g_mime_parser_new_with_stream(in);
    GMimeMessage *m = g_mime_parser_construct_message(parser, NULL);

    if (m) {
        GMimeHeaderList *list = g_mime_object_get_header_list((GMimeObject *)m);

        for (int i = 0; i < g_mime_header_list_get_count(list); i++)
            g_mime_header_get_value(g_mime_header_list_get_header_at(list, i));
        g_mime_message_foreach(m, floor_part, count);
        g_object_unref(m);
    }
    g_object_unref(parser);
    g_object_unref(in);
}

static void our_message(const void *data, size_t size)
{
    g_autoptr(letter) l = filters_letter(data, size, false, NULL);
    g_autofree char *json = letter_to_json(l, "");
}

/* ---- one process ---- */

typedef struct cost {
    double cpu_ms, wall_ms;
    long memory_kib; /* of its largest process */
} cost;

typedef void (*worker)(const void *data, size_t size);

static size_t seen; /* by the floor, so that nothing is optimized away */

static void floor_work(const void *data, size_t size)
{
    floor_message(data, size, &seen);
}

static cost in_memory(GPtrArray *files, worker work)
{
    cost c = {clock_ms(CLOCK_PROCESS_CPUTIME_ID), clock_ms(CLOCK_MONOTONIC), 0};

    for (guint i = 0; i < files->len; i++) {
        gsize n;
        const void *p = g_bytes_get_data(files->pdata[i], &n);

        work(p, n);
    }
    c.cpu_ms = clock_ms(CLOCK_PROCESS_CPUTIME_ID) - c.cpu_ms;
    c.wall_ms = clock_ms(CLOCK_MONOTONIC) - c.wall_ms;
    return c;
}

/* ---- the whole program ---- */

static char **arguments_of(const char *program, char **files, int times)
{
    GPtrArray *out = g_ptr_array_new();

    g_ptr_array_add(out, (char *)program);
    g_ptr_array_add(out, (char *)"parse");
    g_ptr_array_add(out, (char *)"--json");
    for (int t = 0; t < times; t++)
        for (char **f = files; *f; f++)
            g_ptr_array_add(out, *f);
    g_ptr_array_add(out, NULL);
    return (char **)g_ptr_array_free(out, FALSE);
}

/* What it prints goes to /dev/null. */
static cost whole_program(const char *program, char **files, int times)
{
    g_autofree char **argv = arguments_of(program, files, times);
    double start = clock_ms(CLOCK_MONOTONIC);
    posix_spawn_file_actions_t actions;
    struct rusage use;
    int status;
    pid_t child;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null",
                                     O_WRONLY, 0);
    if (posix_spawn(&child, program, &actions, NULL, argv, environ) != 0 ||
        wait4(child, &status, 0, &use) != child || !WIFEXITED(status))
        g_error("%s cannot be run", program);
    posix_spawn_file_actions_destroy(&actions);
    return (cost){tv_ms(use.ru_utime) + tv_ms(use.ru_stime),
                  clock_ms(CLOCK_MONOTONIC) - start, use.ru_maxrss};
}

/* ---- figures ---- */

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(double *all)
{
    qsort(all, ROUNDS, sizeof *all, by_size);
    return all[ROUNDS / 2];
}

static void print_row(const char *name, cost c, cost least, guint n)
{
    printf("%-14s CPU %4.0f us a message, %.2f of the floor's speed; "
           "wall %4.0f us, %.2f\n",
           name, 1e3 * c.cpu_ms / n, least.cpu_ms / c.cpu_ms,
           1e3 * c.wall_ms / n, least.wall_ms / c.wall_ms);
}

static void measure(GPtrArray *files, const char *program, char **names)
{
    double letters[ROUNDS], cpu[ROUNDS], wall[ROUNDS];
    long once = 0, often = 0;

    for (int i = 0; i < ROUNDS; i++) {
        cost least = in_memory(files, floor_work);
        cost ours = in_memory(files, our_message);

        print_row("floor", least, least, files->len);
        print_row("letters", ours, least, files->len);
        letters[i] = least.cpu_ms / ours.cpu_ms;
        if (program) {
            cost all = whole_program(program, names, 1);

            print_row("whole program", all, least, files->len);
            cpu[i] = least.cpu_ms / all.cpu_ms;
            wall[i] = least.wall_ms / all.wall_ms;
            once = MAX(once, all.memory_kib);
        }
    }
    printf("median of %d rounds: letters %.2f of the floor's speed", ROUNDS,
           median(letters));
    if (program) {
        often = whole_program(program, names, TIMES).memory_kib;
        printf("; whole program %.2f in CPU time, %.2f in wall time\n"
               "memory of its largest process: %.1f MiB; with all files %d "
               "times: %.1f MiB",
               median(cpu), median(wall), (double)once / 1024, TIMES,
               (double)often / 1024);
    }
    printf("\n");
}

int main(int argc, char **argv)
{
    g_autoptr(GPtrArray) files =
        g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    const char *program = NULL;
    size_t octets = 0;

    argv++;
    if (*argv && strcmp(*argv, "--postern") == 0 && argv[1]) {
        program = argv[1];
        argv += 2;
    }
    mime_init();
    for (char **f = argv; *f; f++) {
        GBytes *b = file_read(*f, 0, NULL);

        if (b && g_bytes_get_size(b) > 0) {
            octets += g_bytes_get_size(b);
            g_ptr_array_add(files, b);
        }
    }
    printf("%u messages, %zu octets\n", files->len, octets);
    if (files->len > 0)
        measure(files, program, argv);
    return 0;
}
