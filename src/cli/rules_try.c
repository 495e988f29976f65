/* rules_try: scans stored mail, or files, with the running rules and with others,
 * and says what would change. */
#include "cli/desk.h"
#include "cli/mailfiles.h"
#include "cli/progress.h"
#include "cli/rules.h"

#include "base/span.h"
#include "desk/decide/decide.h"
#include "roles/now.h"
#include "scan/scan_config.h"
#include "store/raw.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#define TRY_SINCE_MS   (INT64_C(30) * 24 * 3600 * 1000)
#define TRY_STORED_MAX 200000 /* newest stored messages */
#define TRY_CATEGORY   3.0    /* threshold where no desk says otherwise */

/* What one rule set makes of one message. */
typedef struct outcome {
    double score;
    bool spam;
    char *category; /* NULL: none */
} outcome;

typedef struct trial {
    cli *x;
    const config *c; /* NULL: rule sets alone are compared */
    judge *judges[2];
    scan_local *scanners[2];
    GHashTable *counts[2]; /* rule -> messages that it hits */
    unsigned messages, changed, moved, failed;
    progress bar;
    guint64 octets;   /* of files, judged so far */
    GPtrArray *lines; /* json_t*: messages that would change */
} trial;

/* ---- one message ---- */

static char *category_of(const trial *t, const verdict *v)
{
    const config_category *k = t->c ? decide_category(t->c, v) : NULL;
    const verdict_vote *best =
        v->categories->len > 0 ? v->categories->pdata[0] : NULL;

    if (t->c && t->c->categories->len > 0)
        return g_strdup(k ? k->id : NULL);
    return best && best->weight >= TRY_CATEGORY ? g_strdup(best->name) : NULL;
}

static void count_hits(GHashTable *counts, const verdict *v)
{
    for (guint i = 0; i < v->hits->len; i++) {
        const verdict_hit *h = v->hits->pdata[i];
        unsigned n = GPOINTER_TO_UINT(g_hash_table_lookup(counts, h->rule));
        g_hash_table_replace(counts, g_strdup(h->rule),
                             GUINT_TO_POINTER(n + 1));
    }
}

static bool judge_by(trial *t, int which, GBytes *raw, double spam,
                     outcome *out, GError **error)
{
    g_autoptr(scan_answer) a = scan_local_ask(t->scanners[which], raw, error);

    if (!a)
        return false;
    count_hits(t->counts[which], a->verdict);
    *out = (outcome){a->verdict->score, a->verdict->score >= spam,
                     category_of(t, a->verdict)};
    return true;
}

static json_t *outcome_json(const outcome *o)
{
    return json_pack("{s:f, s:b, s:o}", "score", o->score, "spam", o->spam,
                     "category", cli_json_text(o->category));
}

static void compare(trial *t, const char *name, const char *subject,
                    const outcome *a, const outcome *b)
{
    bool moves = a->spam != b->spam || g_strcmp0(a->category, b->category) != 0;

    t->changed += fabs(a->score - b->score) > 1e-9;
    t->moved += moves;
    if (moves)
        g_ptr_array_add(t->lines,
                        json_pack("{s:o, s:o, s:o, s:o}", "message",
                                  cli_json_text(name), "subject",
                                  cli_json_text(subject), "before",
                                  outcome_json(a), "after", outcome_json(b)));
}

static void try_one(trial *t, const char *name, const char *subject,
                    GBytes *raw, double spam)
{
    outcome a = {0}, b = {0};
    GError *error = NULL;

    t->messages++;
    if (judge_by(t, 0, raw, spam, &a, &error) &&
        judge_by(t, 1, raw, spam, &b, &error)) {
        compare(t, name, subject, &a, &b);
    } else {
        g_prefix_error(&error, "%s: ", name);
        cli_fail(t->x, error);
        t->failed++;
    }
    g_free(a.category);
    g_free(b.category);
}

/* ---- where messages come from ---- */

static bool try_message(const char *file, GBytes *raw, void *context,
                        GError **error)
{
    trial *t = context;

    try_one(t, file, NULL, raw, JUDGE_SPAM_SCORE);
    t->octets += g_bytes_get_size(raw);
    progress_show(&t->bar, t->octets);
    return true;
}

static int try_files(trial *t, char **on)
{
    GError *error = NULL;
    g_autoptr(mailfiles) m = mailfiles_find(on, &error);

    if (!m)
        return cli_fail(t->x, error);
    progress_start(&t->bar, "judging", m->octets);
    for (guint i = 0; i < m->files->len; i++)
        if (!mailfiles_read(m->files->pdata[i], try_message, t, &error)) {
            progress_end(&t->bar);
            cli_fail(t->x, error);
            error = NULL;
            t->failed++;
        }
    progress_end(&t->bar);
    return EX_OK;
}

static double spam_of(const config *c, const char *queue)
{
    const config_queue *q = queue ? config_queue_by_id(c, queue) : NULL;

    return q ? q->spam_hold : JUDGE_SPAM_SCORE;
}

static bool try_rows(trial *t, store *s, const GPtrArray *rows, GError **error)
{
    progress_start(&t->bar, "judging", rows->len);
    for (guint i = 0; i < rows->len; i++) {
        const store_ledger *l = rows->pdata[i];
        g_autoptr(GBytes) raw = store_raw_get(s, l->raw, error);
        if (!raw)
            return false;
        try_one(t, l->id, l->subject, raw, spam_of(t->c, l->queue));
        progress_show(&t->bar, i + 1);
    }
    progress_end(&t->bar);
    return true;
}

static int try_stored(trial *t, int64_t since_ms)
{
    GError *error = NULL;
    int code;
    store *s = desk_open(t->x, &code);

    if (!s)
        return code;
    g_autoptr(GPtrArray) rows =
        store_ledger_since(s, role_now_ms() - since_ms, TRY_STORED_MAX, &error);
    bool ok = rows && try_rows(t, s, rows, &error);
    store_close(s);
    return ok ? EX_OK : cli_fail(t->x, error);
}

/* ---- the tables ---- */

static int by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static GPtrArray *all_rules(const trial *t)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    GPtrArray *names = g_ptr_array_new();

    for (int i = 0; i < 2; i++) {
        GHashTableIter iter;
        gpointer name;
        g_hash_table_iter_init(&iter, t->counts[i]);
        while (g_hash_table_iter_next(&iter, &name, NULL))
            if (g_hash_table_add(seen, name))
                g_ptr_array_add(names, name);
    }
    g_ptr_array_sort(names, by_text);
    return names;
}

static unsigned count_of(const trial *t, int which, const char *name)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(t->counts[which], name));
}

static double score_of(const trial *t, int which, const char *name)
{
    const rule *r = set_rule(judge_set(t->judges[which]), name);

    return r && !r->sub ? r->score : 0;
}

static void print_rule(const trial *t, const char *name)
{
    unsigned before = count_of(t, 0, name), after = count_of(t, 1, name);
    double was = score_of(t, 0, name), is = score_of(t, 1, name);

    if (before == after && was == is)
        return;
    if (t->x->json) {
        cli_json(json_pack("{s:o, s:{s:i, s:f}, s:{s:i, s:f}}", "rule",
                           cli_json_text(name), "before", "messages",
                           (int)before, "score", was, "after", "messages",
                           (int)after, "score", is));
        return;
    }
    cli_put(name, 36);
    printf(" %7u %7u %+7d  %6.1f %6.1f\n", before, after,
           (int)after - (int)before, was, is);
}

static char *outcome_text(const json_t *o)
{
    const char *category = json_string_value(json_object_get(o, "category"));

    return g_strdup_printf(
        "%.1f%s, %s", json_real_value(json_object_get(o, "score")),
        json_is_true(json_object_get(o, "spam")) ? " spam" : "",
        category ? category : "no category");
}

static void print_message(const trial *t, json_t *line)
{
    const char *subject = json_string_value(json_object_get(line, "subject"));

    if (t->x->json) {
        cli_json(json_incref(line));
        return;
    }
    g_autofree char *before = outcome_text(json_object_get(line, "before"));
    g_autofree char *after = outcome_text(json_object_get(line, "after"));
    g_autofree char *name =
        cli_clean(json_string_value(json_object_get(line, "message")), false);
    g_autofree char *more = cli_clean(subject ? subject : "", false);
    printf("%s%s%s\n    %s -> %s\n", name, *more ? "  " : "", more, before,
           after);
}

static void print_all(const trial *t)
{
    g_autoptr(GPtrArray) names = all_rules(t);

    if (!t->x->json)
        printf("%-36s %7s %7s %7s  %6s %6s\n", "rule", "before", "after",
               "change", "score", "score");
    for (guint i = 0; i < names->len; i++)
        print_rule(t, names->pdata[i]);
    if (!t->x->json && t->lines->len > 0)
        putchar('\n');
    for (guint i = 0; i < t->lines->len; i++)
        print_message(t, t->lines->pdata[i]);
    if (t->x->json)
        cli_json(json_pack("{s:i, s:i, s:i, s:i}", "messages", (int)t->messages,
                           "score_changes", (int)t->changed, "moves",
                           (int)t->moved, "failed", (int)t->failed));
    else
        printf("\n%u messages: %u would get another score, %u would be treated "
               "otherwise\n",
               t->messages, t->changed, t->moved);
}

/* ---- the command ---- */

/* The other set stands in for the desk's own rules; the shipped ones stay. */
static char **other_paths(const config *c, char **sets)
{
    GPtrArray *all = g_ptr_array_new();

    if (c && c->scan->shipped)
        g_ptr_array_add(all, g_strdup(SET_SHIPPED));
    for (; *sets; sets++)
        g_ptr_array_add(all, g_strdup(*sets));
    g_ptr_array_add(all, NULL);
    return (char **)g_ptr_array_free(all, FALSE);
}

static bool open_trial(trial *t, char **running, char **sets, int *code)
{
    t->c = running ? NULL : cli_config(t->x);
    *code = EX_CONFIG;
    if (!running && !t->c)
        return false;
    g_auto(GStrv) other = other_paths(t->c, sets);
    t->judges[0] = rules_judge(t->x, running, MATCH_ALL, code);
    if (t->judges[0])
        t->judges[1] = rules_judge(t->x, other, MATCH_ALL, code);
    for (int i = 0; t->judges[1] && i < 2; i++) {
        t->scanners[i] =
            scan_local_new(&rules_limits, t->judges[i], SCAN_WANT_VERDICT);
        t->counts[i] =
            g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    }
    t->lines = g_ptr_array_new_with_free_func((GDestroyNotify)json_decref);
    return t->judges[1] != NULL;
}

static void close_trial(trial *t)
{
    for (int i = 0; i < 2; i++) {
        scan_local_free(t->scanners[i]);
        judge_free(t->judges[i]);
        g_clear_pointer(&t->counts[i], g_hash_table_unref);
    }
    g_clear_pointer(&t->lines, g_ptr_array_unref);
}

int rules_try(cli *x, char **running, char **sets, const char *since, char **on)
{
    trial t = {.x = x};
    int64_t since_ms = TRY_SINCE_MS;
    int code = EX_OK;

    if (since && (!span_read(since, &since_ms) || since_ms == 0))
        return cli_usage(x, "\"%s\" is not a time; write it as 30d, 12h or 2w",
                         since);
    if (running && !on)
        return cli_usage(x, "with --rules say --on PATH too: which messages?");
    if (open_trial(&t, running, sets, &code)) {
        code = on ? try_files(&t, on) : try_stored(&t, since_ms);
        if (code == EX_OK)
            print_all(&t);
        if (code == EX_OK && t.failed > 0)
            code = EX_DATAERR;
    }
    close_trial(&t);
    return code;
}
