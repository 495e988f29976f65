/* statement: what a customer is billed, for him, and for managers. */
#include "desk/notify/room.h"

#include "base/err.h"
#include "config/site.h"
#include "desk/notify/statement.h"
#include "desk/notify/words.h"
#include "desk/rights.h"
#include "desk/say.h"
#include "desk/statement_desk.h"
#include "desk/statement_json.h"
#include "desk/statement_words.h"
#include "write/grid.h"
#include "write/layout.h"

#include <string.h>

static void attach_table(notify_job *j, const json_t *paper)
{
    compose_attachment *a = compose_attachment_new();
    const char *no = json_string_value(json_object_get(paper, "no"));
    g_autofree char *csv = statement_csv(paper, j->c, j->language);
    size_t size = strlen(csv);

    a->name = g_strdup_printf("%s.csv", no ? no : "draft");
    a->type = g_strdup("text/csv");
    a->data = g_bytes_new_take(g_steal_pointer(&csv), size);
    g_ptr_array_add(j->m->attachments, a);
}

/* All of them are ours, but for subjects, which are the customer's; a statement is
 * about no one request, and nothing is held for repeating it. */
static void add_words(notify_job *j, const json_t *paper,
                      const statement_margin *margin)
{
    json_t *words = statement_words(paper, j->c, j->language, true, margin);
    const char *key;
    json_t *value;

    json_object_foreach(words, key, value)
    {
        if (json_is_string(value))
            notify_set(j->data, key, json_string_value(value));
        else
            json_object_set(j->data, key, value);
    }
    json_decref(words);
    attach_table(j, paper);
}

bool notify_make_statement(notify_job *j, GError **error)
{
    j->answers = false; /* nobody asked for it */
    g_ptr_array_add(j->m->to, letter_address_new(NULL, j->o->recipient));
    if (!json_object_get(j->row, "rows")) {
        err_set(error, ERR_INTERNAL,
                "outgoing mail %" G_GINT64_FORMAT " has no statement",
                j->o->id);
        return false;
    }
    add_words(j, j->row, NULL);
    return true;
}

/* ---- for the desk ---- */

/* What it earns is for managers, whoever else gets a copy. */
static bool may_see_margin(const notify_job *j)
{
    return j->op && rights_can(j->c, j->op, RIGHT_MONEY, NULL, 0);
}

static bool make_sent(notify_job *j, const char *no, GError **error)
{
    g_autoptr(store_statement) sent = store_statement_find(j->desk, no, error);
    json_t *object = sent ? json_loads(sent->json, 0, NULL) : NULL;
    statement_margin margin;

    if (!sent || !statement_sent_margin(j->desk, sent, &margin, error)) {
        json_decref(object);
        return false;
    }
    add_words(j, object, may_see_margin(j) ? &margin : NULL);
    notify_set_free(j->data, "sent", notify_when(j, sent->sent_ms));
    json_decref(object);
    return true;
}

/* As it is asked on the command line. */
static char *how_to_send(const statement_source *s, const json_t *paper)
{
    return g_strdup_printf(
        "postern statement send %" G_GINT64_FORMAT " --from %s --to %s",
        s->contract->id, json_string_value(json_object_get(paper, "from")),
        json_string_value(json_object_get(paper, "to")));
}

static bool find_period(const notify_job *j, const statement_source *s,
                        int64_t *from_ms, int64_t *to_ms)
{
    const char *month = notify_row_text(j, "month");

    if (month)
        return statement_month(s, month, from_ms, to_ms);
    statement_last_month(s, j->o->date_ms, from_ms, to_ms);
    return true;
}

/* Nobody is billed for what is under no service: she who manages it may know. */
static bool add_outside(notify_job *j, const statement_source *s, int64_t to_ms,
                        GError **error)
{
    int64_t min = 0;

    if (!store_statement_outside(j->desk, s->company->id, to_ms, &min, error))
        return false;
    if (min != 0)
        notify_set_free(j->data, "outside", statement_hours(min));
    return true;
}

static bool add_draft(notify_job *j, const statement_source *s, GError **error)
{
    int64_t from_ms = 0, to_ms = 0;
    statement_margin margin;

    if (!find_period(j, s, &from_ms, &to_ms)) {
        err_set(error, ERR_INTERNAL, "no month");
        return false;
    }
    statement_ask ask = statement_source_ask(s, from_ms, to_ms);
    g_autoptr(statement) t = statement_make(&ask, error);
    g_autoptr(GPtrArray) times = statement_times(&ask);
    if (!t || !statement_margin_of(times, t->minor, &margin, error) ||
        !add_outside(j, s, to_ms, error))
        return false;
    json_t *object = statement_json(t, j->c, s->zone, 0);
    add_words(j, object, may_see_margin(j) ? &margin : NULL);
    notify_set_free(j->data, "send", how_to_send(s, object));
    if (notify_row_text(j, "why"))
        notify_set_free(j->data, "why",
                        say_again(j->language, notify_row_text(j, "why")));
    json_decref(object);
    return true;
}

/* Who asks for what is not there hears so. */
static bool make_draft(notify_job *j, const char *name, GError **error)
{
    GError *why = NULL;
    store_contract *k = statement_contract(j->desk, name, &why);
    err_class class = err_class_of(why);

    if (!k && (class == ERR_NOT_FOUND || class == ERR_DATA)) {
        notify_set_free(j->data, "wrong", say_again(j->language, why->message));
        g_error_free(why);
        return true;
    }
    if (!k) {
        g_propagate_error(error, why);
        return false;
    }
    g_autoptr(statement_source) s =
        statement_source_read(j->desk, j->c, k, error);
    return s && add_draft(j, s, error);
}

bool notify_make_statement_desk(notify_job *j, GError **error)
{
    const char *no = notify_row_text(j, "no");
    const char *contract = notify_row_text(j, "contract");

    return no ? make_sent(j, no, error)
              : make_draft(j, contract ? contract : "", error);
}

/* ---- without a mail ---- */

void notify_page_clear(notify_page *p)
{
    g_clear_pointer(&p->text, g_free);
    g_clear_pointer(&p->html, g_free);
}

bool notify_statement_page(const config *c, const json_t *paper,
                           const char *language, const statement_margin *margin,
                           const char *send, notify_page *out, GError **error)
{
    json_t *data = statement_words(paper, c, language, false, margin);
    g_autoptr(compose_mail) m = compose_new();

    notify_set(data, "send", send);
    bool fine = notify_words(c->site->templates, language, "statement_desk",
                             data, &m->subject, &m->text, m->layout, error);
    json_decref(data);
    if (!fine)
        return false;
    m->sheet = true;
    m->language = g_strdup(language);
    g_autofree char *text = grid_text(m->text, m->layout);
    out->text = g_strdup_printf("%s\n\n%s", m->subject, text);
    out->html = compose_html(m, m->text);
    return true;
}
