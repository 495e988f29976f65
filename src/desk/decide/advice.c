/* decide_advice: what rules and the filter that learns say of a new request, other
 * than that it is spam: its category, type, priority, line and holder, and what
 * they only propose to operators. */
#include "config/section.h"
#include "desk/decide/room.h"
#include "desk/learn_config.h"
#include "desk/type_config.h"
#include "scan/scan_config.h"

#include <string.h>

#define ADVICE_MAX 3 /* names of a kind that are proposed */

const config_category *decide_category(const config *c, const verdict *v)
{
    for (unsigned i = 0; i < v->categories->len; i++) {
        const verdict_vote *vote = v->categories->pdata[i];
        const config_category *k = config_category_by_id(c, vote->name);
        if (k && vote->weight >= k->threshold)
            return k;
    }
    return NULL;
}

/* The surest that the desk has. */
const config_category *decide_learned(const config *c, const verdict *v,
                                      double least, double *sure)
{
    for (unsigned i = 0; i < v->guesses->len; i++) {
        const verdict_vote *guess = v->guesses->pdata[i];
        const config_category *k = config_category_by_id(c, guess->name);
        if (!k || guess->weight < least)
            continue;
        *sure = guess->weight;
        return k;
    }
    return NULL;
}

const config_category *decide_choose(const config *c, const verdict *v,
                                     bool *learned)
{
    double sure;
    const config_category *k = decide_category(c, v);

    *learned = !k;
    return k ? k : decide_learned(c, v, c->learn->apply, &sure);
}

/* ---- votes of other kinds ---- */

static int priority_of(const char *name)
{
    for (int i = 0; config_priorities[i]; i++) {
        if (strcmp(config_priorities[i], name) == 0)
            return i;
    }
    return -1;
}

static int line_of(const config *c, const char *name)
{
    char *end;
    gint64 number = g_ascii_strtoll(name, &end, 10);

    return !*end && number > 0 && number < 1000 &&
                   config_line_by_number(c, (int)number)
               ? (int)number
               : 0;
}

static const char *wish_of(const decide_job *j, const char *kind)
{
    return strcmp(kind, "type") == 0       ? j->wish_type
           : strcmp(kind, "priority") == 0 ? j->wish_priority
                                           : NULL;
}

/* What the customer wishes counts, but not as much as a rule. */
static double weight_of(const decide_job *j, const char *kind, const char *name,
                        double weight)
{
    return g_strcmp0(wish_of(j, kind), name) == 0 ? weight + j->c->scan->wish
                                                  : weight;
}

static bool is_of(const decide_job *j, const verdict_vote *v, const char *kind)
{
    return strcmp(v->kind, kind) == 0 && v->weight >= j->c->scan->votes;
}

/* The heaviest name of a kind that the desk has and that reaches the threshold;
 * NULL. `wish`: what the customer wishes, which nobody else needs to vote for. */
static const char *
heaviest(const decide_job *j, const char *kind, const char *wish,
         bool (*there)(const decide_job *j, const char *name))
{
    const GPtrArray *all = j->in->verdict->votes;
    const char *best = wish;
    double weight = wish ? weight_of(j, kind, wish, 0) : 0;

    for (unsigned i = 0; i < all->len; i++) {
        const verdict_vote *v = all->pdata[i];
        if (strcmp(v->kind, kind) != 0 || !there(j, v->name))
            continue;
        double is = weight_of(j, kind, v->name, v->weight);
        if (is > weight || !best) {
            best = v->name;
            weight = is;
        }
    }
    return best && weight >= j->c->scan->votes ? best : NULL;
}

static bool is_priority(const decide_job *j, const char *name)
{
    return priority_of(name) >= 0;
}

static bool is_line(const decide_job *j, const char *name)
{
    return line_of(j->c, name) > 0;
}

static bool is_type(const decide_job *j, const char *name)
{
    return type_by_id(j->c, name) != NULL;
}

static bool is_holder(const decide_job *j, const char *name)
{
    const config_operator *o = config_operator_by_id(j->c, name);

    return o && j->queue && config_operator_serves(o, j->queue->id);
}

typedef struct vote_kind {
    const char *name, *command;
    bool (*there)(const decide_job *j, const char *name);
} vote_kind;

/* Those that say one thing of a request. */
static const vote_kind vote_kinds[] = {
    {"type", "type", is_type},
    {"line", "line", is_line},
    {"holder", "assign", is_holder},
    {"priority", "priority", is_priority},
};

/* What the votes of a kind come to, if such votes act by themselves; NULL. */
static const char *acting(const decide_job *j, const char *kind)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(vote_kinds); i++) {
        if (strcmp(vote_kinds[i].name, kind) == 0 &&
            config_listed(j->c->scan->acts, kind))
            return heaviest(j, kind, wish_of(j, kind), vote_kinds[i].there);
    }
    return NULL;
}

/* What they would come to if they did: the commands that say so. */
static json_t *commands_of(const decide_job *j)
{
    json_t *all = json_array();

    for (unsigned i = 0; i < G_N_ELEMENTS(vote_kinds); i++) {
        const vote_kind *k = &vote_kinds[i];
        if (config_listed(j->c->scan->acts, k->name))
            continue;
        const char *name = heaviest(j, k->name, wish_of(j, k->name), k->there);
        g_autofree char *command =
            name ? g_strdup_printf("/%s %s", k->command, name) : NULL;
        if (command)
            json_array_append_new(all, json_string(command));
    }
    return all;
}

int decide_voted_priority(const decide_job *j)
{
    const char *name = acting(j, "priority");

    return name ? priority_of(name) : -1;
}

int decide_voted_line(const decide_job *j)
{
    const char *name = acting(j, "line");

    return name ? line_of(j->c, name) : 0;
}

const char *decide_voted_type(const decide_job *j)
{
    return acting(j, "type");
}

const char *decide_voted_holder(const decide_job *j)
{
    return acting(j, "holder");
}

const char *decide_voted_by(const decide_job *j, const char *kind)
{
    const GPtrArray *all = j->in->verdict->votes;
    const char *name = acting(j, kind);

    for (unsigned i = 0; name && i < all->len; i++) {
        const verdict_vote *v = all->pdata[i];
        if (strcmp(v->kind, kind) == 0 && strcmp(v->name, name) == 0)
            return v->by;
    }
    return NULL;
}

char *decide_category_by(const decide_job *j, const config_category *k,
                         bool learned)
{
    const GPtrArray *all =
        learned ? j->in->verdict->guesses : j->in->verdict->categories;

    for (unsigned i = 0; i < all->len; i++) {
        const verdict_vote *v = all->pdata[i];
        if (strcmp(v->name, k->id) != 0)
            continue;
        return learned ? g_strdup_printf("learned, %d %%",
                                         (int)(v->weight * 100 + 0.5))
                       : g_strdup(v->by);
    }
    return NULL;
}

bool decide_voted_mark(const decide_job *j, const char *name)
{
    const GPtrArray *all = j->in->verdict->votes;

    for (unsigned i = 0; i < all->len; i++) {
        const verdict_vote *v = all->pdata[i];
        if (is_of(j, v, "mark") && strcmp(v->name, name) == 0)
            return true;
    }
    return false;
}

/* ---- what operators read ---- */

/* Heaviest first; `first` is what the category itself names, NULL. */
static json_t *names_of(const decide_job *j, const char *kind,
                        const char *first)
{
    const GPtrArray *all = j->in->verdict->votes;
    json_t *names = json_array();

    if (first)
        json_array_append_new(names, json_string(first));
    for (unsigned i = 0; i < all->len && json_array_size(names) < ADVICE_MAX;
         i++) {
        const verdict_vote *v = all->pdata[i];
        if (is_of(j, v, kind) && g_strcmp0(v->name, first) != 0)
            json_array_append_new(names, json_string(v->name));
    }
    return names;
}

static void put_names(json_t *advice, const char *key, json_t *names)
{
    if (json_array_size(names) > 0)
        json_object_set(advice, key, names);
    json_decref(names);
}

/* What operators answer it from may be another than what customers get. */
static const char *answer_of(const config_category *k)
{
    return !k ? NULL : k->faq ? k->faq : k->template;
}

json_t *decide_advice(const decide_job *j, const config_category *k)
{
    const verdict *v = j->in->verdict;
    json_t *advice = json_object();
    double sure;
    const config_category *learned =
        decide_learned(j->c, v, j->c->learn->suggest, &sure);

    if (learned && learned != k)
        json_object_set_new(advice, "category",
                            json_pack("{s:s,s:s,s:i}", "name", learned->id,
                                      "title", learned->title, "percent",
                                      (int)(sure * 100 + 0.5)));
    put_names(advice, "faqs", names_of(j, "faq", answer_of(k)));
    put_names(advice, "asks", names_of(j, "ask", NULL));
    put_names(advice, "commands", commands_of(j));
    if (json_object_size(advice) > 0)
        return advice;
    json_decref(advice);
    return NULL;
}

/* ---- and what `why` tells ---- */

static void category_words(const decide_job *j, const verdict_vote *v,
                           GString *words)
{
    const config_category *k = config_category_by_id(j->c, v->name);

    g_string_append_printf(words, "%s%s %.1f", words->len > 0 ? "; next " : "",
                           v->name, v->weight);
    if (k)
        g_string_append_printf(words, " of %.1f", k->threshold);
    else
        g_string_append_printf(words, " (there is no [category %s])", v->name);
}

/* "account 3.0 of 3.0; next technical 1.5 of 3.0": the one that counts, if there
 * is one, and the heaviest other. */
static void category_detail(decide_job *j)
{
    const GPtrArray *all = j->in->verdict->categories;
    const config_category *k = decide_category(j->c, j->in->verdict);
    g_autoptr(GString) words = g_string_new(NULL);

    for (unsigned i = 0; k && i < all->len; i++) {
        const verdict_vote *v = all->pdata[i];
        if (strcmp(v->name, k->id) == 0)
            category_words(j, v, words);
    }
    for (unsigned i = 0, shown = k ? 1 : 0; i < all->len && shown < 2; i++) {
        const verdict_vote *v = all->pdata[i];
        if (k && strcmp(v->name, k->id) == 0)
            continue;
        category_words(j, v, words);
        shown++;
    }
    if (words->len > 0)
        decide_detail(j, "category", "%s", words->str);
}

static void votes_detail(decide_job *j)
{
    const GPtrArray *all = j->in->verdict->votes;
    g_autoptr(GString) words = g_string_new(NULL);

    for (unsigned i = 0; i < all->len; i++) {
        const verdict_vote *v = all->pdata[i];
        g_string_append_printf(words, "%s%s %s %.1f of %.1f",
                               words->len > 0 ? "; " : "", v->kind, v->name,
                               v->weight, j->c->scan->votes);
    }
    if (words->len > 0)
        decide_detail(j, "votes", "%s", words->str);
}

/* The surest, and the runner-up. */
static void learned_detail(decide_job *j)
{
    const verdict *v = j->in->verdict;
    g_autoptr(GString) words = g_string_new(NULL);

    if (v->probability >= 0)
        g_string_append_printf(words, "spam %.1f %%", v->probability * 100);
    for (unsigned i = 0; i < v->guesses->len && i < 2; i++) {
        const verdict_vote *guess = v->guesses->pdata[i];
        g_string_append_printf(words, "%s%s %.0f %%",
                               i > 0            ? ", next "
                               : words->len > 0 ? "; category "
                                                : "category ",
                               guess->name, guess->weight * 100);
    }
    if (words->len > 0)
        decide_detail(j, "learned", "%s", words->str);
}

void decide_advice_details(decide_job *j)
{
    category_detail(j);
    votes_detail(j);
    learned_detail(j);
}
