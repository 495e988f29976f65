/* decide_partner: letters of those who are asked outside. What a partner writes is
 * a note of his, and nothing that it says is a command. */
#include "base/planted.h"
#include "desk/decide/room.h"

#include <string.h>

const store_forwarded *decide_forwarded(const decide_job *j,
                                        const config_partner *p)
{
    const GPtrArray *all = j->st ? j->st->forwarded : NULL;

    for (unsigned i = 0; all && i < all->len; i++) {
        const store_forwarded *f = all->pdata[i];
        if (strcmp(f->partner, p->id) == 0)
            return f;
    }
    return NULL;
}

static bool is_blank(const char *text)
{
    return !text || !text[strspn(text, " \t\n")];
}

/* Without what he quotes; where that leaves nothing, all of it. */
static const char *text_of(const decide_job *j)
{
    const letter *l = j->in->letter;
    const account *a = j->in->account;
    const char *text = a ? a->inside : l->new_text;

    if (is_blank(text) && l->attachments->len == 0)
        text = l->text;
    return text ? text : "";
}

/* What may be told on in other words is a finding. */
static void add_note(decide_job *j, const char *name, bool finding)
{
    const char *id = j->outside.id ? j->outside.id : decide_from(j);
    store_entry *e =
        decide_entry(j, PLANTED(partner_article) ? STORE_ARTICLE : STORE_NOTE,
                     STORE_BY_PARTNER, id, name, text_of(j));

    g_ptr_array_unref(e->attachments);
    e->attachments = decide_files(j, true);
    e->removed = g_strdup(decide_removed(j));
    e->finding = finding;
    plan_entry(j->plan, e);
}

/* Those whom the request concerns, and who asked him. */
static GPtrArray *told(const decide_job *j, const char *asked_by)
{
    GPtrArray *all = decide_concerned(j, NULL);
    const config_operator *o =
        asked_by ? config_operator_by_id(j->c, asked_by) : NULL;

    if (o && !g_ptr_array_find(all, o, NULL))
        g_ptr_array_add(all, (void *)o);
    return all;
}

static void by_partner(decide_job *j)
{
    const config_partner *p = j->outside.partner;
    const store_forwarded *f = decide_forwarded(j, p);
    g_autoptr(GPtrArray) all = told(j, f ? f->operator_id : NULL);
    g_autofree char *number = decide_number(j);

    add_note(j, p->name, true);
    decide_notify(j, all, "partner", NULL, -1);
    if (f) {
        store_forwarded *now = store_forwarded_copy(f);
        now->answered_ms = j->now_ms;
        plan_forwarded(j->plan, now);
    }
    j->cause = "partner answered";
    if (status_is_open(j->statuses, j->state.status))
        decide_status(j, status_after_return(j->statuses, j->state.status));
    j->cause = NULL;
    decide_msgid(j, j->in->letter->message_id, STORE_ID_RECEIVED);
    decide_fate(j, "note", "note of partner %s in %s", p->name, number);
}

void decide_by_outsider(decide_job *j)
{
    if (j->outside.partner)
        by_partner(j);
    else
        decide_vote(j);
}

void decide_alleged(decide_job *j)
{
    const char *who = j->outside.id ? j->outside.name : "somebody outside";
    g_autofree char *name = g_strdup_printf("%s (not proved)", who);
    g_autofree char *words = g_strdup_printf(
        "Nobody has proved that this is from %s: %s. It is an internal note, "
        "and counts for nothing else.",
        who, j->doubt ? j->doubt : "nothing says so");
    g_autoptr(GPtrArray) all = decide_concerned(j, NULL);
    g_autofree char *number = decide_number(j);

    add_note(j, name, false);
    decide_notify(j, all, "alleged", words, -1);
    decide_event_of(j, STORE_BY_SYSTEM, "", NULL, words);
    decide_fate(j, "note", "note in %s that is perhaps from %s", number, who);
}

/* ---- machines ---- */

static const config_partner *partner_of_row(const decide_job *j,
                                            const store_outgoing *row)
{
    json_t *data = row && row->audience == STORE_TO_OUTSIDER && row->data
                       ? json_loads(row->data, 0, NULL)
                       : NULL;
    const config_partner *p = config_partner_by_id(
        j->c, json_string_value(json_object_get(data, "partner")));

    if (data)
        json_decref(data);
    return p;
}

bool decide_partner_away(decide_job *j)
{
    const evidence *v = j->in->evidence;
    const letter *l = j->in->letter;
    outsider o;
    const config_partner *p =
        v->outside_found && outsider_of(j->c, &v->outside, &o)
            ? o.partner
            : partner_of_row(j, j->in->snapshot->bounced);
    const store_forwarded *f = p && j->st ? decide_forwarded(j, p) : NULL;

    if (!f)
        return false;
    g_autofree char *words =
        g_strdup_printf("automatic reply of %s: %s", p->name,
                        l->subject ? l->subject : "(no subject)");
    decide_event_of(j, STORE_BY_SYSTEM, "", NULL, words);
    if (f->away)
        return true;
    g_autoptr(GPtrArray) all = told(j, f->operator_id);
    store_forwarded *now = store_forwarded_copy(f);
    decide_notify(j, all, "machine", words, -1);
    now->away = true;
    plan_forwarded(j->plan, now);
    return true;
}

void decide_tell_forward(decide_job *j, const store_outgoing *row,
                         const char *what, const char *status)
{
    json_t *data = json_loads(row->data ? row->data : "{}", 0, NULL);
    const char *by = json_string_value(json_object_get(data, "by"));
    const config_partner *p = partner_of_row(j, row);
    const char *who = p ? p->name : row->recipient;
    g_autoptr(GPtrArray) all = told(j, by);
    g_autofree char *title = g_strdup_printf("not delivered to %s", who);
    g_autofree char *text = g_strdup_printf("What was sent to %s (%s) %s: %s",
                                            who, row->recipient, what, status);

    decide_event(j, "mail to %s %s: %s", row->recipient, what, status);
    for (unsigned i = 0; i < all->len; i++)
        decide_notice(j, all->pdata[i], title, text);
    json_decref(data);
}
