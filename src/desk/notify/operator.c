/* notify_operator: what operators get: notifications, answers to /show and /list.
 * How a request stands, held items and transcripts have files of their own. */
#include "desk/notify/room.h"

#include "base/err.h"
#include "config/site.h"
#include "desk/answer.h"
#include "desk/command.h"
#include "desk/notify/state.h"
#include "desk/notify/transcript.h"
#include "desk/partner_config.h"
#include "desk/rights.h"
#include "desk/say.h"
#include "desk/status_config.h"
#include <string.h>

/* Contents of an entry's attachments while they fit; entry.txt says which. */
static bool attach_fitting(notify_job *j, const store_entry *e, json_t *shown,
                           GError **error)
{
    int64_t room = NOTIFY_ATTACH_MAX;
    json_t *files = json_object_get(shown, "attachments");
    for (guint i = 0; i < e->attachments->len; i++) {
        const store_attachment *a = e->attachments->pdata[i];
        bool fits = a->size <= room;
        json_t *file = json_array_get(files, i);
        json_object_set_new(file, "sent", json_boolean(fits));
        json_object_set_new(file, "missing", json_boolean(!fits));
        if (!fits)
            continue;
        GError *local = NULL;
        g_autoptr(GBytes) data = store_blob_get(j->desk, a->sha256, &local);
        if (g_error_matches(local, ERR_DOMAIN, ERR_NOT_FOUND)) {
            /* It was not kept: she hears of the letter all the same. */
            g_clear_error(&local);
            json_object_set_new(file, "sent", json_false());
            json_object_set_new(file, "missing", json_true());
            json_object_set_new(file, "lost", json_true());
            continue;
        }
        if (!data) {
            g_propagate_error(error, local);
            return false;
        }
        notify_attach(j, a, data);
        room -= a->size;
    }
    return true;
}

/* ---- notify ---- */

/* What happens when it is sent. Commands may say something for the desk alone. */
static void add_then(notify_job *j, const store_entry *e, json_t *undo)
{
    const status_model *m = status_model_of(j->c);
    g_autoptr(command_result) r =
        command_read(e->commands, COMMAND_FOR_OPERATOR);
    const char *to = answer_status(j->c, config_operator_by_id(j->c, e->author),
                                   j->t->status, j->t->line, j->t->queue);

    if (e->commands) {
        g_autofree char *lines = notify_indent(e->commands);
        notify_set_marked(
            undo, "commands",
            shown_mark(&j->marks, ACCOUNT_COLLEAGUE, e->ticket, 0, lines));
    }
    if (!command_any(r->calls, COMMAND_SAYS_STATUS) &&
        strcmp(to, j->t->status) != 0)
        notify_set(undo, "becomes", status_title(m, to, j->language));
}

static void add_undo(notify_job *j, const store_entry *e)
{
    if (e->kind != STORE_ARTICLE || e->state != STORE_PENDING)
        return;
    tag_claim claim = {.kind = TAG_UNDO,
                       .number = e->ticket,
                       .entry = e->n,
                       .epoch = j->epoch};
    if (j->op)
        claim.who = config_operator_number(j->op->id);
    json_t *undo = json_object();
    notify_set_free(undo, "at", notify_when(j, e->publish_ms));
    notify_set_free(undo, "address",
                    tag_address(j->site, j->c->site->domain, j->q->id,
                                j->q->address, &claim));
    add_then(j, e, undo);
    notify_act(j, "undo");
    json_object_set_new(j->data, "undo", undo);
}

static bool add_new(notify_job *j, const store_entry *e, GError **error)
{
    json_t *shown = notify_entry(j, e, 0);
    json_object_set_new(j->data, "new", shown);
    if (e->kind == STORE_APART && e->by == STORE_BY_STRANGER && !e->marked)
        notify_set(j->data, "stranger", e->author);
    json_object_set_new(j->data, "marked", json_boolean(e->marked));
    if (e->by != STORE_BY_SYSTEM) {
        g_autofree char *name = notify_brief(notify_author(j->c, e), 100);
        g_free(j->m->from_name);
        j->m->from_name = g_strdup_printf("%s via %s", name, j->q->name);
    }
    add_undo(j, e);
    return attach_fitting(j, e, shown, error);
}

/* Octets of HTML that an entry may need: paragraphs and items have their styles. */
static size_t html_weight(const store_entry *e)
{
    size_t size = strlen(e->text), lines = 1;

    for (const char *p = e->text; (p = strchr(p, '\n')); p++)
        lines++;
    return size + size / 4 + lines * NOTIFY_HTML_LINE + NOTIFY_HTML_ENTRY;
}

/* The first of those before `end` whose HTML leaves room for the rest of a mail. */
static guint fitting_html(const GPtrArray *all, guint end)
{
    size_t octets = 0;
    while (end > 0) {
        octets += html_weight(all->pdata[end - 1]);
        if (octets > NOTIFY_HTML_MAX)
            break;
        end--;
    }
    return end;
}

/* The first of those before `end` that all fit into one mail. */
static guint fitting(const GPtrArray *all, guint end)
{
    size_t octets = 0;
    while (end > 0 && octets < NOTIFY_SHOW_MAX)
        octets += strlen(((const store_entry *)all->pdata[--end])->text) +
                  NOTIFY_SHOW_ENTRY;
    return end;
}

/* Who gets a request from another line has not seen it. */
static bool tells_all(const char *why)
{
    return why && (strcmp(why, "line") == 0 || strcmp(why, "returned") == 0);
}

/* `before` of them stand before what is new; `earlier` yet before these. */
static void add_last(notify_job *j, const GPtrArray *all, guint before,
                     int64_t earlier, bool whole)
{
    json_t *last = json_array();
    guint from = whole                  ? fitting_html(all, before)
                 : before > NOTIFY_LAST ? before - NOTIFY_LAST
                                        : 0;
    for (guint i = from; i < before; i++)
        json_array_append_new(
            last,
            notify_recall(j, all->pdata[i], whole ? 0 : NOTIFY_LAST_LINES));
    json_object_set_new(j->data, "has_last", json_boolean(before > 0));
    json_object_set_new(j->data, "last", last);
    if (from + earlier > 0)
        json_object_set_new(j->data, "earlier", json_integer(from + earlier));
}

/* Of a machine's mail they hold text of its own: that is no word of ours. */
static void add_words(notify_job *j)
{
    const char *kept = notify_row_text(j, "words");
    const char *why = notify_row_text(j, "why");
    g_autofree char *words = kept ? say_again(j->language, kept) : NULL;

    if (words && why && strcmp(why, "machine") == 0)
        notify_set_marked(
            j->data, "words",
            shown_mark(&j->marks, ACCOUNT_COLLEAGUE, j->o->ticket, 0, words));
    else
        notify_set(j->data, "words", words);
}

static void set_said(notify_job *j, const char *key)
{
    const char *kept = notify_row_text(j, key);

    notify_set_free(j->data, key, kept ? say_again(j->language, kept) : NULL);
}

static bool make_notify(notify_job *j, GError **error)
{
    const char *why = notify_row_text(j, "why");
    bool whole = tells_all(why);
    int64_t count;
    g_autoptr(GPtrArray) all = notify_entries(
        j, 0, whole ? NOTIFY_SHOW_ENTRIES : NOTIFY_LAST + 1, &count, error);
    if (!all || !notify_add_answer(j, all, error) ||
        !notify_add_state(j, error))
        return false;
    json_t *whys = json_object();
    if (why)
        json_object_set_new(whys, why, json_true());
    json_object_set_new(j->data, "why", whys);
    add_words(j);
    set_said(j, "absent");
    notify_set(j->data, "proposed", notify_row_text(j, "proposed"));
    notify_set(j->data, "left_out", notify_row_text(j, "left_out"));
    notify_set(j->data, "reply_to", notify_row_text(j, "reply_to"));
    notify_set(j->data, "original", notify_row_text(j, "original"));
    json_t *behind = json_object_get(j->row, "behind");
    if (json_is_object(behind))
        json_object_set(j->data, "behind", behind);
    notify_add_advice(j);
    guint before = all->len;
    if (j->o->entry > 0) {
        /* An event is not among them. */
        g_autoptr(store_entry) e =
            store_entry_get(j->desk, j->t->id, j->o->entry, error);
        if (!e)
            return false;
        /* An event says no more than the words. */
        bool told = e->kind == STORE_EVENT && json_object_get(j->data, "words");
        if (!told && !add_new(j, e, error))
            return false;
        j->shown = MAX(j->shown, e->n);
        while (before > 0 &&
               ((const store_entry *)all->pdata[before - 1])->n >= e->n)
            before--;
    }
    add_last(j, all, before, count - all->len, whole);
    return true;
}

/* ---- show, list ---- */

/* Its history alone: nothing that was said. */
static bool make_why(notify_job *j, GError **error)
{
    store_span span;
    g_autoptr(GPtrArray) last =
        store_entry_last(j->desk, j->t->id, 0, notify_upto(j), 1, error);
    return last && notify_thread(j, &span, error) &&
           notify_add_answer(j, last, error) && notify_add_state(j, error) &&
           notify_add_history(j, error);
}

static bool make_show(notify_job *j, GError **error)
{
    int64_t count;
    g_autoptr(GPtrArray) all =
        notify_entries(j, 0, NOTIFY_SHOW_ENTRIES, &count, error);
    if (!all || !notify_add_answer(j, all, error) ||
        !notify_add_state(j, error))
        return false;
    guint from = fitting(all, all->len);
    json_t *rows = json_array();
    for (guint i = from; i < all->len; i++)
        json_array_append_new(rows, notify_entry(j, all->pdata[i], 0));
    json_object_set_new(j->data, "entries", rows);
    int64_t cut = count - all->len + from;
    if (cut > 0)
        json_object_set_new(j->data, "cut", json_integer(cut));
    if (!notify_add_times(j, error))
        return false;
    return !json_is_true(json_object_get(j->row, "full")) ||
           notify_add_history(j, error);
}

/* ---- quality ---- */

/* A bad rating: the whole conversation, and an answer goes where hers go. */
static bool make_rated(notify_job *j, GError **error)
{
    const char *words = notify_row_text(j, "words");

    notify_set_free(j->data, "what",
                    words ? say_again(j->language, words) : NULL);
    return make_show(j, error);
}

/* What she answers is a score. */
static bool make_review(notify_job *j, GError **error)
{
    const char *why = notify_row_text(j, "why");

    json_object_set_new(j->data, "breach",
                        json_boolean(g_strcmp0(why, "breach") == 0));
    json_object_set(j->data, "best", json_object_get(j->row, "best"));
    if (!make_show(j, error))
        return false;
    j->inside = true;
    return true;
}

/* ---- forwarded ---- */

static void add_sent(notify_job *j, json_t *list, const store_entry *e)
{
    json_t *row = json_object(), *files = json_array();
    notify_set_free(row, "name", notify_brief(notify_author(j->c, e), 100));
    notify_set_free(row, "when", notify_when(j, e->created_ms));
    for (guint i = 0; i < e->attachments->len; i++) {
        const store_attachment *a = e->attachments->pdata[i];
        g_autofree char *name = notify_brief(a->name, 200);
        json_array_append_new(files, json_string(name));
    }
    json_object_set_new(row, "files", files);
    json_array_append_new(list, row);
}

/* What a partner gets, as far as it had been published then. */
static bool make_forwarded(notify_job *j, GError **error)
{
    int64_t upto = json_integer_value(json_object_get(j->row, "upto"));
    const config_partner *p =
        config_partner_by_id(j->c, notify_row_text(j, "partner"));
    g_autoptr(GPtrArray) all =
        store_entry_list(j->desk, j->t->id, 0, false, error);
    json_t *list = json_array();
    json_int_t notes = 0;
    json_object_set_new(j->data, "articles", list);
    for (guint i = 0; all && i < all->len; i++) {
        const store_entry *e = all->pdata[i];
        notes += e->kind == STORE_NOTE && e->n <= upto;
        if (e->kind == STORE_ARTICLE && e->state == STORE_PUBLISHED &&
            e->n <= upto)
            add_sent(j, list, e);
    }
    if (notes > 0)
        json_object_set_new(j->data, "notes", json_integer(notes));
    if (p) {
        notify_set(j->data, "id", p->id);
        notify_set(j->data, "partner", p->name);
        notify_set(j->data, "recipient", p->addresses->pdata[0]);
        json_object_set_new(j->data, "hides", json_boolean(!p->customer));
    }
    return all != NULL;
}

/* ---- what was another's ---- */

/* Those of the row's numbers that are open, as rows of `name`. */
static bool add_numbered(notify_job *j, const char *name, GError **error)
{
    const status_model *m = status_model_of(j->c);
    json_t *rows = json_array(), *number;
    size_t i;

    json_object_set_new(j->data, name, rows);
    json_array_foreach(json_object_get(j->row, name), i, number)
    {
        g_autoptr(store_ticket) t =
            store_ticket_get(j->desk, json_integer_value(number), error);
        if (!t)
            return false;
        if (status_is_open(m, t->status) &&
            json_array_size(rows) < NOTIFY_FLOOD_MAX)
            json_array_append_new(rows, notify_ticket_row(j, t));
    }
    return true;
}

static bool make_retired(notify_job *j, GError **error)
{
    if (!add_numbered(j, "yours", error) || !add_numbered(j, "watched", error))
        return false;
    json_t *yours = json_object_get(j->data, "yours");
    json_t *watched = json_object_get(j->data, "watched");
    notify_set(j->data, "who", notify_row_text(j, "who"));
    json_object_set_new(j->data, "count",
                        json_integer((json_int_t)json_array_size(yours)));
    json_object_set_new(j->data, "one",
                        json_boolean(json_array_size(yours) == 1));
    json_object_set_new(j->data, "has_yours",
                        json_boolean(json_array_size(yours) > 0));
    json_object_set_new(j->data, "has_watched",
                        json_boolean(json_array_size(watched) > 0));
    return true;
}

/* ---- flood ---- */

/* Was she one of those to be told of it? Its holder, or its line; anybody where
 * the line has no people. */
static bool is_told(const notify_job *j, const store_ticket *t)
{
    if (!j->op || t->holder)
        return !j->op || strcmp(t->holder, j->op->id) == 0;
    return rights_can(j->c, j->op, RIGHT_TOLD, t->queue, t->line);
}

static bool make_flood(notify_job *j, GError **error)
{
    int64_t since = json_integer_value(json_object_get(j->row, "since"));
    g_autoptr(GPtrArray) all = store_ticket_created(
        j->desk, j->q->id, since, j->o->date_ms, NOTIFY_FLOOD_MAX, error);
    if (!all)
        return false;
    json_t *rows = json_array();
    for (guint i = 0; i < all->len; i++)
        if (is_told(j, all->pdata[i]))
            json_array_append_new(rows, notify_ticket_row(j, all->pdata[i]));
    json_object_set_new(j->data, "count",
                        json_integer((json_int_t)json_array_size(rows)));
    json_object_set_new(j->data, "one",
                        json_boolean(json_array_size(rows) == 1));
    json_object_set_new(j->data, "full",
                        json_boolean(all->len == NOTIFY_FLOOD_MAX));
    json_object_set_new(j->data, "tickets", rows);
    return true;
}

static bool make_consent_ask(notify_job *j, GError **error)
{
    notify_consent(j);
    notify_act(j, "approve");
    notify_act(j, "reject");
    if (!make_show(j, error))
        return false;
    j->inside = true;
    return true;
}

/* ---- which ---- */

bool notify_for_operator(notify_job *j, GError **error)
{
    static const struct {
        const char *name;
        bool (*make)(notify_job *j, GError **error);
        bool ticket, answers;
    } table[] = {
        {"notify", make_notify, true, false},
        {"held", notify_make_held, false, false},
        {"draft", notify_make_draft, false, false},
        {"digest", notify_make_digest, false, false},
        {"show", make_show, true, true},
        {"why", make_why, true, true},
        {"rated", make_rated, true, false},
        {"review", make_review, true, false},
        {"list", notify_make_list, false, true},
        {"morning", notify_make_morning, false, false},
        {"several", notify_make_several, false, true},
        {"flood", make_flood, false, false},
        {"who", notify_make_who, false, true},
        {"consent_ask", make_consent_ask, true, false},
        {"book", notify_make_book, false, true},
        {"contract", notify_make_contract, false, false},
        {"ready", notify_make_ready, false, true},
        {"news", notify_make_news, false, false},
        {"retired", make_retired, false, false},
        {"report", notify_make_report, false, false},
        {"error", notify_make_error, false, true},
        {"commands", notify_make_commands, false, true},
        {"guide", notify_make_guide, false, true},
        {"bounced", notify_make_bounced, false, false},
        {"forwarded", make_forwarded, true, true},
        {"notice", notify_make_notice, false, false},
        {"statement_desk", notify_make_statement_desk, false, false},
        {"balance_desk", notify_make_balances, false, true},
    };
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        if (strcmp(table[i].name, j->o->template) != 0)
            continue;
        if (table[i].ticket && !j->t)
            break;
        j->automatic = true;
        j->answers = table[i].answers;
        j->m->sheet = true;
        j->m->from_name = g_strdup(j->q->name);
        j->language = j->op ? j->op->language : j->q->language;
        g_ptr_array_add(j->m->to, letter_address_new(j->op ? j->op->name : NULL,
                                                     j->o->recipient));
        return table[i].make(j, error);
    }
    err_set(error, ERR_INTERNAL,
            "outgoing mail %" G_GINT64_FORMAT ": there is no mail `%s' for "
            "operators%s",
            j->o->id, j->o->template, !j->t ? " without a ticket" : "");
    return false;
}
