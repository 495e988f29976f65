/* decide_time: working time that is booked on a ticket, and taken back. */
#include "desk/decide/room.h"

#include "desk/bill.h"
#include "desk/rights.h"
#include "desk/speech.h"
#include "desk/when.h"
#include "desk/work_config.h"

#include <string.h>

/* ---- what is booked ---- */

/* const store_time*: of the job's ticket, as the plan leaves it; those of the plan
 * have numbers below 0. */
static GPtrArray *rows_of(const decide_job *j)
{
    const snapshot_booked *b = j->st ? j->st->booked : NULL;
    GPtrArray *all = g_ptr_array_new();

    for (guint i = 0; b && i < b->rows->len; i++)
        g_ptr_array_add(all, b->rows->pdata[i]);
    for (guint i = 0; i < j->plan->steps->len; i++) {
        const plan_step *s = j->plan->steps->pdata[i];
        if (s->what == PLAN_TIME && s->time.row->ticket == decide_ticket(j))
            g_ptr_array_add(all, s->time.row);
    }
    return all;
}

static bill_terms terms_of(const decide_job *j)
{
    const snapshot_booked *b = j->st ? j->st->booked : NULL;

    return b ? (bill_terms){b->services, b->rates} : (bill_terms){NULL, NULL};
}

/* All that is booked on it, as the plan leaves it. */
static int64_t spent(const decide_job *j)
{
    int64_t sum = j->st ? j->st->t->spent_min : 0;

    for (guint i = 0; i < j->plan->steps->len; i++) {
        const plan_step *s = j->plan->steps->pdata[i];
        if (s->what == PLAN_TIME && s->time.row->ticket == decide_ticket(j))
            sum += s->time.row->min;
    }
    return sum;
}

/* The money of the contract that it is under; NULL. */
static const char *currency(const decide_job *j)
{
    const bill_terms terms = terms_of(j);
    const store_service *s = bill_service(&terms, j->service);
    const GPtrArray *all =
        j->st && j->st->terms ? j->st->terms->contracts : NULL;

    for (guint i = 0; s && all && i < all->len; i++) {
        const store_contract *k = all->pdata[i];
        if (k->id == s->contract)
            return k->currency;
    }
    return NULL;
}

static int64_t cost_of(const decide_job *j, const char *who)
{
    const config_operator *o = config_operator_by_id(j->c, who);

    return o ? config_cost_minor(o, currency(j)) : 0;
}

/* ---- one more row ---- */

static const char *actor(const decide_job *j)
{
    return j->hand ? j->hand->name : j->op ? j->op->id : "";
}

static plan_cause cause_of(const decide_job *j)
{
    store_actor kind = j->hand    ? j->hand->kind
                       : j->admin ? STORE_ACTOR_ADMIN
                       : j->op    ? STORE_ACTOR_OPERATOR
                                  : STORE_ACTOR_CLOCK;

    return (plan_cause){.kind = kind, .actor = actor(j), .cause = j->cause};
}

/* Takes over `t`, whose numbers are to be filled in. */
static void add_row(decide_job *j, store_time *t)
{
    g_autoptr(GPtrArray) rows = rows_of(j);
    const bill_terms terms = terms_of(j);
    const plan_cause why = cause_of(j);

    t->id = -++j->booked;
    t->ticket = decide_ticket(j);
    t->booked_ms = j->now_ms;
    t->booked_by = g_strdup(actor(j));
    t->pos = j->in ? j->booked : 0;
    t->bill_min = bill_minutes(rows, &terms, t);
    plan_time(j->plan, t, &why);
}

/* ---- what else it leads to ---- */

/* More than was planned, for the first time: whoever holds it hears of that. */
static void tell_estimate(decide_job *j, int64_t before, int64_t after,
                          const char *who)
{
    int64_t planned = j->st ? j->state.estimate_min : 0;
    const config_operator *o =
        config_operator_by_id(j->c, j->state.holder ? j->state.holder : who);

    if (planned <= 0 || before > planned || after <= planned || !o)
        return;
    g_autofree char *spent = speech_span(NULL, after * SPAN_MINUTE, false);
    g_autofree char *of = when_work_words(planned);
    g_autofree char *text = g_strdup_printf(
        "%s is booked now, and %s was planned. To plan it anew, use /estimate.",
        spent, of);
    decide_notice(j, o, "more time than planned", text);
}

/* What the service does not cover is booked all the same. */
static void tell_outside(decide_job *j, const store_time *t)
{
    const bill_terms terms = terms_of(j);
    const store_service *s = bill_service(&terms, t->service);
    g_auto(GStrv) works = s && s->works ? g_strsplit(s->works, " ", -1) : NULL;

    if (!works || !*works || g_strv_contains((const char **)works, t->work))
        return;
    if (*t->work)
        decide_event(j, "work of type %s is not part of service %s",
                     work_title(j->c, t->work, NULL), s->name);
    else
        decide_event(j, "work without a type is not part of service %s",
                     s->name);
}

/* Prepaid time may be used up by it: the clock looks at once. */
static void look_prepaid(decide_job *j, int64_t service)
{
    g_autofree char *ref = g_strdup_printf("%" G_GINT64_FORMAT, service);

    if (service > 0)
        plan_wait(j->plan, DECIDE_PREPAID, ref, PLAN_NONE, j->now_ms);
}

/* ---- booking ---- */

/* "travel, 28 November 2026, to Oslo"; caller frees. */
static char *about(const decide_job *j, const decide_booking *b)
{
    g_autoptr(GPtrArray) parts = g_ptr_array_new();
    g_autoptr(GTimeZone) zone = decide_zone(j);
    g_autofree char *today = when_words(j->now_ms, zone, false);
    g_autofree char *day = when_words(b->at_ms, zone, false);

    if (b->work && *b->work)
        g_ptr_array_add(parts, (void *)work_title(j->c, b->work, NULL));
    if (strcmp(day, today) != 0)
        g_ptr_array_add(parts, day);
    if (*b->what)
        g_ptr_array_add(parts, (void *)b->what);
    g_ptr_array_add(parts, NULL);
    return g_strjoinv(", ", (char **)parts->pdata);
}

/* "spent 25 min: travel", "took back 25 min of Tom Hansen" */
static void tell(decide_job *j, const decide_booking *b, const char *did,
                 int64_t minutes)
{
    g_autofree char *more = about(j, b);
    bool hers = j->op && strcmp(j->op->id, b->who) == 0;

    decide_event(j, "%s %" G_GINT64_FORMAT " min%s%s%s%s", did, minutes,
                 hers ? "" : " of ", hers ? "" : b->name, *more ? ": " : "",
                 more);
}

void decide_book(decide_job *j, const decide_booking *b)
{
    int64_t before = spent(j);
    store_time *t = g_new0(store_time, 1);

    t->service = j->service;
    t->who = g_strdup(b->who);
    t->work = g_strdup(b->work);
    t->at_ms = b->at_ms;
    t->min = b->min;
    t->what = g_strdup(b->what);
    t->cost_minor = cost_of(j, b->who);
    add_row(j, t);
    tell(j, b, "spent", b->min);
    tell_outside(j, t);
    look_prepaid(j, t->service);
    tell_estimate(j, before, before + b->min, b->who);
}

/* ---- taking back ---- */

/* Her own, what she booked herself for others, and as manager all. */
static bool may_correct(const decide_job *j, const store_time *t)
{
    return !j->op || strcmp(t->who, j->op->id) == 0 ||
           strcmp(t->booked_by, j->op->id) == 0 || decide_can(j, RIGHT_CORRECT);
}

static bool is_meant(const decide_job *j, const decide_booking *b,
                     const store_time *t)
{
    return t->corrects == 0 && t->min > 0 && strcmp(t->who, b->who) == 0 &&
           (!b->work || strcmp(t->work, b->work) == 0) && may_correct(j, t);
}

int64_t decide_booked(decide_job *j, const decide_booking *b)
{
    g_autoptr(GPtrArray) rows = rows_of(j);
    int64_t sum = 0;

    for (guint i = 0; i < rows->len; i++)
        if (is_meant(j, b, rows->pdata[i]))
            sum += bill_left(rows, rows->pdata[i]);
    return sum;
}

char *decide_booked_words(decide_job *j, const decide_booking *b)
{
    g_autoptr(GPtrArray) rows = rows_of(j);
    GString *out = g_string_new(NULL);

    for (guint i = 0; i < rows->len; i++) {
        const store_time *t = rows->pdata[i];
        int64_t left = is_meant(j, b, t) ? bill_left(rows, t) : 0;
        if (left == 0)
            continue;
        g_autofree char *span = speech_span(NULL, left * SPAN_MINUTE, false);
        g_string_append_printf(out, "%s%s%s%s", out->len ? ", " : "", span,
                               *t->work ? " " : "",
                               work_title(j->c, t->work, NULL));
    }
    return g_string_free(out, FALSE);
}

static void take_from(decide_job *j, const store_time *booking, int64_t minutes,
                      const char *what)
{
    store_time *t = g_new0(store_time, 1);

    t->service = booking->service;
    t->who = g_strdup(booking->who);
    t->work = g_strdup(booking->work);
    t->at_ms = booking->at_ms;
    t->min = -minutes;
    t->cost_minor = booking->cost_minor;
    t->corrects = booking->id;
    t->what = g_strdup(what);
    add_row(j, t);
    look_prepaid(j, t->service);
}

void decide_take_back(decide_job *j, const decide_booking *b)
{
    g_autoptr(GPtrArray) rows = rows_of(j);
    int64_t rest = b->min;

    for (guint i = rows->len; i > 0 && rest > 0; i--) {
        const store_time *t = rows->pdata[i - 1];
        int64_t left = is_meant(j, b, t) ? bill_left(rows, t) : 0;
        if (left <= 0)
            continue;
        take_from(j, t, MIN(left, rest), b->what);
        rest -= MIN(left, rest);
    }
    if (rest < b->min)
        tell(j, b, "took back", b->min - rest);
}
