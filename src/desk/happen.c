/* happen: what a plan makes happen to a request. */
#include "desk/happen.h"

#include <string.h>

#include "desk/sla.h"

const char *const happen_names[] = {[HAPPEN_NEW] = "new",
                                    [HAPPEN_MESSAGE] = "message",
                                    [HAPPEN_REPLY] = "reply",
                                    [HAPPEN_NOTE] = "note",
                                    [HAPPEN_STRANGER] = "stranger",
                                    [HAPPEN_STATUS] = "status",
                                    [HAPPEN_ASSIGNED] = "assigned",
                                    [HAPPEN_LINE] = "line",
                                    [HAPPEN_QUEUE] = "queue",
                                    [HAPPEN_CATEGORY] = "category",
                                    [HAPPEN_TYPE] = "type",
                                    [HAPPEN_PRIORITY] = "priority",
                                    [HAPPEN_FIELD] = "field",
                                    [HAPPEN_RESOLVED] = "resolved",
                                    [HAPPEN_CLOSED] = "closed",
                                    [HAPPEN_REOPENED] = "reopened",
                                    [HAPPEN_SLA_WARNING] = "sla_warning",
                                    [HAPPEN_SLA_BREACH] = "sla_breach",
                                    [HAPPEN_BOUNCED] = "bounced",
                                    [HAPPEN_DELIVERED] = "delivered",
                                    [HAPPEN_READ] = "read",
                                    [HAPPEN_HELD] = "held",
                                    [HAPPEN_FORWARDED] = "forwarded",
                                    [HAPPEN_APPROVAL] = "approval",
                                    [HAPPEN_MERGED] = "merged",
                                    [HAPPEN_SPLIT] = "split",
                                    [HAPPEN_RATED] = "rated",
                                    [HAPPEN_REVIEWED] = "reviewed",
                                    [HAPPEN_KINDS] = NULL};

happen_kind happen_named(const char *name)
{
    happen_kind k = 0;

    while (k < HAPPEN_KINDS && strcmp(happen_names[k], name) != 0)
        k++;
    return k;
}

void happening_free(happening *h)
{
    if (!h)
        return;
    g_free(h->old);
    g_free(h->new);
    g_free(h);
}

typedef struct reader {
    const plan *p;
    const snapshot_ticket *before; /* NULL: it is made */
    const status_model *statuses;
    const char *status; /* as steps so far leave it; NULL: not yet known */
    int at;
    GPtrArray *all;
} reader;

static bool is_its(const reader *r, int64_t ticket)
{
    return r->before ? ticket == r->before->t->id : ticket == 0;
}

static happening *add(reader *r, happen_kind what, int64_t entry)
{
    happening *h = g_new0(happening, 1);

    *h = (happening){.what = what, .entry = entry, .at = r->at, .actor = ""};
    g_ptr_array_add(r->all, h);
    return h;
}

/* ---- entries ---- */

static store_actor actor_of(store_author by)
{
    switch (by) {
    case STORE_BY_OPERATOR:
        return STORE_ACTOR_OPERATOR;
    case STORE_BY_CUSTOMER:
    case STORE_BY_STRANGER:
        return STORE_ACTOR_CUSTOMER;
    case STORE_BY_PARTNER:
        return STORE_ACTOR_PARTNER;
    default:
        return STORE_ACTOR_SYSTEM;
    }
}

static void entry(reader *r, const store_entry *e)
{
    happen_kind what = HAPPEN_NOTE;

    if (!is_its(r, e->ticket) || e->kind == STORE_EVENT ||
        e->state != STORE_PUBLISHED ||
        (e->kind == STORE_NOTE && e->by == STORE_BY_CUSTOMER)) /* of a rating */
        return;
    if (e->kind == STORE_APART)
        what = HAPPEN_STRANGER;
    else if (e->kind == STORE_ARTICLE)
        what = e->by == STORE_BY_OPERATOR ? HAPPEN_REPLY : HAPPEN_MESSAGE;
    happening *h = add(r, what, PLAN_LATEST);
    h->kind = actor_of(e->by);
    h->actor = e->author;
}

static void publish(reader *r, int64_t ticket, int64_t n)
{
    if (is_its(r, ticket))
        add(r, HAPPEN_REPLY, n)->kind = STORE_ACTOR_OPERATOR;
}

/* ---- fields ---- */

static const struct {
    plan_field field;
    happen_kind what;
} set_as[] = {
    {PLAN_STATUS, HAPPEN_STATUS},     {PLAN_HOLDER, HAPPEN_ASSIGNED},
    {PLAN_LINE, HAPPEN_LINE},         {PLAN_QUEUE, HAPPEN_QUEUE},
    {PLAN_CATEGORY, HAPPEN_CATEGORY}, {PLAN_TYPE, HAPPEN_TYPE},
    {PLAN_PRIORITY, HAPPEN_PRIORITY},
};

static char *was(const reader *r, plan_field field)
{
    const store_ticket *t = r->before ? r->before->t : NULL;

    if (!t)
        return NULL;
    switch (field) {
    case PLAN_STATUS:
        return g_strdup(r->status);
    case PLAN_HOLDER:
        return g_strdup(t->holder);
    case PLAN_LINE:
        return g_strdup_printf("%d", t->line);
    case PLAN_QUEUE:
        return g_strdup(t->queue);
    case PLAN_CATEGORY:
        return g_strdup(t->category);
    case PLAN_TYPE:
        return g_strdup(t->type);
    case PLAN_PRIORITY:
        return g_strdup(t->priority);
    default:
        return NULL;
    }
}

static char *value_words(const plan_value *v)
{
    return v->is_number ? g_strdup_printf("%" G_GINT64_FORMAT, v->number)
                        : g_strdup(v->text);
}

static void done_by(happening *h, const plan_step *s)
{
    h->kind = s->set.kind;
    h->actor = s->set.actor ? s->set.actor : "";
}

/* What a change of status means, beside being one. */
static void moved(reader *r, const plan_step *s)
{
    const char *to = s->set.value.text;
    int stage = status_stage_of(r->statuses, to);
    bool was_open = !r->status || status_is_open(r->statuses, r->status);
    happen_kind what = HAPPEN_KINDS;

    if (!was_open && status_is_open(r->statuses, to))
        what = HAPPEN_REOPENED;
    else if (stage == STATUS_RESOLVED)
        what = HAPPEN_RESOLVED;
    else if (stage == STATUS_CLOSED)
        what = HAPPEN_CLOSED;
    if (what != HAPPEN_KINDS)
        done_by(add(r, what, 0), s);
    r->status = to;
}

static void set(reader *r, const plan_step *s)
{
    happening *h;

    if (!is_its(r, s->set.ticket))
        return;
    for (unsigned i = 0; i < G_N_ELEMENTS(set_as); i++) {
        if (set_as[i].field != s->set.field)
            continue;
        h = add(r, set_as[i].what, 0);
        h->old = was(r, s->set.field);
        h->new = value_words(&s->set.value);
        done_by(h, s);
    }
    if (s->set.field == PLAN_STATUS)
        moved(r, s);
}

/* ---- mails ---- */

static void reported(reader *r, const plan_step *s)
{
    store_report what = s->reported.report;
    bool read = what == STORE_REPORT_READ;

    if (is_its(r, s->reported.ticket) &&
        (read || what == STORE_REPORT_DELIVERED))
        add(r, read ? HAPPEN_READ : HAPPEN_DELIVERED, 0)->new =
            g_strdup(s->reported.words);
}

/* ---- clocks ---- */

static int64_t told_before(const reader *r, const store_clock *k)
{
    const GPtrArray *all = r->before ? r->before->clocks : NULL;

    for (unsigned i = 0; all && i < all->len; i++) {
        const store_clock *old = all->pdata[i];
        if (old->seq == k->seq && strcmp(old->kind, k->kind) == 0)
            return old->told;
    }
    return SLA_TOLD_NOTHING;
}

static void clock_step(reader *r, const store_clock *k)
{
    int64_t told;

    if (!is_its(r, k->ticket))
        return;
    told = told_before(r, k);
    if (told < SLA_TOLD_WARNING && k->told == SLA_TOLD_WARNING)
        add(r, HAPPEN_SLA_WARNING, 0)->field = k->kind;
    else if (told < SLA_TOLD_BREACH && k->told >= SLA_TOLD_BREACH)
        add(r, HAPPEN_SLA_BREACH, 0)->field = k->kind;
    else
        return;
    ((happening *)r->all->pdata[r->all->len - 1])->kind = STORE_ACTOR_CLOCK;
}

/* ---- ratings ---- */

static void rated(reader *r, happen_kind what, int64_t n, int value, int best,
                  const char *by)
{
    happening *h = add(r, what, n);

    h->new = g_strdup_printf("%d", value);
    h->old = g_strdup_printf("%d", best);
    h->kind =
        what == HAPPEN_RATED ? STORE_ACTOR_CUSTOMER : STORE_ACTOR_OPERATOR;
    h->actor = by;
}

/* ---- the rest ---- */

static void other(reader *r, const plan_step *s)
{
    switch (s->what) {
    case PLAN_VALUE:
        if (is_its(r, s->value.ticket) && !strchr(s->value.row->field, ':')) {
            happening *h = add(r, HAPPEN_FIELD, 0);
            h->field = s->value.row->field;
            h->new = g_strdup(s->value.row->text);
            h->kind = s->value.kind;
            h->actor = s->value.actor ? s->value.actor : "";
        }
        break;
    case PLAN_BOUNCED:
        if (is_its(r, s->bounced.ticket))
            add(r, HAPPEN_BOUNCED, 0)->new = g_strdup(s->bounced.status);
        break;
    case PLAN_REPORTED:
        reported(r, s);
        break;
    case PLAN_HOLD:
        if (is_its(r, s->hold->ticket))
            add(r, HAPPEN_HELD, 0)->new = g_strdup(s->hold->reason);
        break;
    case PLAN_FORWARDED:
        if (is_its(r, s->forwarded->ticket))
            add(r, HAPPEN_FORWARDED, 0)->new = g_strdup(s->forwarded->partner);
        break;
    case PLAN_APPROVAL:
        if (is_its(r, s->approval->ticket))
            add(r, HAPPEN_APPROVAL, 0)->actor = s->approval->member;
        break;
    case PLAN_JOIN:
        if (is_its(r, s->join.ticket))
            add(r, HAPPEN_MERGED, 0)->new =
                g_strdup_printf("%" G_GINT64_FORMAT, s->join.into);
        break;
    case PLAN_RATING:
        if (is_its(r, s->rating->ticket) && s->rating->value)
            rated(r, HAPPEN_RATED, s->rating->n, s->rating->value,
                  s->rating->best, s->rating->person);
        break;
    case PLAN_REVIEW:
        if (is_its(r, s->review->ticket) && s->review->score)
            rated(r, HAPPEN_REVIEWED, s->review->n, s->review->score,
                  s->review->best, s->review->lead);
        break;
    case PLAN_PART:
        if (is_its(r, s->part.ticket))
            add(r, HAPPEN_SPLIT, 0);
        break;
    default:
        break;
    }
}

GPtrArray *happen_of(const plan *p, const snapshot_ticket *before,
                     const status_model *statuses)
{
    reader r = {
        .p = p,
        .before = before,
        .statuses = statuses,
        .status = before ? before->t->status : NULL,
        .all = g_ptr_array_new_with_free_func((GDestroyNotify)happening_free)};

    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        r.at = (int)i + 1;
        if (s->what == PLAN_TICKET && !before)
            add(&r, HAPPEN_NEW, 0)->kind =
                s->ticket->staff ? STORE_ACTOR_OPERATOR : STORE_ACTOR_CUSTOMER;
        else if (s->what == PLAN_ENTRY)
            entry(&r, s->entry);
        else if (s->what == PLAN_PUBLISH)
            publish(&r, s->publish.ticket, s->publish.entry);
        else if (s->what == PLAN_SET)
            set(&r, s);
        else if (s->what == PLAN_CLOCK)
            clock_step(&r, s->clock);
        else
            other(&r, s);
    }
    return r.all;
}
