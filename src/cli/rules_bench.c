/* rules_bench: measures what rules cost on messages. Messages are anybody's, so
 * a child reads them, which may die; its clock is the one that is right. */
#include "cli/mailfiles.h"
#include "cli/progress.h"
#include "cli/rules.h"

#include "base/err.h"
#include "base/steady.h"
#include "scan/apart.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sysexits.h>

#define BENCH_SHOWN  20                 /* rules that cost the most */
#define BENCH_MEMORY ((int64_t)4 << 30) /* of the child */
#define BENCH_CPU_S  86400              /* more is no bench */
#define BENCH_NAME   4096               /* octets of a file's name */

typedef struct bench {
    cli *x;
    const judge *judge;
    const mailfiles *files;
    uint64_t *ns; /* a rule */
    uint64_t reading_ns, matching_ns;
    unsigned messages;
    progress bar;
    guint64 octets;
    char *at; /* file at hand, shared with the parent */
} bench;

/* ---- measuring ---- */

static uint64_t now_ns(void)
{
    return (uint64_t)steady_ns();
}

static bool measure(const char *file, GBytes *raw, void *context,
                    GError **error)
{
    bench *b = context;
    gsize size;
    const void *data = g_bytes_get_data(raw, &size);

    g_strlcpy(b->at, file, BENCH_NAME);
    uint64_t begin = now_ns();
    g_autoptr(view) v = view_new(data ? data : "", size, judge_set(b->judge));
    uint64_t read = now_ns();
    match_result_free(
        match_run_timed(judge_matcher(b->judge), v, MATCH_BUDGET_MS, b->ns));
    b->reading_ns += read - begin;
    b->matching_ns += now_ns() - read;
    b->messages++;
    b->octets += size;
    progress_show(&b->bar, b->octets);
    return true;
}

/* ---- the table ---- */

typedef struct cost {
    const rule *rule;
    uint64_t ns;
} cost;

static int dearest_first(gconstpointer a, gconstpointer b)
{
    const cost *x = a, *y = b;

    return x->ns < y->ns ? 1 : x->ns > y->ns ? -1 : 0;
}

static void print_cost(const cli *x, const cost *c, unsigned messages)
{
    double us = (double)c->ns / 1000 / messages;
    g_autofree char *place =
        g_strdup_printf("%s:%d", c->rule->file, c->rule->line);

    if (x->json) {
        cli_json(json_pack("{s:o, s:f, s:o}", "rule",
                           cli_json_text(c->rule->name), "us", us, "place",
                           cli_json_text(place)));
        return;
    }
    printf("%10.1f  ", us);
    cli_put(c->rule->name, 36);
    putchar(' ');
    cli_put(place, 0);
    putchar('\n');
}

static void print_costs(const bench *b)
{
    const rule_set *set = judge_set(b->judge);
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(cost));

    if (!b->x->json)
        printf("%u messages: reading %.2f ms, rules %.2f ms a message\n\n"
               "us/message  rule\n",
               b->messages, (double)b->reading_ns / 1e6 / b->messages,
               (double)b->matching_ns / 1e6 / b->messages);
    for (guint i = 0; i < set->rules->len; i++) {
        cost c = {set->rules->pdata[i], b->ns[i]};
        if (c.ns > 0)
            g_array_append_val(all, c);
    }
    g_array_sort(all, dearest_first);
    for (guint i = 0; i < all->len && i < BENCH_SHOWN; i++)
        print_cost(b->x, &g_array_index(all, cost, i), b->messages);
}

/* ---- the child ---- */

static int run(bench *b, const mailfiles *m)
{
    GError *error = NULL;
    int worst = EX_OK;

    progress_start(&b->bar, "measuring", m->octets);
    for (guint i = 0; i < m->files->len; i++)
        if (!mailfiles_read(m->files->pdata[i], measure, b, &error)) {
            progress_end(&b->bar);
            worst = cli_fail(b->x, error);
            error = NULL;
        }
    progress_end(&b->bar);
    if (b->messages > 0)
        print_costs(b);
    return worst;
}

static int run_apart(void *context)
{
    bench *b = context;
    return run(b, b->files);
}

static int run_in_child(bench *b)
{
    GError *error = NULL;
    g_autoptr(GError) why = NULL;
    int code = scan_apart(run_apart, b, BENCH_MEMORY, BENCH_CPU_S, &why);

    if (code >= 0)
        return code;
    err_set(&error, err_class_of(why), "reading %s: %s", b->at, why->message);
    return cli_fail(b->x, error);
}

int rules_bench(cli *x, char **paths, char **files)
{
    GError *error = NULL;
    int code;
    g_autoptr(judge) j = rules_judge(x, paths, 0, &code);

    if (!j)
        return code;
    g_autoptr(mailfiles) m = mailfiles_find(files, &error);
    if (!m)
        return cli_fail(x, error);
    bench b = {.x = x, .judge = j, .files = m};
    b.at = mmap(NULL, BENCH_NAME, PROT_READ | PROT_WRITE,
                MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (b.at == MAP_FAILED) {
        err_set_errno(&error, errno, "cannot share memory with a child");
        return cli_fail(x, error);
    }
    b.ns = g_new0(uint64_t, judge_set(j)->rules->len + 1);
    code = run_in_child(&b);
    g_free(b.ns);
    munmap(b.at, BENCH_NAME);
    return code;
}
