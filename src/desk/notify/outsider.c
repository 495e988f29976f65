/* notify_outsider: what partners and members of boards get, made of what is
 * public. */
#include "desk/outsider.h"
#include "config/site.h"
#include "desk/notify/hide.h"
#include "desk/notify/room.h"

#include "base/err.h"
#include "base/planted.h"
#include <string.h>

typedef struct reader {
    notify_job *j;
    outsider who;
    notify_hide *hide; /* NULL: he may see all that customers do */
    int64_t room;      /* octets of attachments that still fit */
} reader;

static int64_t row_number(const notify_job *j, const char *key)
{
    return json_integer_value(json_object_get(j->row, key));
}

/* ---- what he is not to see ---- */

static bool add_hidden(reader *r, GError **error)
{
    notify_job *j = r->j;
    g_autoptr(GPtrArray) people = NULL;

    if (!r->who.partner || r->who.partner->customer || PLANTED(customer_shown))
        return true;
    people = store_public_participants(j->pub, j->t->id, error);
    r->hide = notify_hide_new();
    r->hide->language = j->language;
    notify_hide_add(r->hide, j->t->customer_name, j->t->customer);
    for (guint i = 0; people && i < people->len; i++) {
        const store_participant *p = people->pdata[i];
        notify_hide_add(r->hide, p->name, p->address);
    }
    return people != NULL;
}

/* ---- articles ---- */

static bool add_file(reader *r, const store_entry *e, const store_attachment *a,
                     json_t *files, GError **error)
{
    json_t *file = json_object();
    g_autofree char *name = notify_hide_in(r->hide, a->name);
    bool fits = a->size <= r->room;
    g_autoptr(GBytes) data = NULL;

    json_array_append_new(files, file);
    notify_set_free(file, "name", notify_brief(name, 200));
    notify_set_free(file, "size", notify_size(r->j, a->size));
    json_object_set_new(file, "missing", json_boolean(!fits));
    if (!fits)
        return true;
    data = store_public_attachment(r->j->pub, e->ticket, e->n, a->part, error);
    if (!data)
        return false;
    store_attachment named = *a;
    named.name = name;
    notify_attach(r->j, &named, data);
    r->room -= a->size;
    return true;
}

static bool add_article(reader *r, const store_entry *e, json_t *list,
                        GError **error)
{
    notify_job *j = r->j;
    json_t *out = json_object(), *files = json_array();
    g_autofree char *text = notify_hide_in(r->hide, e->text);
    g_autofree char *lines = notify_indent(g_strchomp(text));
    bool named = !r->hide || e->by == STORE_BY_OPERATOR;

    json_array_append_new(list, out);
    json_object_set_new(out, "attachments", files);
    json_object_set_new(
        out, "customer",
        json_boolean(!named && g_strcmp0(e->author, j->t->customer) == 0));
    json_object_set_new(out, "staff", json_boolean(e->by == STORE_BY_OPERATOR));
    if (named)
        notify_set_free(out, "name", notify_brief(notify_author(j->c, e), 100));
    notify_set_free(out, "when", notify_when(j, e->created_ms));
    notify_set_marked(out, "text", notify_marked(j, e, lines));
    for (guint i = 0; i < e->attachments->len; i++)
        if (!add_file(r, e, e->attachments->pdata[i], files, error))
            return false;
    return true;
}

/* What had been published when he was asked. */
static bool add_articles(reader *r, GError **error)
{
    notify_job *j = r->j;
    int64_t upto = row_number(j, "upto");
    json_t *list = json_array();
    g_autoptr(GPtrArray) all =
        store_public_articles(j->pub, j->t->id, 0, error);

    json_object_set_new(j->data, "articles", list);
    for (guint i = 0; all && i < all->len; i++) {
        const store_entry *e = all->pdata[i];
        if (e->n <= upto && !add_article(r, e, list, error))
            return false;
    }
    return all != NULL;
}

/* ---- mails ---- */

static void add_subject(reader *r)
{
    notify_job *j = r->j;
    g_autofree char *subject = notify_subject(j->t, NOTIFY_SUBJECT_MAX);

    notify_set_free(j->data, "subject", notify_hide_in(r->hide, subject));
}

/* Her question is no word of ours: it may have words of a note. */
static void add_asker(reader *r)
{
    notify_job *j = r->j;
    const char *asks = notify_row_text(j, "asks");

    notify_set(j->data, "operator",
               notify_operator_name(j->c, notify_row_text(j, "by")));
    if (asks && *asks)
        notify_set_marked(
            j->data, "asks",
            shown_mark(&j->marks, ACCOUNT_COLLEAGUE, j->t->id, 0, asks));
    notify_set(j->data, "reader", r->who.name);
    if (r->who.board)
        notify_set(j->data, "board", r->who.board->name);
}

static bool find_reader(reader *r, GError **error)
{
    notify_job *j = r->j;
    const char *board = notify_row_text(j, "board"),
               *member = notify_row_text(j, "member");

    r->who.partner = config_partner_by_id(j->c, notify_row_text(j, "partner"));
    r->who.board = r->who.partner ? NULL : config_board_by_id(j->c, board);
    if (r->who.partner) {
        r->who.id = r->who.partner->id;
        r->who.name = r->who.partner->name;
        j->language = r->who.partner->language;
    } else if (r->who.board && member) {
        const char *name = notify_operator_name(j->c, member);
        r->who.id = r->who.member = member;
        r->who.name = name ? name : member;
        const config_operator *o = config_operator_by_id(j->c, member);
        j->language = o ? o->language : j->q->language;
    } else {
        err_set(error, ERR_NOT_FOUND,
                "outgoing mail %" G_GINT64_FORMAT ": the configuration has no "
                "such partner or board any more",
                j->o->id);
        return false;
    }
    return true;
}

static void add_headers(reader *r)
{
    notify_job *j = r->j;
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    tag_claim claim = outsider_claim(
        &r->who, j->t->id,
        r->who.partner ? j->o->entry : row_number(j, "round"), j->epoch);

    j->m->reply_to = tag_address(j->site, j->c->site->domain, j->q->id,
                                 j->q->address, &claim);
    j->m->from_name = g_strdup(j->q->name);
    j->m->sheet = true;
    if (r->who.board) {
        notify_act(j, "approve");
        notify_act(j, "reject");
    }
    g_ptr_array_add(j->m->to, letter_address_new(r->who.name, j->o->recipient));
    notify_references(j->m, none, j->o->in_reply_to);
}

bool notify_for_outsider(notify_job *j, GError **error)
{
    reader r = {.j = j, .room = NOTIFY_ATTACH_MAX};
    bool fine;

    if (!j->t) {
        err_set(error, ERR_INTERNAL,
                "outgoing mail %" G_GINT64_FORMAT ": there is no mail `%s' "
                "without a ticket",
                j->o->id, j->o->template);
        return false;
    }
    fine = find_reader(&r, error) && add_hidden(&r, error);
    if (fine) {
        add_headers(&r);
        add_subject(&r);
        add_asker(&r);
        fine = add_articles(&r, error);
    }
    notify_hide_free(r.hide);
    return fine;
}
