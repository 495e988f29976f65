/* explain_print: what was found out about a message, as JSON and for people. */
#include "cli/explain.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/rules.h"
#include "desk/field.h"
#include "desk/learn_config.h"
#include "scan/scan_config.h"

/* ---- as JSON ---- */

static json_t *claim_json(bool found, const tag_claim *claim, const config *c)
{
    const char kind[2] = {(char)claim->kind, '\0'};
    const char *who = NULL;
    outsider other;

    if (!found)
        return json_null();
    if (outsider_of(c, claim, &other))
        return json_pack("{s:s, s:o, s:I, s:I}", "kind", kind, "outsider",
                         cli_json_text(other.id), "number",
                         (json_int_t)claim->number, "entry",
                         (json_int_t)claim->entry);
    for (guint i = 0; i < c->operators->len; i++) {
        const config_operator *o = c->operators->pdata[i];
        if (config_operator_number(o->id) == claim->who)
            who = o->id;
    }
    return json_pack("{s:s, s:o, s:I, s:I}", "kind", kind, "operator",
                     cli_json_text(who), "number", (json_int_t)claim->number,
                     "entry", (json_int_t)claim->entry);
}

static json_t *texts_json(const GPtrArray *texts)
{
    json_t *all = json_array();

    for (guint i = 0; i < texts->len; i++)
        json_array_append_new(all, cli_json_text(texts->pdata[i]));
    return all;
}

static json_t *ticket_json(int64_t ticket)
{
    return ticket ? json_integer(ticket) : json_null();
}

static json_t *facts_json(const explained *x)
{
    const letter *l = x->answer->letter;
    const evidence *v = x->facts.evidence;
    const snapshot *s = x->facts.snapshot;
    const store_ledger *first = snapshot_first(s);

    return json_pack(
        "{s:s, s:o, s:o, s:s, s:o, s:o, s:o, s:b, s:o, s:o, s:o, s:o, s:o, "
        "s:o}",
        "kind", letter_kind_name(l->kind), "because",
        cli_json_text(l->kind_reason), "language", cli_json_text(l->language),
        "queue", v->queue->id, "capability",
        claim_json(v->capability_found, &v->capability, x->c), "outside",
        claim_json(v->outside_found, &v->outside, x->c), "claim",
        claim_json(v->claim_found, &v->claim, x->c), "own", v->own,
        "by_capability", ticket_json(s->by_capability), "by_claim",
        ticket_json(s->by_claim), "by_tag", ticket_json(s->by_tag),
        "by_reference", ticket_json(s->by_reference), "copy_of",
        cli_json_text(first ? first->id : NULL), "others",
        texts_json(v->others));
}

/* What it says of itself as a source, proved or not; NULL: it came by none. */
static json_t *source_json(const trust_facts *t)
{
    const source_facts *s = t->source;
    json_t *fields = json_object();

    for (guint i = 0; s && i < s->values->len; i++) {
        const field_line *l = s->values->pdata[i];
        json_object_set_new(fields, l->label, cli_json_text(l->value));
    }
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "name",
                     cli_json_text(s ? s->source->id : NULL), "proof",
                     cli_json_text(s ? s->proof : NULL), "customer",
                     cli_json_text(s ? s->customer : NULL), "nobody",
                     cli_json_text(s ? s->unread : NULL), "unproved",
                     cli_json_text(t->unproved), "fields", fields);
}

static json_t *trust_json(const trust_facts *t)
{
    static const char *const auth[] = {"none", "pass", "fail"};

    return json_pack(
        "{s:o, s:s, s:o, s:o, s:o, s:b, s:o}", "from", cli_json_text(t->from),
        "authentication", auth[t->auth], "words", cli_json_text(t->auth_words),
        "operator", cli_json_text(t->operator_ ? t->operator_->id : NULL),
        "login", cli_json_text(t->sasl ? t->sasl->id : NULL), "authserv_known",
        t->authserv_known, "source", source_json(t));
}

static json_t *hit_json(const verdict_hit *v, const judge_hit *h)
{
    json_t *o = json_pack("{s:o, s:i, s:f}", "rule", cli_json_text(v->rule),
                          "count", (int)v->count, "score", v->score);

    if (h)
        json_object_update_new(o, json_pack("{s:o, s:o, s:o, s:o}", "place",
                                            cli_json_text(h->place), "describe",
                                            cli_json_text(h->describe), "votes",
                                            cli_json_text(h->votes), "text",
                                            cli_json_text(h->text)));
    return o;
}

/* The child's two lists are of the same rules, unless it has no rules. */
static const judge_hit *hit_of(const scan_answer *a, guint i)
{
    const judge_hit *h = i < a->hits->len ? a->hits->pdata[i] : NULL;
    const verdict_hit *v = a->verdict->hits->pdata[i];

    return h && strcmp(h->rule, v->rule) == 0 ? h : NULL;
}

/* `weight`: what the number is called. */
static json_t *votes_json(const GPtrArray *votes, const char *weight)
{
    json_t *all = json_array();

    for (guint i = 0; i < votes->len; i++) {
        const verdict_vote *v = votes->pdata[i];
        json_t *o = json_pack("{s:o, s:f}", "name", cli_json_text(v->name),
                              weight, v->weight);
        if (v->kind)
            json_object_set_new(o, "kind", cli_json_text(v->kind));
        json_array_append_new(all, o);
    }
    return all;
}

static json_t *verdict_json(const scan_answer *a)
{
    const verdict *v = a->verdict;
    json_t *hits = json_array();

    for (guint i = 0; i < v->hits->len; i++)
        json_array_append_new(hits, hit_json(v->hits->pdata[i], hit_of(a, i)));
    return json_pack(
        "{s:f, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "score", v->score,
        "spam", v->spam, "rules", cli_json_text(v->rules), "hits", hits,
        "categories", votes_json(v->categories, "weight"), "votes",
        votes_json(v->votes, "weight"), "probability",
        v->probability < 0 ? json_null() : json_real(v->probability), "learned",
        votes_json(v->guesses, "probability"), "spoke",
        votes_json(v->spoke, "share"));
}

static json_t *loaded(char *text)
{
    json_t *value = json_loads(text, JSON_DECODE_ANY, NULL);

    g_free(text);
    return value ? value : json_null();
}

void explain_json(const explained *x, const char *file)
{
    cli_json(json_pack("{s:o, s:o, s:o, s:o, s:o}", "letter",
                       loaded(letter_to_json(x->answer->letter, file)), "facts",
                       facts_json(x), "trust", trust_json(x->facts.trust),
                       "verdict", verdict_json(x->answer), "plan",
                       loaded(plan_to_json(x->plan))));
}

/* ---- for people ---- */

static void put_claim(const explained *x, const char *label, bool found,
                      const tag_claim *claim)
{
    if (!found)
        return;
    json_t *o = claim_json(found, claim, x->c);
    const char *who = json_string_value(json_object_get(o, "operator"));
    if (!who)
        who = json_string_value(json_object_get(o, "outsider"));
    g_autofree char *text = g_strdup_printf(
        "kind %c%s%s, number %" G_GINT64_FORMAT ", saw entry %" G_GINT64_FORMAT,
        claim->kind, who ? " of " : "", who ? who : "", claim->number,
        claim->entry);

    cli_field(2, label, 12, text);
    json_decref(o);
}

static void put_ticket(const char *label, int64_t ticket)
{
    if (!ticket)
        return;
    g_autofree char *text = g_strdup_printf("#%" G_GINT64_FORMAT, ticket);
    cli_field(2, label, 12, text);
}

static void put_title(const cli *x, const char *title)
{
    printf("%s%s%s\n", cli_bold(x), title, cli_plain(x));
}

static void put_letter(const letter *l)
{
    const letter_address *from = l->from->len > 0 ? l->from->pdata[0] : NULL;

    cli_field(2, "from", 12, from ? from->address : "nobody");
    cli_field(2, "subject", 12, l->subject ? l->subject : "none");
    if (*l->new_text)
        cli_field(2, "new text", 12, l->new_text);
    for (guint i = 0; i < l->defects->len; i++)
        cli_field(2, "defect", 12, l->defects->pdata[i]);
}

static void put_facts(const explained *x)
{
    const letter *l = x->answer->letter;
    const evidence *v = x->facts.evidence;
    g_autofree char *kind = g_strdup_printf(
        "%s%s%s", letter_kind_name(l->kind), l->kind_reason ? ": " : "",
        l->kind_reason ? l->kind_reason : "");

    cli_field(2, "kind", 12, kind);
    cli_field(2, "queue", 12, v->queue->id);
    put_claim(x, "capability", v->capability_found, &v->capability);
    put_claim(x, "outside", v->outside_found, &v->outside);
    put_claim(x, "claim", v->claim_found, &v->claim);
    put_ticket("by address", x->facts.snapshot->by_capability);
    put_ticket("by claim", x->facts.snapshot->by_claim);
    put_ticket("by tag", x->facts.snapshot->by_tag);
    put_ticket("by thread", x->facts.snapshot->by_reference);
    const store_ledger *first = snapshot_first(x->facts.snapshot);
    if (first)
        cli_field(2, "copy of", 12, first->id);
}

static void put_trust(const trust_facts *t)
{
    cli_field(2, "from", 12, t->from ? t->from : "nobody in particular");
    cli_field(2, "proof", 12, t->auth_words);
    if (t->operator_)
        cli_field(2, "address of", 12, t->operator_->id);
    if (t->sasl)
        cli_field(2, "login of", 12, t->sasl->id);
    if (t->source)
        cli_field(2, "source", 12, t->source->source->id);
    if (t->unproved)
        cli_field(2, "source", 12, t->unproved);
    for (guint i = 0; t->source && i < t->source->values->len; i++) {
        const field_line *l = t->source->values->pdata[i];
        g_autofree char *both = g_strdup_printf("%s: %s", l->label, l->value);
        cli_field(2, "captured", 12, both);
    }
}

static void put_hits(const scan_answer *a)
{
    const verdict *v = a->verdict;

    for (guint i = 0; i < v->hits->len; i++) {
        const verdict_hit *hit = v->hits->pdata[i];
        const judge_hit *h = hit_of(a, i);
        g_autofree char *text =
            g_strdup_printf("%s %.1f", hit->rule, hit->score);
        if (!h)
            cli_field(2, "rule", 12, text);
        else if (!g_str_has_prefix(hit->rule, "__"))
            rules_put_hit(hit, h);
    }
}

/* "account 4.5 of 3.0, chosen; then billing 1.0 of 3.0" */
static void put_categories(const config *c, const verdict *v)
{
    const config_category *chosen = decide_category(c, v);
    g_autoptr(GString) all = g_string_new(NULL);

    for (guint i = 0; i < v->categories->len; i++) {
        const verdict_vote *vote = v->categories->pdata[i];
        const config_category *k = config_category_by_id(c, vote->name);
        g_string_append_printf(all, "%s%s %.1f", i > 0 ? "; then " : "",
                               vote->name, vote->weight);
        if (k)
            g_string_append_printf(all, " of %.1f%s", k->threshold,
                                   k == chosen ? ", chosen" : "");
        else
            g_string_append_printf(all, " (there is no [category %s])",
                                   vote->name);
    }
    if (all->len > 0)
        cli_field(2, "category", 12, all->str);
}

/* "priority urgent 3.0 of 3.0; line 2 1.0 of 3.0" */
static void put_votes(const config *c, const verdict *v)
{
    g_autoptr(GString) all = g_string_new(NULL);

    for (guint i = 0; i < v->votes->len; i++) {
        const verdict_vote *vote = v->votes->pdata[i];
        g_string_append_printf(all, "%s%s %s %.1f of %.1f", i > 0 ? "; " : "",
                               vote->kind, vote->name, vote->weight,
                               c->scan->votes);
    }
    if (all->len > 0)
        cli_field(2, "votes", 12, all->str);
}

/* "billing 84 %, suggested; then account 9 %" */
static void put_learned(const config *c, const verdict *v)
{
    bool learned;
    double sure;
    const config_category *chosen = decide_choose(c, v, &learned);
    const config_category *suggested =
        decide_learned(c, v, c->learn->suggest, &sure);
    g_autoptr(GString) all = g_string_new(NULL);

    if (v->probability >= 0) {
        g_autofree char *spam =
            g_strdup_printf("spam %.1f %%", v->probability * 100);
        cli_field(2, "learned", 12, spam);
    }
    for (guint i = 0; i < v->guesses->len; i++) {
        const verdict_vote *g = v->guesses->pdata[i];
        const config_category *k = config_category_by_id(c, g->name);
        g_string_append_printf(all, "%s%s %.0f %%%s",
                               i > 0 ? "; then " : "category ", g->name,
                               g->weight * 100,
                               !k               ? " (gone)"
                               : k == chosen    ? ", chosen"
                               : k == suggested ? ", suggested"
                                                : "");
    }
    g_autofree char *spoke = rules_spoke(v);
    if (all->len > 0)
        cli_field(2, "learned", 12, all->str);
    if (spoke)
        cli_field(2, "said by", 12, spoke);
}

static void put_verdict(const explained *x)
{
    const verdict *v = x->answer->verdict;
    double hold = x->facts.evidence->queue->spam_hold;
    g_autofree char *score =
        isinf(hold) ? g_strdup_printf("%.1f", v->score)
                    : g_strdup_printf("%.1f of %g%s", v->score, hold,
                                      v->score >= hold ? ", spam" : "");

    cli_field(2, "score", 12, score);
    cli_field(2, "rule set", 12, v->rules);
    put_hits(x->answer);
    put_categories(x->c, v);
    put_votes(x->c, v);
    put_learned(x->c, v);
}

static void put_plan(const plan *p)
{
    g_autofree char *all = plan_to_text(p);
    g_auto(GStrv) lines = g_strsplit(all, "\n", -1);

    for (char **line = lines; *line && **line; line++) {
        g_autofree char *clean = cli_clean(*line, false);
        printf("  %s\n", clean);
    }
}

void explain_text(const cli *x, const explained *e, const char *file)
{
    put_title(x, file);
    put_letter(e->answer->letter);
    put_title(x, "Facts");
    put_facts(e);
    put_title(x, "Trust");
    put_trust(e->facts.trust);
    put_title(x, "Verdict");
    put_verdict(e);
    put_title(x, e->s ? "Plan" : "Plan (without a store: all is new)");
    put_plan(e->plan);
}
