/* match_verdict: what was found, as a verdict. */
#include "rules/match_room.h"

#include <string.h>

#define CAPTURE_MAX 200 /* octets of a captured text */

/* One line of valid UTF-8, blanks off; NULL if nothing is left. Caller frees. */
static char *clean(const char *data, size_t size)
{
    g_autofree char *piece = g_strndup(data, MIN(size, CAPTURE_MAX));
    g_autofree char *valid = g_utf8_make_valid(piece, -1);
    const char *end;

    for (char *p = valid; *p; p++) {
        if ((guchar)*p < 0x20 || *p == 0x7f)
            *p = ' ';
    }
    g_strstrip(valid);
    if (strlen(valid) > CAPTURE_MAX) { /* replacement characters are longer */
        valid[CAPTURE_MAX] = '\0';
        if (!g_utf8_validate(valid, -1, &end))
            valid[end - valid] = '\0';
    }
    return *valid ? g_steal_pointer(&valid) : NULL;
}

/* What the first group of its first hit captured is the vote's name. */
static void vote_for_field(verdict *v, const rule *r, const match_found *f,
                           const rule_vote *vote)
{
    size_t from, to;

    if (!r->pattern || r->negated || !f->text.data ||
        !pattern_first_group(r->pattern, f->text.data, f->text.size, f->from,
                             &from, &to))
        return;
    g_autofree char *text = clean(f->text.data + from, to - from);
    g_autofree char *kind = g_strconcat(VERDICT_FIELD, vote->name, NULL);
    if (text)
        verdict_vote_by(v, kind, text, vote->weight, r->name);
}

verdict *match_verdict(const matcher *m, const match_result *r,
                       double spam_threshold)
{
    verdict *v = verdict_new();
    g_free(v->rules);
    v->rules = g_strdup(m->set->name);
    v->score = r->score;
    v->spam = r->score >= spam_threshold;
    for (guint i = 0; i < r->found->len; i++) {
        const match_found *f = &g_array_index(r->found, match_found, i);
        const rule *rule_hit = m->set->rules->pdata[f->rule];
        verdict_hit *h = g_new0(verdict_hit, 1);
        h->rule = g_strdup(rule_hit->name);
        h->count = f->count;
        h->score = rule_hit->sub ? 0 : rule_hit->score;
        g_ptr_array_add(v->hits, h);
        for (guint j = 0; j < rule_hit->votes->len; j++) {
            const rule_vote *vote = rule_hit->votes->pdata[j];
            if (strcmp(vote->kind, "field") == 0)
                vote_for_field(v, rule_hit, f, vote);
            else
                verdict_vote_by(v, vote->kind, vote->name, vote->weight,
                                rule_hit->name);
        }
    }
    verdict_votes_sort(v);
    return v;
}
