/* notify_account_row: parts of a customer's account, and a request of his as one
 * row. */
#include "desk/notify/account.h"

#include "base/span.h"
#include "config/site.h"
#include "desk/account.h"
#include "desk/sla.h"
#include "desk/speech.h"
#include "desk/wall.h"

#include <string.h>

#define ACCOUNT_SUBJECT  70  /* characters */
#define ACCOUNT_QUESTION 120 /* the same, of what we wait for */

json_t *account_part(const account_reader *r, const char *kind)
{
    json_t *part = json_object();

    json_array_append_new(r->parts, json_pack("{s:o}", kind, part));
    return part;
}

/* "Monday, 30 November" */
char *account_day(const account_reader *r, int64_t ms)
{
    return speech_date(r->j->language, ms, r->zone, false);
}

/* ---- one row ---- */

bool account_is_spam(const account_reader *r, const store_ticket *t)
{
    return t->stage == STATUS_SPAM || status_is(r->m, t->status, STATUS_SPAM);
}

bool account_is_waiting(const account_reader *r, const store_ticket *t)
{
    return t->open && status_is(r->m, t->status, STATUS_WAITING);
}

/* Whoever forwarded our mail to us does not get its secrets back. */
bool account_is_secret(const account_reader *r, const char *text)
{
    return wall_has_secret(r->j->c, r->j->site, r->j->epoch, text);
}

/* What he was asked, if we wait for him. */
static bool add_waiting(const account_reader *r, const store_ticket *t,
                        json_t *row)
{
    g_autoptr(GPtrArray) all =
        store_public_articles(r->j->pub, t->id, 0, r->error);
    const store_entry *last =
        all && all->len > 0 ? all->pdata[all->len - 1] : NULL;

    if (!all)
        return false;
    json_object_set_new(row, "waiting", json_true());
    notify_set_free(row, "since", account_day(r, t->status_ms));
    if (!last || last->by != STORE_BY_OPERATOR ||
        account_is_secret(r, last->text))
        return true;
    g_autofree char *asked = account_question(last->text, ACCOUNT_QUESTION);
    if (*asked)
        notify_set_marked(row, "question", notify_marked(r->j, last, asked));
    return true;
}

/* By when somebody answers, and by when it was said to be done. */
static bool add_planned(const account_reader *r, const store_ticket *t,
                        json_t *row)
{
    static const char *const kinds[] = {"first", "next"};
    int64_t due_ms = 0;

    for (unsigned i = 0; i < G_N_ELEMENTS(kinds) && !due_ms; i++)
        if (!store_public_promise(r->j->pub, t->id, kinds[i], &due_ms,
                                  r->error))
            return false;
    if (due_ms > r->j->o->date_ms)
        notify_set_free(row, "promised",
                        speech_soon(r->j->language, due_ms, r->zone));
    if (t->due_ms)
        notify_set_free(row, "planned", account_day(r, t->due_ms));
    return true;
}

bool account_row(const account_reader *r, const store_ticket *t, bool company,
                 json_t *rows, json_t **out)
{
    json_t *row = *out = json_object();

    json_array_append_new(rows, row);
    json_object_set_new(row, "number", json_integer(t->id));
    notify_set_free(row, "title", notify_subject(t, ACCOUNT_SUBJECT));
    notify_set(row, "status", account_status(r->m, t, r->j->language));
    if (company)
        notify_set_free(row, "who",
                        notify_brief(notify_customer_name(t), ACCOUNT_SUBJECT));
    if (account_is_waiting(r, t))
        return add_waiting(r, t, row);
    return !t->open || add_planned(r, t, row);
}
