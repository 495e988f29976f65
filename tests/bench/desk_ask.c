/* desk_ask: what lists, searches and digests of a large desk (desk_gen) take,
 * each with a handle of its own: the first time, then the median and the 95 %
 * of many. Usage: desk_ask STORE.db [ROUNDS]; the indexes of words must be
 * there. Prints wall time and, since others may use the machine, CPU time, in
 * ms. */
#include "store/search.h"
#include "store/store_config.h"

#include "base/steady.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define NOW INT64_C(1796040000000) /* of desk_gen */
#define DAY INT64_C(86400000)

static config_store where;
static unsigned rounds = 41;

static void die(GError *error)
{
    fprintf(stderr, "desk_ask: %s\n", error ? error->message : "usage");
    exit(1);
}

typedef struct figures {
    double wall, cpu;
} figures;

static double cpu_ms(void)
{
    return (double)clock() * 1000 / CLOCKS_PER_SEC;
}

static int by_wall(const void *a, const void *b)
{
    const figures *x = a, *y = b;
    return x->wall < y->wall ? -1 : x->wall > y->wall;
}

static int by_cpu(const void *a, const void *b)
{
    const figures *x = a, *y = b;
    return x->cpu < y->cpu ? -1 : x->cpu > y->cpu;
}

/* How many it gives. */
typedef unsigned (*question)(void *handle, const void *what);

static void race(const char *name, question ask, void *handle, const void *what)
{
    g_autofree figures *all = g_new0(figures, rounds);
    unsigned count = 0;

    for (unsigned i = 0; i < rounds; i++) {
        double cpu = cpu_ms();
        gint64 began = steady_us();
        count = ask(handle, what);
        all[i].wall = (double)(steady_us() - began) / 1000;
        all[i].cpu = cpu_ms() - cpu;
    }
    figures first = all[0];
    qsort(all, rounds, sizeof *all, by_cpu);
    double cpu = all[rounds / 2].cpu, cpu95 = all[rounds * 95 / 100].cpu;
    qsort(all, rounds, sizeof *all, by_wall);
    printf("%-38s %6u %8.1f %8.1f %8.1f %8.1f %8.1f\n", name, count, first.wall,
           all[rounds / 2].wall, all[rounds * 95 / 100].wall, cpu, cpu95);
}

static unsigned list(void *handle, const void *what)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) all = store_ticket_list(handle, what, &error);

    if (!all)
        die(error);
    return all->len;
}

static unsigned count(void *handle, const void *what)
{
    GError *error = NULL;
    store_ticket_counts c;

    if (!store_ticket_count(handle, what, NOW, &c, &error))
        die(error);
    return (unsigned)c.all;
}

static unsigned table(void *handle, const void *what)
{
    count(handle, what);
    return list(handle, what);
}

typedef struct row {
    const char *name;
    store_ticket_filter f;
} row;

static char most[40]; /* the customer who writes most */
static const char *const closed[] = {"closed", NULL};
static const char *const waiting[] = {"waiting", "answered", NULL};

static const row lists[] = {
    {"open", {.openness = STORE_OPEN, .now_ms = NOW}},
    {"open, 2nd page", {.openness = STORE_OPEN, .now_ms = NOW, .offset = 100}},
    {"open, mine", {.openness = STORE_OPEN, .holder = "anna"}},
    {"open, unassigned", {.openness = STORE_OPEN, .unassigned = true}},
    {"open, line 2", {.openness = STORE_OPEN, .line = 2}},
    {"open, queue sales", {.openness = STORE_OPEN, .queue = "sales"}},
    {"open, overdue", {.openness = STORE_OPEN, .overdue_ms = NOW}},
    {"open, by what is due",
     {.openness = STORE_OPEN, .order = STORE_ORDER_DUE}},
    {"open, undelivered", {.openness = STORE_OPEN, .undelivered = true}},
    {"all", {0}},
    {"all of a holder", {.holder = "lena"}},
    {"all of a customer", {.customer = most}},
    {"all of a company", {.company = "#1"}},
    {"closed", {.in = closed}},
    {"waiting", {.in = waiting}},
    {"a category", {.category = "network"}},
    {"a category that is not", {.category = "nothing"}},
    {"a type, line 3", {.type = "problem", .line = 3}},
    {"a field, exact", {.field = "serial", .value = "PX-0000007"}},
    {"a source", {.source = "webform"}},
    {"a month of long ago",
     {.from_ms = NOW - 900 * DAY, .until_ms = NOW - 870 * DAY}},
};

static const row searches[] = {
    {"a common word", {.words = "printer"}},
    {"the most common word", {.words = "the"}},
    {"a word in Russian", {.words = "принтеры"}},
    {"a rare word", {.words = "C900123"}},
    {"a word that is nowhere", {.words = "nowherefound"}},
    {"two common words", {.words = "printer invoice"}},
    {"four words", {.words = "printer invoice order password"}},
    {"a phrase", {.words = "\"printer password\""}},
    {"a phrase of common words", {.words = "\"the order\""}},
    {"a beginning", {.words = "invo*"}},
    {"a short beginning", {.words = "pr*"}},
    {"a letter", {.words = "p*"}},
    {"a word without another", {.words = "printer -invoice"}},
    {"an address", {.words = "p1000@company5.example"}},
    {"common, open", {.words = "printer", .openness = STORE_OPEN}},
    {"common, of a holder", {.words = "printer", .holder = "op20"}},
    {"common, of a customer", {.words = "printer", .customer = most}},
    {"common, rare category and line",
     {.words = "printer", .category = "order", .line = 3}},
    {"common, what has no key",
     {.words = "printer", .overdue_ms = NOW, .openness = STORE_OPEN}},
    {"common, by number", {.words = "printer", .order = STORE_ORDER_NUMBER}},
};

/* What a person's digest of the morning asks. */
static unsigned digest(void *handle, const void *what)
{
    static const store_ticket_filter parts[] = {
        {.openness = STORE_OPEN, .holder = "anna", .now_ms = NOW},
        {.openness = STORE_OPEN, .holder = "anna", .overdue_ms = NOW},
        {.openness = STORE_OPEN, .unassigned = true, .now_ms = NOW},
        {.openness = STORE_OPEN, .in = waiting, .holder = "anna"},
        {.openness = STORE_OPEN, .overdue_ms = NOW},
    };
    unsigned all = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
        all += table(handle, &parts[i]);
    return all;
}

typedef struct asked {
    const char *words;
    store_search_who who;
} asked;

static unsigned customer(void *handle, const void *what)
{
    const asked *a = what;
    GError *error = NULL;
    g_autoptr(GArray) all =
        store_search_find(handle, &a->who, a->words, 20, &error);

    if (!all)
        die(error);
    return all->len;
}

static const char *const few[] = {"p200009@mail.example", NULL};
static const char *const many[] = {most, NULL};

static const struct {
    const char *name;
    asked a;
} customers[] = {
    {"customer of few, common word", {"printer", {few, 0}}},
    {"customer of many, common word", {"printer", {many, 0}}},
    {"customer of many, phrase", {"\"the order\"", {many, 0}}},
    {"customer of many, nowhere", {"nowherefound", {many, 0}}},
    {"company, common word", {"printer", {many, 1}}},
    {"company, the most common word", {"the", {many, 1}}},
    {"company, beginning", {"invo*", {many, 1}}},
    {"nobody's company, common word", {"printer", {NULL, 999999}}},
};

/* Person 1 of desk_gen writes most. */
static void find_most(store *s)
{
    GError *error = NULL;

    for (int n = 1; n < 1000; n++) {
        g_snprintf(most, sizeof most, "p1@company%d.example", n);
        store_ticket_filter f = {.customer = most, .limit = 1};
        if (list(s, &f) > 0)
            return;
    }
    die(error);
}

static void head(const char *what)
{
    printf("%-38s %6s %8s %8s %8s %8s %8s\n", what, "rows", "first", "median",
           "95 %", "CPU", "95 %");
}

int main(int argc, char **argv)
{
    GError *error = NULL;

    if (argc < 2)
        die(NULL);
    where.path = argv[1];
    if (argc > 2 && atoi(argv[2]) > 1)
        rounds = (unsigned)atoi(argv[2]);
    store *s = store_open(&where, &error);
    store_search *c = s ? store_search_open(&where, &error) : NULL;
    if (!c)
        die(error);
    find_most(s);
    head("list");
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
        race(lists[i].name, list, s, &lists[i].f);
    head("list and its counts");
    for (size_t i = 0; i < 10; i++)
        race(lists[i].name, table, s, &lists[i].f);
    head("digest");
    race("a person's, of the morning", digest, s, NULL);
    head("search");
    for (size_t i = 0; i < G_N_ELEMENTS(searches); i++)
        race(searches[i].name, list, s, &searches[i].f);
    head("customers' search");
    for (size_t i = 0; i < G_N_ELEMENTS(customers); i++)
        race(customers[i].name, customer, c, &customers[i].a);
    store_search_close(c);
    store_close(s);
    return 0;
}
