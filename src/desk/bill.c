/* bill: how many minutes a customer is charged for working time. */
#include "desk/bill.h"

#include <string.h>

/* ---- which rate holds ---- */

const store_service *bill_service(const bill_terms *b, int64_t service)
{
    for (guint i = 0; b->services && i < b->services->len; i++) {
        const store_service *s = b->services->pdata[i];
        if (s->id == service)
            return s;
    }
    return NULL;
}

const store_rate *bill_rate(const bill_terms *b, int64_t service,
                            const char *work, int64_t at_ms)
{
    const store_service *s = bill_service(b, service);
    g_autoptr(GPtrArray) of_contract = g_ptr_array_new();

    for (guint i = 0; s && b->rates && i < b->rates->len; i++) {
        store_rate *r = b->rates->pdata[i];
        if (r->contract == s->contract)
            g_ptr_array_add(of_contract, r);
    }
    return s ? store_rate_at(of_contract, service, work, at_ms) : NULL;
}

static bool is_norm(const bill_terms *b, const store_time *t)
{
    const store_rate *r = bill_rate(b, t->service, t->work, t->at_ms);

    return r && r->mode == STORE_RATE_NORM;
}

/* ---- what is left ---- */

static bool is_about(const store_time *t, const store_time *booking)
{
    return t == booking || (t->corrects != 0 && t->corrects == booking->id);
}

int64_t bill_left(const GPtrArray *rows, const store_time *booking)
{
    int64_t left = booking->min;

    for (guint i = 0; i < rows->len; i++) {
        const store_time *t = rows->pdata[i];
        if (t != booking && is_about(t, booking))
            left += t->min;
    }
    return left;
}

/* What has been charged for a booking so far. */
static int64_t charged(const GPtrArray *rows, const store_time *booking)
{
    int64_t sum = 0;

    for (guint i = 0; i < rows->len; i++) {
        const store_time *t = rows->pdata[i];
        if (is_about(t, booking))
            sum += t->bill_min;
    }
    return sum;
}

/* ---- as long as it took ---- */

static int64_t actual(const bill_terms *b, const store_time *booking,
                      int64_t minutes)
{
    const store_rate *r =
        bill_rate(b, booking->service, booking->work, booking->at_ms);
    const store_service *s = bill_service(b, booking->service);
    int64_t step = s && s->round_min > 1 ? s->round_min : 1;
    int64_t percent = r ? r->factor_pct : 100;

    return ((minutes + step - 1) / step * step * percent + 50) / 100;
}

/* Never more back than was charged. */
static int64_t back(int64_t was, int64_t is, int64_t has)
{
    return -MIN(MAX(was - is, 0), MAX(has, 0));
}

/* ---- the norm ---- */

static bool same_work(const store_time *a, const store_time *b)
{
    return a->service == b->service && strcmp(a->work, b->work) == 0;
}

/* What those of its kind are charged: the norm of the first of which something is
 * left; `less` of `changed` is gone besides. */
static int64_t norm(const GPtrArray *rows, const bill_terms *b,
                    const store_time *kind, const store_time *changed,
                    int64_t less)
{
    for (guint i = 0; i < rows->len; i++) {
        const store_time *t = rows->pdata[i];
        if (t->corrects || t->min <= 0 || !same_work(t, kind) ||
            !is_norm(b, t) ||
            bill_left(rows, t) - (changed && t == changed ? less : 0) <= 0)
            continue;
        return bill_rate(b, t->service, t->work, t->at_ms)->norm_min;
    }
    return 0;
}

/* What has been charged for all of its kind. */
static int64_t norm_charged(const GPtrArray *rows, const bill_terms *b,
                            const store_time *kind)
{
    int64_t sum = 0;

    for (guint i = 0; i < rows->len; i++) {
        const store_time *t = rows->pdata[i];
        if (!t->corrects && same_work(t, kind) && is_norm(b, t))
            sum += charged(rows, t);
    }
    return sum;
}

/* ---- bookings and corrections ---- */

static const store_time *corrected(const GPtrArray *rows, const store_time *t)
{
    for (guint i = 0; i < rows->len; i++) {
        const store_time *one = rows->pdata[i];
        if (one->id == t->corrects)
            return one;
    }
    return NULL;
}

static int64_t taken_back(const GPtrArray *rows, const bill_terms *b,
                          const store_time *booking, int64_t less)
{
    int64_t left = bill_left(rows, booking);

    if (!is_norm(b, booking))
        return left <= less ? -charged(rows, booking)
                            : back(actual(b, booking, left),
                                   actual(b, booking, left - less),
                                   charged(rows, booking));
    int64_t is = norm(rows, b, booking, booking, less);
    if (is == 0)
        return -norm_charged(rows, b, booking);
    return is - norm(rows, b, booking, NULL, 0);
}

int64_t bill_minutes(const GPtrArray *rows, const bill_terms *b,
                     const store_time *t)
{
    const store_time *booking = t->corrects ? corrected(rows, t) : NULL;

    if (booking)
        return taken_back(rows, b, booking, -t->min);
    if (t->min <= 0)
        return t->min;
    if (!is_norm(b, t))
        return actual(b, t, t->min);
    return norm(rows, b, t, NULL, 0) > 0
               ? 0
               : bill_rate(b, t->service, t->work, t->at_ms)->norm_min;
}
