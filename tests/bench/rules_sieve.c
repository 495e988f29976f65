/* rules_sieve: what judging a message costs, and that prefilters change nothing.
 *
 *     tests/bench/rules_sieve [--equal] [--runs N] [--every N] RULES PATH...
 *
 * RULES is a folder of rule files, each PATH a message or a folder of messages.
 * Prints processor time of the start (reading the rules, making them ready) and,
 * a message, of the view and of the rules: the median of N runs over all
 * messages, that of every rule and subrule listed. --every N takes each Nth
 * message only. --equal instead runs each message with the prefilters and
 * without: names every difference in hits, counts and places, and is 1 if there
 * is one.
 */
#include "rules/match.h"

#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

#define MESSAGE_MAX ((size_t)64 << 20)
#define RUNS_MAX    99
#define BUDGET_MS   600000 /* both ways must get through */

typedef struct message {
    char *name;
    GBytes *raw;
} message;

typedef struct bench {
    rule_set *set;
    GArray *messages; /* message */
} bench;

static double cpu_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void die(const char *words)
{
    fprintf(stderr, "rules_sieve: %s\n", words);
    exit(EX_USAGE);
}

static int by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(((const message *)a)->name, ((const message *)b)->name);
}

static void add_path(bench *b, const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    const char *name;
    if (dir == NULL) {
        GError *error = NULL;
        message m = {g_strdup(path), file_read(path, MESSAGE_MAX, &error)};
        if (m.raw == NULL)
            die(error->message);
        g_array_append_val(b->messages, m);
        return;
    }
    while ((name = g_dir_read_name(dir)) != NULL) {
        g_autofree char *below = g_build_filename(path, name, NULL);
        add_path(b, below);
    }
}

/* Each nth of them; the corpus is the same on every file system. */
static void thin(bench *b, unsigned every)
{
    guint kept = 0;
    g_array_sort(b->messages, by_name);
    for (guint i = 0; i < b->messages->len; i++)
        if (i % every == 0)
            g_array_index(b->messages, message, kept++) =
                g_array_index(b->messages, message, i);
    g_array_set_size(b->messages, kept);
}

static view *view_of(const bench *b, guint i)
{
    gsize size;
    const void *data =
        g_bytes_get_data(g_array_index(b->messages, message, i).raw, &size);
    return view_new(data != NULL ? data : "", size, b->set);
}

static double *median_of(double *values, unsigned count)
{
    for (unsigned i = 1; i < count; i++)
        for (unsigned j = i; j > 0 && values[j] < values[j - 1]; j--) {
            double t = values[j];
            values[j] = values[j - 1];
            values[j - 1] = t;
        }
    return values + count / 2;
}

static int run_speed(const bench *b, const matcher *m, unsigned runs)
{
    double view_ms[RUNS_MAX], match_ms[RUNS_MAX];
    size_t octets = 0;
    guint count = b->messages->len;
    for (guint i = 0; i < count; i++)
        octets += g_bytes_get_size(g_array_index(b->messages, message, i).raw);
    printf("%u messages of %zu octets\n", count, octets / count);
    for (unsigned r = 0; r < runs; r++) {
        double reading = 0, matching = 0;
        for (guint i = 0; i < count; i++) {
            double begin = cpu_ms();
            g_autoptr(view) v = view_of(b, i);
            double read = cpu_ms();
            match_result_free(match_run(m, v, BUDGET_MS));
            reading += read - begin;
            matching += cpu_ms() - read;
        }
        view_ms[r] = reading / count;
        match_ms[r] = matching / count;
    }
    printf("view  %.3f ms\nrules %.3f ms\n", *median_of(view_ms, runs),
           *median_of(match_ms, runs));
    return EX_OK;
}

/* Prints what differs; true: nothing does. */
static bool is_same(const bench *b, const char *file, const match_result *x,
                    const match_result *y)
{
    bool same = true;
    guint i = 0, j = 0;
    while (i < x->found->len || j < y->found->len) {
        const match_found *f = &g_array_index(x->found, match_found, i);
        const match_found *g = &g_array_index(y->found, match_found, j);
        bool mine =
            i < x->found->len && (j >= y->found->len || f->rule <= g->rule);
        bool theirs =
            j < y->found->len && (i >= x->found->len || g->rule <= f->rule);
        i += mine;
        j += theirs;
        if (mine && theirs && f->count == g->count && f->from == g->from &&
            f->to == g->to && f->text.data == g->text.data)
            continue;
        const rule *r = b->set->rules->pdata[mine ? f->rule : g->rule];
        printf("%s: %s: %u hits with prefilter, %u without\n", file, r->name,
               mine ? f->count : 0, theirs ? g->count : 0);
        same = false;
    }
    return same;
}

static int run_equal(const bench *b, const matcher *m)
{
    matcher *plain = match_new(b->set, MATCH_ALL | MATCH_PLAIN);
    unsigned wrong = 0, hits = 0;
    for (guint i = 0; i < b->messages->len; i++) {
        g_autoptr(view) v = view_of(b, i);
        match_result *x = match_run(m, v, BUDGET_MS);
        match_result *y = match_run(plain, v, BUDGET_MS);
        wrong += !is_same(b, g_array_index(b->messages, message, i).name, x, y);
        hits += y->found->len;
        match_result_free(x);
        match_result_free(y);
    }
    printf("%u messages, %u hits; %u messages differ\n", b->messages->len, hits,
           wrong);
    match_free(plain);
    return wrong > 0 ? 1 : EX_OK;
}

int main(int argc, char **argv)
{
    gboolean equal = FALSE;
    gint runs = 5, every = 1;
    g_auto(GStrv) rest = NULL;
    const GOptionEntry entries[] = {
        {"equal", 0, 0, G_OPTION_ARG_NONE, &equal, NULL, NULL},
        {"runs", 0, 0, G_OPTION_ARG_INT, &runs, NULL, NULL},
        {"every", 0, 0, G_OPTION_ARG_INT, &every, NULL, NULL},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &rest, NULL,
         NULL},
        {NULL}};
    GOptionContext *options = g_option_context_new("RULES PATH...");
    GError *error = NULL;
    g_option_context_add_main_entries(options, entries, NULL);
    if (!g_option_context_parse(options, &argc, &argv, &error))
        die(error->message);
    g_option_context_free(options);
    if (rest == NULL || g_strv_length(rest) < 2 || runs < 1 ||
        runs > RUNS_MAX || every < 1)
        die("usage: rules_sieve [--equal] [--runs N] [--every N] RULES "
            "PATH...");
    double begin = cpu_ms();
    const char *rules[] = {rest[0], NULL};
    bench b = {set_read(rules, SET_LENIENT, NULL, &error),
               g_array_new(FALSE, FALSE, sizeof(message))};
    if (b.set == NULL)
        die(error->message);
    double read = cpu_ms();
    matcher *m = match_new(b.set, MATCH_ALL);
    printf("start %.0f ms: %.0f reading %u rules, %.0f making them ready\n",
           cpu_ms() - begin, read - begin, b.set->rules->len, cpu_ms() - read);
    for (guint i = 1; rest[i] != NULL; i++)
        add_path(&b, rest[i]);
    thin(&b, (unsigned)every);
    if (b.messages->len == 0)
        die("no messages");
    int code = equal ? run_equal(&b, m) : run_speed(&b, m, (unsigned)runs);
    for (guint i = 0; i < b.messages->len; i++) {
        g_free(g_array_index(b.messages, message, i).name);
        g_bytes_unref(g_array_index(b.messages, message, i).raw);
    }
    g_array_unref(b.messages);
    match_free(m);
    set_free(b.set);
    return code;
}
