/* rules: loads rule sets for commands, and prints what hit. */
#include "cli/rules.h"

#include "desk/learn.h"
#include "desk/learn_train.h"
#include "scan/scan_config.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

const scan_limits rules_limits = {.memory = (int64_t)1 << 30,
                                  .cpu_ms = 10000,
                                  .wall_ms = 30000,
                                  .say = cli_say};

char **rules_paths(cli *x, char **paths)
{
    const config *c;

    if (paths && *paths)
        return g_strdupv(paths);
    c = cli_config(x);
    return c ? config_rule_paths(c, SET_SHIPPED) : NULL;
}

static unsigned count_fatal(const GPtrArray *problems)
{
    unsigned count = 0;

    for (guint i = 0; i < problems->len; i++)
        count += ((const rule_problem *)problems->pdata[i])->fatal;
    return count;
}

static bool take_model(const config *c, judge *j, GError **error)
{
    g_autoptr(GError) local = NULL;
    model_file *model = learn_model(c, &local);

    if (!model && err_class_of(local) != ERR_NOT_FOUND) {
        g_propagate_error(error, g_steal_pointer(&local));
        return false;
    }
    judge_categories(j, model);
    return true;
}

/* What is learned, if this is a desk that has learned something. */
static bool take_counts(cli *x, judge *j, GError **error)
{
    const config *c = cli_config(x);
    g_autoptr(GError) local = NULL;
    count_file *counts;

    if (!c)
        return true;
    counts = learn_open(c, &local);
    if (!counts && err_class_of(local) != ERR_NOT_FOUND) {
        g_propagate_error(error, g_steal_pointer(&local));
        return false;
    }
    judge_learned(j, counts);
    return take_model(c, j, error);
}

judge *rules_judge(cli *x, char **paths, unsigned match, int *code)
{
    bool given = paths && *paths;
    g_auto(GStrv) all = rules_paths(x, paths);
    g_autoptr(GPtrArray) problems = NULL;
    GError *error = NULL;
    judge *j;

    *code = EX_CONFIG;
    if (!all)
        return NULL;
    j = judge_new((const char *const *)all, given ? SET_LENIENT : 0, match,
                  &problems, &error);
    if (!j) {
        cli_fail(x, error);
        return NULL;
    }
    unsigned fatal = count_fatal(problems);
    if (fatal > 0)
        fprintf(stderr,
                "postern %s: %u lines of these rules are wrong and left out; "
                "`postern rules check` names them\n",
                x->command->name, fatal);
    if (!given && !take_counts(x, j, &error)) {
        judge_free(j);
        *code = cli_fail(x, error);
        return NULL;
    }
    *code = EX_OK;
    return j;
}

/* ---- printing ---- */

void rules_put_hit(const verdict_hit *v, const judge_hit *h)
{
    g_autofree char *head =
        v->count > 1
            ? g_strdup_printf("%s %.1f (%u times)", v->rule, v->score, v->count)
            : g_strdup_printf("%s %.1f", v->rule, v->score);
    g_autofree char *more =
        g_strdup_printf("%s%s%s%s(%s)", h->describe, *h->describe ? "; " : "",
                        h->votes, *h->votes ? " " : "", h->place);

    cli_field(2, "rule", 12, head);
    cli_field(2, "", 12, more);
    if (*h->text) {
        g_autofree char *clean = cli_clean(h->text, false);
        g_autofree char *text = g_strdup_printf("\"%s\"", clean);
        cli_field(2, "", 12, text);
    }
}

void rules_put_categories(const verdict *v)
{
    GString *all = g_string_new(NULL);

    for (guint i = 0; i < v->categories->len; i++) {
        const verdict_vote *c = v->categories->pdata[i];
        g_string_append_printf(all, "%s%s %.1f", i > 0 ? ", then " : "",
                               c->name, c->weight);
    }
    if (all->len > 0)
        cli_field(2, "category", 12, all->str);
    g_string_free(all, TRUE);
}

void rules_put_learned(const verdict *v)
{
    if (v->probability >= 0)
        printf("  learned: spam with a probability of %.3f\n", v->probability);
    for (guint i = 0; i < v->guesses->len; i++) {
        const verdict_vote *g = v->guesses->pdata[i];
        g_autofree char *name = cli_clean(g->name, false);

        printf("  learned: category %s with a probability of %.2f\n", name,
               g->weight);
    }
    g_autofree char *spoke = rules_spoke(v);
    if (spoke)
        printf("  said by %s\n", spoke);
}

char *rules_spoke(const verdict *v)
{
    GString *all = g_string_new(NULL);

    for (guint i = 0; i < v->spoke->len; i++) {
        const verdict_vote *w = v->spoke->pdata[i];
        g_autofree char *word = cli_clean(w->name, false);
        g_string_append_printf(all, "%s\"%s\" %.0f %%", i > 0 ? ", " : "", word,
                               w->weight * 100);
    }
    return g_string_free(all, all->len == 0);
}
