/* decide_machine: letters that no person wrote. They never reply, reopen or
 * command, whatever capability they carry, and nothing answers them. */
#include "desk/decide/room.h"

#include <string.h>

static void fate(decide_job *j, const char *code, const char *what)
{
    if (j->st)
        decide_fate(j, code, "%s about #%" G_GINT64_FORMAT, what, j->st->t->id);
    else
        decide_fate(j, code, "%s", what);
}

/* ---- bounces ---- */

static const letter_bounce *failed(const letter *l)
{
    for (unsigned i = 0; i < l->bounces->len; i++) {
        const letter_bounce *b = l->bounces->pdata[i];
        if (g_ascii_strcasecmp(b->action, "failed") == 0)
            return b;
    }
    return NULL;
}

/* Mail to operators that comes back is the administrator's business; telling
 * other operators by mail could go round for ever. */
static void raise_alarm(decide_job *j, const store_outgoing *row,
                        const char *status)
{
    g_autofree char *cause = g_strdup_printf("bounce %s", row->recipient);
    g_autofree char *text =
        g_strdup_printf("Messages to %s come back (%s). Correct the address in "
                        "postern.conf, or the mailbox.",
                        row->recipient, status);

    plan_alarm(j->plan, cause, text);
}

static void bounce(decide_job *j)
{
    const letter *l = j->in->letter;
    const store_outgoing *row = j->in->snapshot->bounced;
    const letter_bounce *f = failed(l);
    bool unclear = l->bounces->len == 0;

    if (row && row->ticket && !j->st)
        decide_job_ticket(j, snapshot_find(j->in->snapshot, row->ticket));
    if (!row || row->state == STORE_OUT_FAILED || (!f && !unclear)) {
        fate(j, "bounce", row ? "report of delivery" : "bounce");
        return;
    }
    const char *status = f && f->status ? f->status : "no status given";
    if (f)
        plan_bounced(j->plan, row->ticket, row->id, status);
    if (row->audience == STORE_TO_OPERATOR)
        raise_alarm(j, row, status);
    if (row->audience == STORE_TO_CUSTOMER && j->st) {
        decide_event(j, "mail to %s came back: %s", row->recipient, status);
        decide_tell_undelivered(j, row, status);
    }
    decide_detail(j, "bounced", "%s to %s: %s", row->template, row->recipient,
                  status);
    fate(j, "bounce", "bounce");
}

/* ---- automatic replies ---- */

static char *excerpt(const letter *l)
{
    const char *text = l->new_text && *l->new_text ? l->new_text : l->text;

    if (!text || !*text)
        return g_strdup("");
    g_autofree char *cut =
        g_utf8_strlen(text, -1) > DECIDE_EVENT_TEXT_MAX
            ? g_utf8_substring(text, 0, DECIDE_EVENT_TEXT_MAX)
            : g_strdup(text);
    return g_strconcat("\n\n", g_strchomp(cut), NULL);
}

static const char *subject(const letter *l)
{
    return l->subject ? l->subject : "(no subject)";
}

/* The operator whose mailbox answered. */
static const config_operator *whose(const decide_job *j)
{
    const store_outgoing *row = j->in->snapshot->bounced;

    if (row && row->audience == STORE_TO_OPERATOR && row->operator_id)
        return config_operator_by_id(j->c, row->operator_id);
    if (j->cap)
        return evidence_operator(j->c, j->cap);
    return j->in->trust->operator_;
}

/* Two absent operators must not send each other round: only mail about something
 * that a person wrote is passed on. */
static bool about_a_person(const decide_job *j)
{
    const store_outgoing *row = j->in->snapshot->bounced;
    const evidence *v = j->in->evidence;
    const tag_claim *claim = v->claim_found ? &v->claim : j->cap;

    if (row)
        return strcmp(row->template, "notify") == 0 &&
               !(row->data && strstr(row->data, "\"machine\""));
    for (unsigned i = 0; claim && i < j->st->entries->len; i++) {
        const store_head *e = j->st->entries->pdata[i];
        if (e->n == claim->entry)
            return true;
    }
    return false;
}

static void away(decide_job *j, const config_operator *o)
{
    g_autofree char *words =
        g_strdup_printf("%s is away: %s", o->name, subject(j->in->letter));

    decide_event_of(j, STORE_BY_SYSTEM, "", NULL, words);
    if (!about_a_person(j))
        return;
    g_autoptr(GPtrArray) line = decide_line(j, j->state.line);
    g_ptr_array_remove(line, (void *)o);
    decide_notify(j, line, "machine", words, -1);
}

static void auto_reply(decide_job *j)
{
    const letter *l = j->in->letter;
    const store_outgoing *row = j->in->snapshot->bounced;

    if (row && row->ticket && !j->st)
        decide_job_ticket(j, snapshot_find(j->in->snapshot, row->ticket));
    const config_operator *o = whose(j);
    if (j->st && o) {
        away(j, o);
    } else if (j->st) {
        g_autofree char *text = excerpt(l);
        g_autofree char *words = g_strdup_printf(
            "automatic reply of %s: %s%s",
            j->in->trust->from ? j->in->trust->from : "somebody", subject(l),
            text);
        decide_event_of(j, STORE_BY_SYSTEM, "", NULL, words);
    }
    fate(j, "machine", "automatic reply");
}

/* ---- lists, calendars, feedback ---- */

/* A participant may be behind a list: his words reach operators, as no reply. */
static void other(decide_job *j)
{
    const letter *l = j->in->letter;

    if (j->st) {
        g_autofree char *text = excerpt(l);
        g_autofree char *words = g_strdup_printf(
            "%s mail of %s: %s%s", letter_kind_name(l->kind),
            j->in->trust->from ? j->in->trust->from : "somebody", subject(l),
            text);
        decide_event_of(j, STORE_BY_SYSTEM, "", NULL, words);
        if (l->kind != LETTER_FEEDBACK) {
            g_autoptr(GPtrArray) all = decide_concerned(j, NULL);
            decide_notify(j, all, "machine", words, -1);
        }
    }
    g_autofree char *what =
        g_strdup_printf("%s mail", letter_kind_name(l->kind));
    fate(j, "machine", what);
}

void decide_machine(decide_job *j)
{
    const letter *l = j->in->letter;

    j->who = DECIDE_STRANGER;
    j->op = NULL;
    if (l->kind == LETTER_AUTO_REPLY)
        auto_reply(j);
    else if (l->kind == LETTER_BOUNCE || l->kind == LETTER_NORMAL)
        bounce(j);
    else
        other(j);
}
