/* match_verdict: what was found, as a verdict. */
#include "rules/match_room.h"

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
            verdict_vote_add(v, vote->kind, vote->name, vote->weight);
        }
    }
    verdict_votes_sort(v);
    return v;
}
