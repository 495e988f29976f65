/* notify: an outgoing row to a composed message: what all audiences share. */
#include "desk/notify/notify.h"

#include "base/address.h"
#include "base/err.h"
#include "config/site.h"
#include "desk/notify/room.h"
#include "desk/notify/words.h"
#include "write/layout.h"
#include <string.h>

void notify_mail_free(notify_mail *m)
{
    if (!m)
        return;
    g_bytes_unref(m->message);
    g_free(m->message_id);
    g_free(m->return_path);
    g_free(m->envid);
    g_free(m->parts);
    g_free(m);
}

static void add_header(compose_mail *m, const char *name, const char *value)
{
    g_ptr_array_add(m->headers, letter_address_new(name, value));
}

/* The row's queue; alarms and others of no queue use the first. */
static const config_queue *queue_of(const config *c, const store_outgoing *o)
{
    const config_queue *q = config_queue_by_id(c, o->queue);
    if (!q && c->queues->len > 0 && (*o->queue == '\0' || !o->ticket))
        q = c->queues->pdata[0];
    return q;
}

static bool start(notify_job *j, GError **error)
{
    const store_outgoing *o = j->o;
    j->q = queue_of(j->c, o);
    if (!j->q) {
        err_set(error, ERR_CONFIG,
                "outgoing mail %" G_GINT64_FORMAT " is of queue `%s', which "
                "the configuration does not have: put it back, or cancel it",
                o->id, o->queue);
        return false;
    }
    if (o->operator_id)
        j->op = config_operator_by_id(j->c, o->operator_id);
    if (o->ticket > 0) {
        j->t = j->desk ? store_ticket_get(j->desk, o->ticket, error)
                       : store_public_ticket(j->pub, o->ticket, error);
        if (!j->t)
            return false;
    }
    j->row = json_loads(o->data ? o->data : "{}", 0, NULL);
    if (!json_is_object(j->row)) {
        json_decref(j->row);
        j->row = json_object();
    }
    return true;
}

/* What every template may use. */
static void common_data(notify_job *j)
{
    notify_set(j->data, "desk", j->q->name);
    notify_set(j->data, "site", j->c->site->name);
    notify_set(j->data, "address", j->q->address);
    notify_set(j->data, "hours", j->q->hours);
    if (!j->t)
        return;
    json_object_set_new(j->data, "number", json_integer(j->t->id));
    notify_set_free(j->data, "tag", tag_make(j->site, j->t->epoch, j->t->id));
    notify_set_free(j->data, "subject",
                    notify_subject(j->t, NOTIFY_SUBJECT_MAX));
}

static tag_claim claim_of(const notify_job *j)
{
    bool customer = notify_is_public(j->o) && j->t;
    return notify_claim(j->c, customer ? j->t->epoch : j->epoch, j->o);
}

/* Reply-To, and the claim once more where relays leave it alone. */
static void operator_headers(notify_job *j)
{
    tag_claim claim = claim_of(j);
    if (claim.kind == TAG_BOUNCE)
        return;
    claim.entry = MAX(claim.entry, j->shown);
    j->m->reply_to = tag_address(j->site, j->c->site->domain, j->q->id,
                                 j->q->address, &claim);
    /* Its own Message-ID would make a loop of references. */
    g_autofree char *again =
        tag_message_id(j->site, j->c->site->domain, j->q->id, &claim, "again");
    if (!j->m->in_reply_to && j->m->references->len > 0)
        j->m->in_reply_to =
            g_strdup(j->m->references->pdata[j->m->references->len - 1]);
    if (!j->m->in_reply_to)
        j->m->in_reply_to = g_strdup(again);
    g_ptr_array_add(j->m->references, g_steal_pointer(&again));
}

/* The address that reports of the row's delivery come to. */
static char *return_path(const notify_job *j)
{
    const tag_claim bounce = {
        .kind = TAG_BOUNCE, .number = j->o->id, .epoch = j->epoch};
    return tag_address(j->site, j->c->site->domain, j->q->id, j->q->address,
                       &bounce);
}

static void final_headers(notify_job *j)
{
    tag_claim claim = claim_of(j);
    if (j->receipt) {
        g_autofree char *to = return_path(j);
        add_header(j->m, "Disposition-Notification-To", to);
    }
    if (j->o->audience == STORE_TO_OPERATOR)
        operator_headers(j);
    if (j->automatic) {
        add_header(j->m, "Auto-Submitted",
                   j->answers ? "auto-replied" : "auto-generated");
        add_header(j->m, "X-Auto-Response-Suppress", "All");
    }
    claim.entry = claim.kind == TAG_CUSTOMER ? 0 : MAX(claim.entry, j->shown);
    g_autofree char *value =
        tag_header(j->site, j->c->site->domain, j->q->id, &claim);
    add_header(j->m, TAG_HEADER, value);
}

/* Header fields as clients quote them. */
static void add_people(GString *head, const GPtrArray *people)
{
    for (guint i = 0; i < people->len; i++) {
        const letter_address *a = people->pdata[i];
        g_string_append_printf(head, "%s <%s>\n", a->name ? a->name : "",
                               a->address);
    }
}

static void add_inside(unsigned from, unsigned to, void *context)
{
    const compose_lines lines = {from, to};
    compose_mail *m = context;
    g_array_append_val(m->inside, lines);
}

/* Links that write a message: with the tag in the subject, so that whoever follows
 * one answers in a thread. */
static void add_face(notify_job *j)
{
    compose_mail *m = j->m;

    m->html = true;
    m->language = g_strdup(j->language);
    m->action_to = g_strdup(m->reply_to ? m->reply_to : m->from);
    if (claim_of(j).kind == TAG_LIST)
        m->action_subject = g_strconcat("Re: ", m->subject, NULL);
    if (!j->t)
        return;
    g_autofree char *tag = tag_make(j->site, j->t->epoch, j->t->id);
    m->action_subject =
        g_strdup_printf("Re: #%" G_GINT64_FORMAT " %s", j->t->id, tag);
}

/* Puts what the HTML alone says where it stands there, marked. */
static void add_unseen(compose_mail *m)
{
    g_auto(GStrv) lines = g_strsplit(m->text, "\n", -1);
    guint at = 0, count = g_strv_length(lines);
    GString *out = g_string_new(NULL);

    for (guint mark = 0; mark < m->layout->len;) {
        const layout_mark *k = m->layout->pdata[mark];
        guint to = MIN(k->line, count);
        for (; at < to; at++)
            g_string_append_printf(out, "%s\n", lines[at]);
        g_autofree char *words = compose_unseen(m, &mark);
        g_autofree char *marked = *words ? shown_unseen(words) : NULL;
        g_string_append(out, marked ? marked : "");
    }
    for (; at < count; at++)
        g_string_append_printf(out, "%s%s", lines[at],
                               at + 1 < count ? "\n" : "");
    g_free(m->text);
    m->text = g_string_free(out, FALSE);
}

static void take_marks(notify_job *j)
{
    compose_mail *m = j->m;
    g_autoptr(GString) head = g_string_new(NULL);
    g_string_append_printf(head, "%s <%s>\n", m->from_name ? m->from_name : "",
                           m->from);
    add_people(head, m->to);
    add_people(head, m->cc);
    g_string_append_printf(head, "%s\n", m->subject);
    const shown_reader notes = {add_inside, m};
    bool desk = j->o->audience == STORE_TO_OPERATOR;
    add_unseen(m);
    j->parts = shown_parts(&j->marks, &m->text, head->str, j->inside,
                           desk ? &notes : NULL);
}

static bool compose(notify_job *j, GError **error)
{
    const store_outgoing *o = j->o;
    compose_mail *m = j->m;
    m->from = g_strdup(j->q->address);
    m->message_id = g_strdup(o->message_id);
    if (!m->message_id)
        m->message_id = notify_id_in(
            j->c, j->site, notify_is_public(o) && j->t ? j->t->epoch : j->epoch,
            o);
    m->date_ms = o->date_ms;
    common_data(j);
    bool ok = o->audience == STORE_TO_CUSTOMER   ? notify_for_customer(j, error)
              : o->audience == STORE_TO_OUTSIDER ? notify_for_outsider(j, error)
              : o->audience == STORE_TO_OPERATOR ? notify_for_operator(j, error)
                                                 : notify_for_admin(j, error);
    if (ok && j->wrong) {
        g_propagate_error(error, g_steal_pointer(&j->wrong));
        ok = false;
    }
    if (!ok || !notify_words(j->c->site->templates, j->language, o->template,
                             j->data, &m->subject, &m->text, m->layout, error))
        return false;
    final_headers(j);
    add_face(j);
    take_marks(j);
    return true;
}

notify_mail *notify_compose(const config *c, const secret_key *site,
                            store_public *pub, store *desk,
                            const store_outgoing *o, GError **error)
{
    bool customer = notify_is_public(o);
    notify_job j = {.c = c,
                    .site = site,
                    .pub = customer ? pub : NULL,
                    .desk = customer ? NULL : desk,
                    .o = o,
                    .epoch = desk ? store_epoch(desk) : 1,
                    .data = json_object(),
                    .m = compose_new()};
    shown_marks_init(&j.marks);
    notify_mail *out = NULL;
    g_autoptr(GBytes) message = NULL;
    if (start(&j, error) && compose(&j, error))
        message = compose_message(j.m, error);
    if (message) {
        tag_claim bounce = {
            .kind = TAG_BOUNCE, .number = o->id, .epoch = j.epoch};
        out = g_new0(notify_mail, 1);
        out->message = g_steal_pointer(&message);
        out->message_id = g_strdup(j.m->message_id);
        out->parts = g_steal_pointer(&j.parts);
        out->files = j.m->attachments->len > 0;
        out->return_path = return_path(&j);
        out->envid = tag_header(site, c->site->domain, j.q->id, &bounce);
    }
    store_ticket_free(j.t);
    json_decref(j.row);
    json_decref(j.data);
    shown_marks_clear(&j.marks);
    g_clear_error(&j.wrong);
    g_free(j.parts);
    compose_free(j.m);
    return out;
}
