/* play: conversations that nobody wrote down: people, clients, strangers and
 * machines act at random by a seed, and after each step it is checked what left
 * the desk and what it holds.
 *
 *   play [-n COUNT] [-s SEED] [-f FAULT] [-r FILE] [-q] [-v] [-l]
 *
 * A conversation depends on its seed alone: `-s SEED -n 1` plays the one that
 * was named in a finding. One in REPLAYED is played twice, and its plans and
 * mails must be the same. -r FILE: goes on where an earlier run with this file
 * stopped. -f FAULT: with a mistake that was planted (a build that has them);
 * then it is a success to find something. Exit status: 0 nothing was found
 * (with -f: something), 1 the other way round, 2 it could not be played. */
#include "adversary/moves.h"
#include "base/planted.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define START_MS     INT64_C(1796000000000)
#define STEPS_MIN    2
#define STEPS_MORE   4
#define REPLAYED     20 /* one in so many */
#define SAVE_EVERY   1000
#define SHOWN_FAULTS 5
#define TOGETHER     16 /* of so many conversations one merges requests */
#define END_MS       180000

/* ---- one conversation ---- */

static void acts(play *p)
{
    unsigned steps = STEPS_MIN + (unsigned)below(p, STEPS_MORE);

    moves_begin(p);
    for (unsigned i = 0; i < steps && p->w->faults->len == 0; i++) {
        const move *m = moves_pick(p);
        if (p->verbose)
            printf("==== %s\n", m->name);
        m->run(p);
    }
    if (p->w->faults->len > 0)
        return;
    people_wait(p, END_MS);
    judge_end(p->w, p->may_adopt ? "nobody" : "mallory@evil.example");
}

static void conversation(play *p, uint32_t seed)
{
    GError *error = NULL;

    if (!world_begin(p->w, seed, START_MS, &error)) {
        fprintf(stderr, "play: %s\n", error->message);
        exit(2);
    }
    p->rand = g_rand_new_with_seed(seed);
    p->ticket = 0;
    p->together = seed % TOGETHER == TOGETHER - 1;
    words_forget(p->words, seed);
    people_cast(p, seed);
    acts(p);
    people_leave(p);
    g_rand_free(p->rand);
}

/* All that was planned and sent, as one text. */
static char *record(const play *p)
{
    GString *all = g_string_new(p->w->plans->str);

    for (unsigned i = 0; i < p->w->out->len; i++) {
        const sent_mail *m = p->w->out->pdata[i];
        gsize size;
        const char *data = g_bytes_get_data(m->raw, &size);
        g_string_append_printf(all, "\n==== %s\n", m->to);
        g_string_append_len(all, data, (gssize)size);
    }
    return g_string_free(all, FALSE);
}

/* True: nothing was found. */
static bool plays_well(play *p, uint32_t seed)
{
    conversation(p, seed);
    if (p->w->faults->len > 0 || seed % REPLAYED != 0)
        return p->w->faults->len == 0;
    g_autofree char *first = record(p);
    conversation(p, seed);
    g_autofree char *second = record(p);
    if (strcmp(first, second) != 0)
        found(p, "played twice, it went another way");
    return p->w->faults->len == 0;
}

/* ---- the program ---- */

static int count = 1000, seed_start = 1;
static char *chosen, *resume;
static gboolean verbose, list, quiet;

static const GOptionEntry entries[] = {
    {"count", 'n', 0, G_OPTION_ARG_INT, &count, "Conversations", "COUNT"},
    {"seed", 's', 0, G_OPTION_ARG_INT, &seed_start, "Of the first", "SEED"},
    {"fault", 'f', 0, G_OPTION_ARG_STRING, &chosen, "Plant a fault", "NAME"},
    {"resume", 'r', 0, G_OPTION_ARG_FILENAME, &resume, "Go on from", "FILE"},
    {"quiet", 'q', 0, G_OPTION_ARG_NONE, &quiet, "One line alone", NULL},
    {"verbose", 'v', 0, G_OPTION_ARG_NONE, &verbose, "Print all mail", NULL},
    {"list", 'l', 0, G_OPTION_ARG_NONE, &list, "List planted faults", NULL},
    {NULL}};

static void read_place(void)
{
    g_autofree char *text = NULL;

    if (resume != NULL && g_file_get_contents(resume, &text, NULL, NULL)) {
        int done = atoi(text) - seed_start;
        seed_start += MAX(done, 0);
        count -= MAX(done, 0);
    }
}

static void save_place(uint32_t next)
{
    g_autofree char *text = g_strdup_printf("%u\n", next);
    GError *error = NULL;

    if (resume == NULL || g_file_set_contents(resume, text, -1, &error))
        return;
    fprintf(stderr, "play: %s\n", error->message);
    exit(2);
}

static void show_faults(const play *p, uint32_t seed)
{
    if (quiet)
        return;
    printf("conversation %u:\n", seed);
    for (unsigned i = 0; i < p->w->faults->len && i < SHOWN_FAULTS; i++)
        printf("    %s\n", (char *)p->w->faults->pdata[i]);
    printf("  to play it again: play -v -n 1 -s %u%s%s\n", seed,
           chosen ? " -f " : "", chosen ? chosen : "");
    fflush(stdout);
}

static double processor_ms(void)
{
    struct rusage u;

    getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e3 +
           (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e3;
}

/* What is found without the fault as well is not found because of it. */
static bool is_of_fault(play *p, uint32_t seed)
{
    GPtrArray *findings = p->w->faults;

    if (chosen == NULL)
        return true;
    p->w->faults = g_ptr_array_new_with_free_func(g_free);
    planted_choose(NULL);
    bool clean = plays_well(p, seed);
    planted_choose(chosen);
    g_ptr_array_unref(p->w->faults);
    p->w->faults = findings;
    return clean;
}

/* The number of conversations with findings; with a planted fault it ends at
 * the first. */
static unsigned all(play *p)
{
    double start = processor_ms();
    uint32_t seed = (uint32_t)seed_start, bad = 0, first = 0;

    for (int i = 0; i < count && (chosen == NULL || bad == 0); i++, seed++) {
        if (!plays_well(p, seed) && is_of_fault(p, seed)) {
            show_faults(p, seed);
            first = bad++ > 0 ? first : seed;
        }
        if (i % SAVE_EVERY == 0)
            save_place(seed);
    }
    save_place(seed);
    unsigned done = seed - (uint32_t)seed_start;
    printf("%s%s%u conversations, %u with findings, %.2f ms of processor time "
           "each",
           chosen ? chosen : "", chosen ? ": " : "", done, bad,
           done > 0 ? (processor_ms() - start) / done : 0);
    if (first > 0)
        printf(", first at seed %u", first);
    printf("\n");
    return bad;
}

int main(int argc, char **argv)
{
    g_autoptr(GOptionContext) o = g_option_context_new(NULL);
    g_autoptr(GError) error = NULL;

    g_option_context_add_main_entries(o, entries, NULL);
    if (!g_option_context_parse(o, &argc, &argv, &error)) {
        fprintf(stderr, "play: %s\n", error->message);
        return 2;
    }
    if (list) {
        planted_list(stdout);
        return 0;
    }
    if (chosen != NULL && !planted_choose(chosen)) {
        fprintf(stderr, "play: this build has no fault %s\n", chosen);
        return 2;
    }
    read_place();
    play p = {.words = words_new(), .verbose = verbose, .seen = people_mails()};
    p.w = world_new(&error);
    if (p.w == NULL) {
        fprintf(stderr, "play: %s\n", error->message);
        return 2;
    }
    unsigned bad = all(&p);
    world_free(p.w);
    words_free(p.words);
    g_ptr_array_unref(p.seen);
    return (bad > 0) != (chosen != NULL);
}
