/* rules_run: runs the `test` lines of rules, and measures what rules cost. Both
 * in this process: the texts are the administrator's own. */
#include "cli/rules.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/file.h"

#define BENCH_SHOWN 20 /* dearest rules */

/* ---- test ---- */

/* Where the text of a header rule's test stands; NULL: nothing that a message
 * could say. */
static const char *test_field(const rule *r)
{
    static const struct {
        const char *pseudo, *field;
    } names[] = {{"EnvelopeFrom", "Return-Path"},
                 {"ToCc", "To"},
                 {"MESSAGEID", "Message-ID"}};

    if (g_str_has_prefix(r->header, "X-Spam-Relays-"))
        return NULL;
    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_ascii_strcasecmp(r->header, names[i].pseudo) == 0)
            return names[i].field;
    return r->header;
}

/* "Name: value" unless `instead` is that field. */
static void put_default(GString *out, const char *name, const char *value,
                        const char *instead)
{
    if (!instead || g_ascii_strcasecmp(instead, name) != 0)
        g_string_append_printf(out, "%s: %s\n", name, value);
}

/* A small message that carries the text where the rule looks; NULL: none can. */
static GString *test_message(const rule *r, const char *text)
{
    bool header = r->type == RULE_HEADER || r->type == RULE_MIMEHEADER;
    const char *field = header ? test_field(r) : NULL;
    GString *out = g_string_new(NULL);

    if (header && !field) {
        g_string_free(out, TRUE);
        return NULL;
    }
    put_default(out, "From", "Somebody <somebody@example.com>", field);
    put_default(out, "To", "support@example.org", field);
    put_default(out, "Subject", "-", field);
    put_default(out, "Date", "Mon, 23 Nov 2026 11:02:14 +0000", field);
    put_default(out, "Message-ID", "<1.test@example.com>", field);
    put_default(out, "MIME-Version", "1.0", field);
    put_default(out, "Content-Type", "text/plain; charset=utf-8", field);
    if (field && strcmp(field, "ALL") == 0)
        g_string_append_printf(out, "%s\n", text);
    else if (field)
        g_string_append_printf(out, "%s: %s\n", field, text);
    g_string_append_printf(out, "\n%s\n", header ? "Hello." : text);
    return out;
}

/* NULL if it is right, else words. */
static char *run_test(const judge *j, const rule *r, const rule_test *t)
{
    if (r->unsupported)
        return g_strdup_printf("is unsupported: %s", r->unsupported);
    if (r->off)
        return g_strdup("is off: its score is 0");
    GString *message = test_message(r, t->text);
    if (!message)
        return g_strdup("reads relays, which no test line can say");
    g_autoptr(view) v = view_new(message->str, message->len, judge_set(j));
    match_result *result = match_run(judge_matcher(j), v, MATCH_BUDGET_MS);
    bool hit = result->counts[r->number] > 0;

    match_result_free(result);
    g_string_free(message, TRUE);
    if (hit == t->ok)
        return NULL;
    return g_strdup(t->ok ? "should hit, and does not" : "should not hit");
}

static void print_failure(const cli *x, const rule *r, const rule_test *t,
                          const char *words)
{
    if (x->json) {
        cli_json(json_pack(
            "{s:o, s:s, s:o, s:o, s:i, s:s}", "rule", cli_json_text(r->name),
            "test", t->ok ? "ok" : "fail", "text", cli_json_text(t->text),
            "file", cli_json_text(t->file), "line", t->line, "wrong", words));
        return;
    }
    g_autofree char *text = g_strdup_printf("%s:%d: %s %s: %s", t->file,
                                            t->line, r->name, words, t->text);
    g_autofree char *clean = cli_clean(text, false);
    puts(clean);
}

int rules_test(cli *x, char **paths)
{
    unsigned tests = 0, wrong = 0, rules = 0;
    int code;
    g_autoptr(judge) j = rules_judge(x, paths, MATCH_ALL, &code);

    if (!j)
        return code;
    for (guint i = 0; i < judge_set(j)->rules->len; i++) {
        const rule *r = judge_set(j)->rules->pdata[i];
        rules += r->tests->len > 0;
        for (guint k = 0; k < r->tests->len; k++) {
            g_autofree char *words = run_test(j, r, r->tests->pdata[k]);
            tests++;
            if (words)
                print_failure(x, r, r->tests->pdata[k], words);
            wrong += words != NULL;
        }
    }
    if (!x->json)
        printf("%u tests of %u rules: %u right, %u wrong\n", tests, rules,
               tests - wrong, wrong);
    return wrong > 0 ? EX_DATAERR : EX_OK;
}

/* ---- bench ---- */

typedef struct cost {
    const rule *rule;
    uint64_t ns;
} cost;

static int dearest_first(gconstpointer a, gconstpointer b)
{
    const cost *x = a, *y = b;

    return x->ns < y->ns ? 1 : x->ns > y->ns ? -1 : 0;
}

static uint64_t now_ns(void)
{
    return (uint64_t)g_get_monotonic_time() * 1000;
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

static void print_costs(const cli *x, const rule_set *set, const uint64_t *ns,
                        unsigned messages)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(cost));

    for (guint i = 0; i < set->rules->len; i++) {
        cost c = {set->rules->pdata[i], ns[i]};
        if (c.ns > 0)
            g_array_append_val(all, c);
    }
    g_array_sort(all, dearest_first);
    if (!x->json)
        printf("us/message  rule\n");
    for (guint i = 0; i < all->len && i < BENCH_SHOWN; i++)
        print_cost(x, &g_array_index(all, cost, i), messages);
}

int rules_bench(cli *x, char **paths, char **files)
{
    uint64_t reading = 0, matching = 0;
    unsigned messages = 0;
    int worst = EX_OK;
    g_autoptr(judge) j = rules_judge(x, paths, 0, &worst);

    if (!j)
        return worst;
    g_autoptr(GPtrArray) all = rules_files(files);
    g_autofree uint64_t *ns = g_new0(uint64_t, judge_set(j)->rules->len + 1);
    for (guint i = 0; i < all->len; i++) {
        GError *error = NULL;
        g_autoptr(GBytes) raw =
            file_read(all->pdata[i], RULES_FILE_MAX, &error);
        if (!raw) {
            worst = cli_fail(x, error);
            continue;
        }
        gsize size;
        const void *data = g_bytes_get_data(raw, &size);
        uint64_t begin = now_ns();
        g_autoptr(view) v = view_new(data ? data : "", size, judge_set(j));
        uint64_t read = now_ns();
        match_result_free(
            match_run_timed(judge_matcher(j), v, MATCH_BUDGET_MS, ns));
        reading += read - begin;
        matching += now_ns() - read;
        messages++;
    }
    if (messages == 0)
        return worst;
    if (!x->json)
        printf("%u messages: reading %.2f ms, rules %.2f ms a message\n\n",
               messages, (double)reading / 1e6 / messages,
               (double)matching / 1e6 / messages);
    print_costs(x, judge_set(j), ns, messages);
    return worst;
}
