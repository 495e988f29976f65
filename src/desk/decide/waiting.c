/* decide_waiting: a ticket that waits for its customer, who is reminded, and one
 * that is out of sight until a date. Both are rows of store/waits.h; the clock
 * brings them back. */
#include "desk/decide/room.h"
#include "desk/hours.h"
#include "desk/when.h"

#include <string.h>

static char *ref_of(const decide_job *j)
{
    return g_strdup_printf("%" G_GINT64_FORMAT, decide_ticket(j));
}

static void set_wait(decide_job *j, const char *kind, int64_t at_ms)
{
    g_autofree char *ref = ref_of(j);

    plan_wait(j->plan, kind, ref, decide_ticket(j), at_ms);
}

static char *date_words(const decide_job *j, int64_t at_ms)
{
    g_autoptr(GTimeZone) zone = decide_zone(j);

    return when_words(at_ms, zone, false);
}

static int64_t days_later(const decide_job *j, int days)
{
    return decide_later_ms(j, j->now_ms, days * SPAN_DAY);
}

int64_t decide_opening(const decide_job *j, int64_t at_ms)
{
    return hours_opening(j->c, j->queue ? j->queue->id : NULL, at_ms);
}

/* ---- for the customer ---- */

static void set_number(decide_job *j, plan_field field, int *was, int to)
{
    if (*was != to)
        decide_set_number(j, field, to);
    *was = to;
}

int decide_wait_days(const decide_job *j)
{
    return j->queue ? j->queue->wait_days : 1;
}

void decide_wait_begin(decide_job *j, int days, int64_t first_ms)
{
    int64_t at_ms = first_ms ? first_ms : days_later(j, days);
    g_autofree char *date = date_words(j, at_ms);
    const char *why = j->reason && *j->reason ? j->reason : NULL;

    set_number(j, PLAN_WAIT_DAYS, &j->state.wait_days, days);
    decide_set_number(j, PLAN_REMINDED, 0);
    if (!status_is(j->statuses, j->state.status, STATUS_WAITING))
        decide_status(j, status_first(j->statuses, STATUS_WAITING));
    set_wait(j, STORE_WAIT_CUSTOMER, at_ms);
    decide_event(j, "waits for an answer until %s%s%s", date, why ? ": " : "",
                 why ? why : "");
}

void decide_wait_ends(decide_job *j)
{
    if (j->state.wait_days == 0)
        return;
    set_number(j, PLAN_WAIT_DAYS, &j->state.wait_days, 0);
    set_wait(j, STORE_WAIT_CUSTOMER, 0);
}

void decide_customer_wrote(decide_job *j)
{
    decide_wait_ends(j);
    set_number(j, PLAN_TIMEOUTS, &j->state.timeouts, 0);
    decide_later_ends(j);
}

/* Why he is sent nothing, NULL: he is. */
static const char *unsendable(const decide_job *j)
{
    const char *no = decide_no_address(j, j->st->t->customer);

    if (no)
        return no;
    return j->queue->ack_per_hour == 0 ? "this queue sends no automatic mail"
                                       : NULL;
}

/* With an event in these words. False: he has had enough for now, so it is to be
 * done later. */
static bool mail_customer(decide_job *j, const char *template,
                          const char *words, int64_t mails)
{
    const char *no = unsendable(j);

    if (no) {
        decide_event(j, "no message to the customer: %s", no);
        return true;
    }
    if (mails >= j->queue->ack_per_hour)
        return false;
    plan_send(j->plan,
              decide_mail(j, STORE_TO_CUSTOMER, template, j->st->t->customer));
    decide_event(j, "%s", words);
    return true;
}

static void remind(decide_job *j, int64_t mails)
{
    int n = j->st->t->reminded + 1;

    g_autofree char *words =
        g_strdup_printf("reminder %d of %d", n, j->queue->reminders);

    if (!mail_customer(j, "remind_customer", words, mails)) {
        set_wait(j, STORE_WAIT_CUSTOMER, j->now_ms + SPAN_HOUR);
        return;
    }
    decide_set_number(j, PLAN_REMINDED, n);
    set_wait(j, STORE_WAIT_CUSTOMER, days_later(j, j->state.wait_days));
}

static void tell_over(decide_job *j, const char *why, const char *words)
{
    g_autoptr(GPtrArray) all = decide_concerned(j, NULL);

    decide_notify(j, all, why, words, -1);
}

static void back_to_work(decide_job *j)
{
    set_number(j, PLAN_TIMEOUTS, &j->state.timeouts, j->state.timeouts + 1);
    decide_status(j, status_first(j->statuses, STATUS_WORK));
    decide_event(j, "no answer came; back to work");
    tell_over(j, "unanswered",
              "The customer has not answered; it is back to work.");
}

static void resolve(decide_job *j, int64_t mails)
{
    if (!mail_customer(j, "unanswered", "told the customer that it ends",
                       mails)) {
        set_wait(j, STORE_WAIT_CUSTOMER, j->now_ms + SPAN_HOUR);
        return;
    }
    set_number(j, PLAN_TIMEOUTS, &j->state.timeouts, j->state.timeouts + 1);
    decide_status(j, status_first(j->statuses, STATUS_RESOLVED));
    decide_event(j, "no answer came again; resolved");
    tell_over(j, "unanswered",
              "The customer has not answered, again; it is resolved, and the "
              "customer was told so. An answer opens it again.");
}

static bool is_last(const decide_job *j)
{
    return j->queue->give_up > 0 && j->state.timeouts + 1 >= j->queue->give_up;
}

plan *decide_waiting(const config *c, const snapshot_ticket *t, int64_t mails,
                     int64_t now_ms)
{
    decide_job *j = decide_job_new(c, t, now_ms);

    j->cause = "no answer";
    if (j->state.wait_days == 0 ||
        !status_is(j->statuses, j->state.status, STATUS_WAITING))
        return decide_job_end(j);
    if (!j->queue)
        back_to_work(j);
    else if (t->t->reminded < j->queue->reminders)
        remind(j, mails);
    else if (is_last(j))
        resolve(j, mails);
    else
        back_to_work(j);
    return decide_job_end(j);
}

/* ---- until a date ---- */

void decide_later_until(decide_job *j, int64_t at_ms)
{
    g_autofree char *date = date_words(j, at_ms);
    const char *why = j->reason && *j->reason ? j->reason : NULL;

    decide_set_number(j, PLAN_LATER, at_ms);
    j->state.later_ms = at_ms;
    set_wait(j, STORE_WAIT_LATER, at_ms);
    decide_event(j, "hidden until %s%s%s", date, why ? ": " : "",
                 why ? why : "");
}

void decide_later_ends(decide_job *j)
{
    if (j->state.later_ms == 0)
        return;
    decide_set_number(j, PLAN_LATER, 0);
    j->state.later_ms = 0;
    set_wait(j, STORE_WAIT_LATER, 0);
    decide_event(j, "no longer hidden");
}

plan *decide_later(const config *c, const snapshot_ticket *t, int64_t now_ms)
{
    decide_job *j = decide_job_new(c, t, now_ms);

    if (j->state.later_ms == 0 || j->state.later_ms > now_ms)
        return decide_job_end(j);
    j->cause = "its date";
    decide_set_number(j, PLAN_LATER, 0);
    j->state.later_ms = 0;
    decide_event(j, "the date has come; no longer hidden");
    tell_over(j, "later", "The date has come until which it was put off.");
    return decide_job_end(j);
}
