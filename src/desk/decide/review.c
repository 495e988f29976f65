/* decide_review: a lead reads a closed request once more, and scores it. */
#include "desk/decide/room.h"
#include "desk/quality_config.h"
#include "desk/rating.h"
#include "desk/rights.h"

#include <string.h>

/* ---- which ---- */

void decide_review_closed(decide_job *j)
{
    const plan_step *s = plan_find(j->plan, PLAN_JOIN);

    if (!j->st || !quality_reviews(j->c->quality) || decide_is_task(j) ||
        (j->st->reviews && j->st->reviews->len > 0) || j->st->t->merged_into ||
        (s && s->join.ticket == decide_ticket(j)) ||
        status_is(j->statuses, j->st->t->status, STATUS_CLOSED) ||
        !status_is(j->statuses, j->state.status, STATUS_CLOSED))
        return;
    g_autofree char *number = decide_number(j);
    plan_wait(j->plan, DECIDE_REVIEW, number, decide_ticket(j), j->now_ms);
}

static bool is_breached(const snapshot_ticket *st)
{
    for (unsigned i = 0; st->clocks && i < st->clocks->len; i++) {
        const store_clock *k = st->clocks->pdata[i];
        if (k->breached_ms && !k->excused)
            return true;
    }
    return false;
}

/* Why it is reviewed; NULL: it is not. */
static const char *why_of(const decide_job *j, int draw)
{
    const config_quality *q = j->c->quality;

    if (q->breached && is_breached(j->st))
        return "breach";
    return draw < q->sample_ppm ? "sample" : NULL;
}

/* ---- who ---- */

/* Whoever worked on it does not judge it. */
static bool had_part(const decide_job *j, const config_operator *o)
{
    if (g_strcmp0(j->st->t->holder, o->id) == 0)
        return true;
    for (unsigned i = 0; i < j->st->entries->len; i++) {
        const store_head *h = j->st->entries->pdata[i];
        if (h->by == STORE_BY_OPERATOR && h->kind == STORE_ARTICLE &&
            h->state == STORE_PUBLISHED && strcmp(h->author, o->id) == 0)
            return true;
    }
    return false;
}

static GPtrArray *able(const decide_job *j, role_id role, bool there)
{
    GPtrArray *all = rights_with(j->c, role, j->st->t->queue, j->st->t->line);

    for (unsigned i = all->len; i > 0; i--) {
        const config_operator *o = all->pdata[i - 1];
        if (had_part(j, o) || o->addresses->len == 0 ||
            (there && decide_away(j, o)))
            g_ptr_array_remove_index(all, i - 1);
    }
    return all;
}

/* Of several the draw says which. */
static const config_operator *reviewer(const decide_job *j, int draw)
{
    static const struct {
        role_id role;
        bool there;
    } order[] = {{ROLE_LEAD, true},
                 {ROLE_MANAGER, true},
                 {ROLE_LEAD, false},
                 {ROLE_MANAGER, false}};

    for (size_t i = 0; i < G_N_ELEMENTS(order); i++) {
        g_autoptr(GPtrArray) all = able(j, order[i].role, order[i].there);
        if (all->len > 0)
            return all->pdata[(unsigned)draw % all->len];
    }
    return NULL;
}

/* ---- asking ---- */

static int64_t last_reply(const decide_job *j)
{
    for (unsigned i = j->st->entries->len; i > 0; i--) {
        const store_head *h = j->st->entries->pdata[i - 1];
        if (h->by == STORE_BY_OPERATOR && h->kind == STORE_ARTICLE &&
            h->state == STORE_PUBLISHED)
            return h->n;
    }
    return 0;
}

static void ask(decide_job *j, const config_operator *lead, const char *why)
{
    store_review *r = g_new0(store_review, 1);

    r->ticket = decide_ticket(j);
    r->n = last_reply(j);
    r->lead = g_strdup(lead->id);
    r->why = g_strdup(why);
    r->best = MAX(quality_best(j->c->quality), QUALITY_SCORES_MIN);
    r->words = g_strdup("");
    r->asked_ms = j->now_ms;
    plan_review(j->plan, r);
    decide_event(j, "%s is asked to review it", lead->name);
    decide_tell(j, lead, "review", PLAN_LATEST, 0,
                json_pack("{s:s,s:i}", "why", why, "best", r->best));
}

plan *decide_review_due(const config *c, const snapshot_ticket *t, int draw,
                        int64_t now_ms)
{
    decide_job *j = decide_job_new(c, t, now_ms);
    const char *why = why_of(j, draw);

    if (!why || t->t->merged_into || (t->reviews && t->reviews->len > 0) ||
        !status_is(j->statuses, j->state.status, STATUS_CLOSED))
        return decide_job_end(j);
    const config_operator *lead = reviewer(j, draw);
    if (lead)
        ask(j, lead, why);
    else
        decide_event(j, "nobody can review it: there is no lead or manager "
                        "who did not work on it");
    return decide_job_end(j);
}

/* ---- the answer ---- */

/* What she was asked last. */
static const store_review *asked(const decide_job *j)
{
    const GPtrArray *all = j->st ? j->st->reviews : NULL;
    const store_review *found = NULL;

    for (unsigned i = 0; all && i < all->len; i++) {
        const store_review *r = all->pdata[i];
        if (strcmp(r->lead, j->op->id) == 0)
            found = r;
    }
    return found;
}

static bool may_review(const decide_job *j)
{
    const store_ticket *t = j->st->t;

    return rights_is(j->c, j->op, ROLE_LEAD, t->queue, t->line) ||
           rights_is(j->c, j->op, ROLE_MANAGER, t->queue, t->line);
}

static void score(decide_job *j, const store_review *asked_for,
                  const rating_said *said)
{
    store_review *r = store_review_copy(asked_for);
    g_autofree char *number = decide_number(j);
    g_autofree char *says = rating_says(said->value, r->best);

    r->score = said->value;
    g_free(r->words);
    r->words = g_strdup(said->words);
    r->given_ms = j->now_ms;
    plan_review(j->plan, r);
    decide_event(j, "reviewed it: %s%s%s", says, *said->words ? ". " : "",
                 said->words);
    decide_fate(j, "review", "review of %s by %s: %s", number, j->op->name,
                says);
}

void decide_reviewed(decide_job *j)
{
    g_autoptr(command_result) r = decide_read(j, true);
    const store_review *row = asked(j);
    const char *whole = j->in->letter->new_text ? j->in->letter->new_text : "";
    g_auto(rating_said) said = {0};

    if (!row || !may_review(j)) {
        decide_error_one(j, "", fault_new(FAULT_NO_REVIEW, NULL), whole);
        return;
    }
    if (j->doubt) {
        decide_refuse(j, FAULT_DOUBT);
        return;
    }
    g_autoptr(GPtrArray) wrong = decide_commands_check(j, r->calls);
    rating_read_asked(r->text, row->best, &said);
    if (r->errors->len > 0 || wrong->len > 0) {
        decide_error(j, NULL, r->errors->len > 0 ? r->errors : wrong, whole);
    } else if (said.value == 0) {
        g_autofree char *best = g_strdup_printf("%d", row->best);
        decide_error_one(j, "", fault_new(FAULT_SCORE, best, NULL), whole);
    } else {
        score(j, row, &said);
        decide_commands_run(j, r->calls, DECIDE_AFTER_TEXT);
    }
}
