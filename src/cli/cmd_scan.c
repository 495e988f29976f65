/* cmd_scan: judges messages from files by rules: score, hits, categories. The
 * reading is done in a child that may die. */
#include "cli/rules.h"

#include <stdio.h>
#include <sysexits.h>

#include "base/file.h"

static json_t *hits_json(const verdict *v)
{
    json_t *all = json_array();

    for (guint i = 0; i < v->hits->len; i++) {
        const verdict_hit *h = v->hits->pdata[i];
        json_array_append_new(all, json_pack("{s:o, s:i, s:f}", "rule",
                                             cli_json_text(h->rule), "count",
                                             (int)h->count, "score", h->score));
    }
    return all;
}

static json_t *votes_json(const GPtrArray *votes)
{
    json_t *all = json_array();

    for (guint i = 0; i < votes->len; i++) {
        const verdict_vote *c = votes->pdata[i];
        json_array_append_new(all, json_pack("{s:o, s:f}", "name",
                                             cli_json_text(c->name), "weight",
                                             c->weight));
    }
    return all;
}

static void print_json(const char *file, const scan_answer *a)
{
    const verdict *v = a->verdict;
    json_t *probability =
        v->probability < 0 ? json_null() : json_real(v->probability);
    json_t *all =
        json_pack("{s:o, s:f, s:o, s:o, s:b, s:o, s:f}", "file",
                  cli_json_text(file), "score", v->score, "hits", hits_json(v),
                  "categories", votes_json(v->categories), "spam", v->spam,
                  "probability", probability, "ms", a->ms);

    if (v->guesses->len > 0)
        json_object_set_new(all, "guesses", votes_json(v->guesses));
    if (v->spoke->len > 0)
        json_object_set_new(all, "spoke", votes_json(v->spoke));
    cli_json(all);
}

static void print_text(const cli *x, const char *file, const scan_answer *a)
{
    const verdict *v = a->verdict;
    g_autofree char *name = cli_clean(file, false);

    printf("%s%s%s: %.1f%s, %.1f ms\n", cli_bold(x), name, cli_plain(x),
           v->score, v->spam ? ", spam" : "", a->ms);
    for (guint i = 0; i < a->hits->len && i < v->hits->len; i++)
        if (!g_str_has_prefix(((judge_hit *)a->hits->pdata[i])->rule, "__"))
            rules_put_hit(v->hits->pdata[i], a->hits->pdata[i]);
    rules_put_categories(v);
    rules_put_learned(v);
}

static int put_answer(cli *x, const char *file, scan_answer *a, GError *error)
{
    if (!a) {
        g_prefix_error(&error, "%s: ", file);
        return cli_fail(x, error);
    }
    if (x->json)
        print_json(file, a);
    else
        print_text(x, file, a);
    return EX_OK;
}

/* Answers are printed while the child judges the next messages. */
static int scan_files(cli *x, scan_local *scanner, char **files)
{
    GQueue asked = G_QUEUE_INIT; /* of `files` */
    int worst = EX_OK, code = EX_OK;

    while (*files || !g_queue_is_empty(&asked)) {
        GError *error = NULL;

        if (*files && !scan_local_is_full(scanner)) {
            g_autoptr(GBytes) raw = file_read(*files, RULES_FILE_MAX, &error);

            if (raw) {
                scan_local_put(scanner, raw);
                g_queue_push_tail(&asked, *files);
                code = EX_OK;
            } else {
                code = cli_fail(x, error); /* names the file */
            }
            files++;
        } else {
            const char *file = g_queue_pop_head(&asked);
            g_autoptr(scan_answer) answer = scan_local_take(scanner, &error);

            code = put_answer(x, file, answer, error);
        }
        if (code != EX_OK)
            worst = code;
    }
    return worst;
}

int cmd_scan(cli *x, int argc, char **argv)
{
    g_auto(GStrv) rules = NULL;
    const GOptionEntry entries[] = {
        {"rules", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &rules,
         "Judge by these rule files instead of the desk's; may be repeated",
         "PATH"},
        {NULL}};
    int worst = EX_OK;

    if (!cli_options(x, &argc, &argv, entries))
        return EX_USAGE;
    if (argc < 2)
        return cli_usage(x, "needs a FILE, or - for standard input");
    g_autoptr(judge) j = rules_judge(x, rules, MATCH_ALL, &worst);
    if (!j)
        return worst;
    scan_local *scanner = scan_local_new(
        &rules_limits, j,
        SCAN_WANT_VERDICT | (x->json ? SCAN_WANT_SPOKE : SCAN_WANT_HITS));
    worst = scan_files(x, scanner, argv + 1);
    scan_local_free(scanner);
    return worst;
}
