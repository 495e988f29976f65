/* notify_customer: what customers get, made of what is public. */
#include "desk/notify/room.h"
#include "desk/notify/transcript.h"

#include "base/address.h"
#include "base/err.h"
#include "config/site.h"
#include "desk/command.h"
#include "desk/field_config.h"
#include "desk/rating.h"
#include "desk/sla_config.h"
#include "desk/speech.h"
#include "desk/status_config.h"
#include "desk/wall.h"
#include <string.h>

#define CUSTOMER_BRIEF 70 /* characters of an article in a list */

static void add_person(GPtrArray *to, const char *name, const char *recipient)
{
    g_autofree char *line = name ? notify_brief(name, 100) : NULL;
    g_ptr_array_add(to, letter_address_new(line, recipient));
}

/* Only to the row's recipient, with the name that he proved to be his. */
static void to_one(notify_job *j)
{
    const char *name = NULL;
    if (j->t && j->t->authenticated &&
        address_equal(j->t->customer, j->o->recipient))
        name = j->t->customer_name;
    add_person(j->m->to, name, j->o->recipient);
}

/* The same To and Cc for everybody: the customer, and the others. */
static bool to_participants(notify_job *j, GError **error)
{
    g_autoptr(GPtrArray) all =
        store_public_participants(j->pub, j->o->ticket, error);
    if (!all)
        return false;
    bool named = false;
    for (guint i = 0; i < all->len; i++) {
        const store_participant *p = all->pdata[i];
        if (!address_is_ascii(p->address))
            continue;
        add_person(p->part == STORE_CUSTOMER ? j->m->to : j->m->cc, p->name,
                   p->address);
        named = named || address_equal(p->address, j->o->recipient);
    }
    if (!named)
        add_person(j->m->to->len > 0 ? j->m->cc : j->m->to, NULL,
                   j->o->recipient);
    return true;
}

/* Message-IDs under which customers know these articles, up to entry `before`. */
static GPtrArray *public_ids(const notify_job *j, const GPtrArray *articles,
                             int64_t before)
{
    GPtrArray *ids = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < articles->len; i++) {
        const store_entry *e = articles->pdata[i];
        if (e->n >= before)
            continue;
        if (e->sent_id)
            g_ptr_array_add(ids, g_strdup(e->sent_id));
        else if (e->by == STORE_BY_OPERATOR)
            g_ptr_array_add(ids, notify_article_id(j->c, j->site, j->q->id,
                                                   j->t->epoch, j->o->ticket,
                                                   e->n, e->created_ms));
        else if (e->message_id)
            g_ptr_array_add(ids, g_strdup(e->message_id));
    }
    return ids;
}

/* Newest article by a customer before entry `before`; NULL. */
static const store_entry *last_question(const GPtrArray *articles,
                                        int64_t before)
{
    const store_entry *found = NULL;
    for (guint i = 0; i < articles->len; i++) {
        const store_entry *e = articles->pdata[i];
        if (e->n < before && e->by == STORE_BY_CUSTOMER)
            found = e;
    }
    return found;
}

static const store_entry *article_of(const GPtrArray *articles, int64_t n)
{
    for (guint i = 0; i < articles->len; i++) {
        const store_entry *e = articles->pdata[i];
        if (e->n == n)
            return e;
    }
    return NULL;
}

static char *quoted(const char *text)
{
    g_autofree char *cut =
        notify_cut(text, NOTIFY_QUOTE_LINES, NOTIFY_QUOTE_MAX);
    g_auto(GStrv) lines = g_strsplit(cut, "\n", -1);
    GString *out = g_string_new(NULL);
    for (char **line = lines; *line; line++)
        g_string_append_printf(out, "%s>%s%s", line == lines ? "" : "\n",
                               **line != '\0' ? " " : "", *line);
    return g_string_free(out, FALSE);
}

static void add_quote(notify_job *j, const char *as,
                      const store_entry *question)
{
    /* A question with a capability in it (somebody forwarded our mail) is not
     * given back. */
    if (!question || *question->text == '\0' ||
        wall_has_secret(j->c, j->site, j->epoch, question->text))
        return;
    json_t *quote = json_object();
    notify_set_free(quote, "when", notify_when(j, question->created_ms));
    notify_set_free(quote, "name",
                    notify_brief(notify_author(j->c, question), 100));
    g_autofree char *lines = quoted(question->text);
    notify_set_marked(quote, "text", notify_marked(j, question, lines));
    json_object_set_new(j->data, as, quote);
}

/* The queue's words with the operator's name before them; a signature that says
 * {{operator}} puts it where it wants. */
static char *signature(const notify_job *j, const char *name)
{
    const char *words = j->q->signature;
    if (!words || *words == '\0')
        return g_strdup_printf("%s, %s", name, j->q->name);
    g_auto(GStrv) parts = g_strsplit(words, "{{operator}}", -1);
    if (!parts[1])
        return g_strdup_printf("%s\n%s", name, words);
    return g_strjoinv(name, parts);
}

static bool attach_all(notify_job *j, const store_entry *e, GError **error)
{
    for (guint i = 0; i < e->attachments->len; i++) {
        const store_attachment *a = e->attachments->pdata[i];
        g_autoptr(GBytes) data =
            store_public_attachment(j->pub, e->ticket, e->n, a->part, error);
        if (!data)
            return false;
        notify_attach(j, a, data);
    }
    return true;
}

/* The articles; threading under what came before entry `before`. */
static GPtrArray *thread(notify_job *j, int64_t before, GError **error)
{
    GPtrArray *articles = store_public_articles(j->pub, j->o->ticket, 0, error);
    if (!articles)
        return NULL;
    g_autoptr(GPtrArray) ids = public_ids(j, articles, before);
    const store_entry *question = last_question(articles, before);
    const char *last = j->o->in_reply_to;
    if (!compose_is_message_id(last))
        last = question ? question->message_id : NULL;
    notify_references(j->m, ids, last);
    return articles;
}

/* With the tag in its subject, so that it is an answer about this request. */
static char *rate_link(const notify_job *j, const char *to, int value)
{
    g_autofree char *tag = tag_make(j->site, j->t->epoch, j->t->id);
    g_autofree char *subject = g_strdup_printf("%d %s", value, tag);
    g_autofree char *escaped = g_uri_escape_string(subject, NULL, false);

    return g_strdup_printf("mailto:%s?subject=%s", to, escaped);
}

static char *rate_address(const notify_job *j, int64_t n, int value)
{
    tag_claim claim =
        rating_claim(j->o->ticket, n, j->o->recipient, value, j->epoch);

    return tag_address(j->site, j->c->site->domain, j->q->id, j->q->address,
                       &claim);
}

/* His alone: nobody else's answer counts. Who just answers says it in words; a
 * link says by its address which value it is. */
static bool add_rate(notify_job *j, int64_t n, GError **error)
{
    int64_t best;
    json_t *rate, *answers;

    if (!store_public_asks(j->pub, j->o->ticket, n, j->o->recipient, &best,
                           error))
        return false;
    if (best == 0)
        return true;
    rate = json_object();
    answers = json_array();
    for (int value = 1; value <= best; value++) {
        g_autofree char *to = rate_address(j, n, value);
        json_t *one =
            json_pack("{s:i,s:b,s:b}", "value", value, "good",
                      best == 2 && value == 2, "bad", best == 2 && value == 1);
        notify_set_free(one, "link", rate_link(j, to, value));
        json_array_append_new(answers, one);
    }
    json_object_set_new(rate, "best", json_integer(best));
    json_object_set_new(rate, "two", json_boolean(best == 2));
    json_object_set_new(rate, "answers", answers);
    json_object_set_new(j->data, "rate", rate);
    j->m->reply_to = rate_address(j, n, 0);
    return true;
}

static bool make_reply(notify_job *j, GError **error)
{
    g_autoptr(GPtrArray) articles = thread(j, j->o->entry, error);
    if (!articles || !to_participants(j, error))
        return false;
    const store_entry *e = article_of(articles, j->o->entry);
    if (!e) {
        err_set(error, ERR_NOT_FOUND,
                "ticket #%" G_GINT64_FORMAT
                " has no published article %" G_GINT64_FORMAT,
                j->o->ticket, j->o->entry);
        return false;
    }
    g_autofree char *name = notify_brief(notify_author(j->c, e), 100);
    g_free(j->m->from_name);
    j->m->from_name = g_strdup_printf("%s via %s", name, j->q->name);
    g_autofree char *words = signature(j, name);
    g_autofree char *text = notify_without_signature(e->text, name, words);
    notify_set_marked(j->data, "text", notify_marked(j, e, text));
    notify_set(j->data, "operator", name);
    notify_set(j->data, "signature", words);
    add_quote(j, "quote", last_question(articles, e->n));
    return add_rate(j, e->n, error) && attach_all(j, e, error) &&
           notify_ask_receipt(j, error);
}

/* What a form's answer was understood to say. */
static void add_understood(notify_job *j)
{
    const json_t *said = json_object_get(j->row, "understood");
    json_t *all = json_array();

    for (size_t i = 0; i < json_array_size(said); i++) {
        const json_t *pair = json_array_get(said, i);
        json_t *one = json_object();
        notify_set(one, "label", json_string_value(json_array_get(pair, 0)));
        notify_set(one, "value", json_string_value(json_array_get(pair, 1)));
        json_array_append_new(all, one);
    }
    json_object_set_new(j->data, "has_understood",
                        json_boolean(json_array_size(all) > 0));
    json_object_set_new(j->data, "understood", all);
}

/* Where nobody proved that the letter is the sender's, neither his words nor his
 * full name go to what may be somebody else; a plain first name may. */
static bool make_ack(notify_job *j, GError **error)
{
    static const char *const promised[] = {"planned", "open", "closed"};
    g_autoptr(GPtrArray) articles = thread(j, j->o->entry + 1, error);
    if (!articles)
        return false;
    to_one(j);
    json_object_set_new(
        j->data, "quiet",
        json_boolean(json_is_true(json_object_get(j->row, "quiet"))));
    json_object_set_new(
        j->data, "opened",
        json_boolean(json_is_true(json_object_get(j->row, "opened"))));
    notify_set_free(j->data, "first_name",
                    notify_first_name(j->t->customer_name));
    for (unsigned i = 0; i < G_N_ELEMENTS(promised); i++)
        notify_set(j->data, promised[i],
                   json_string_value(json_object_get(j->row, promised[i])));
    /* Hours in the configuration's words are in the language of the queue. */
    if (json_object_get(j->row, "open") &&
        strcmp(j->language, j->q->language) != 0)
        json_object_del(j->data, "hours");
    if (!j->t->authenticated)
        notify_set_free(j->data, "subject",
                        notify_subject(j->t, NOTIFY_ECHO_MAX));
    notify_add_offer(j);
    add_understood(j);
    return true;
}

/* The newest article that an operator wrote, which he has not answered; NULL. */
static const store_entry *unanswered(const GPtrArray *articles)
{
    const store_entry *last =
        articles->len > 0 ? articles->pdata[articles->len - 1] : NULL;
    return last && last->by == STORE_BY_OPERATOR ? last : NULL;
}

static bool make_reminder(notify_job *j, GError **error)
{
    g_autoptr(GPtrArray) articles = thread(j, G_MAXINT64, error);
    if (!articles)
        return false;
    to_one(j);
    notify_set_free(j->data, "first_name",
                    notify_first_name(j->t->customer_name));
    const store_entry *asked = unanswered(articles);
    add_quote(j, "asked", asked);
    return !asked || strcmp(j->o->template, "unanswered") != 0 ||
           add_rate(j, asked->n, error);
}

/* What a robot was told to say. */
static bool make_robot(notify_job *j, GError **error)
{
    notify_set(j->data, "text",
               json_string_value(json_object_get(j->row, "text")));
    json_object_set_new(
        j->data, "whole",
        json_boolean(json_is_true(json_object_get(j->row, "whole"))));
    return make_reminder(j, error);
}

static bool make_receipt(notify_job *j, GError **error)
{
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    add_person(j->m->to, NULL, j->o->recipient);
    notify_references(j->m, none, j->o->in_reply_to);
    return true;
}

static const char *public_status(const notify_job *j, const char *id)
{
    return status_public(status_model_of(j->c), id, j->language);
}

/* Public when it was set, and still. */
static bool add_values(notify_job *j, GError **error)
{
    g_autoptr(GPtrArray) all = store_public_values(j->pub, j->t->id, error);
    json_t *fields = json_array();

    for (guint i = 0; all && i < all->len; i++) {
        const store_value *v = all->pdata[i];
        const config_field *f = field_by_id(j->c, v->field);
        if (!f || !f->is_public)
            continue;
        json_t *one = json_object();
        notify_set(one, "title", field_title(j->c, f->id, j->language));
        notify_set(one, "value", v->text);
        json_array_append_new(fields, one);
    }
    json_object_set_new(j->data, "has_fields",
                        json_boolean(json_array_size(fields) > 0));
    json_object_set_new(j->data, "fields", fields);
    return all != NULL;
}

static bool make_status(notify_job *j, GError **error)
{
    g_autoptr(GPtrArray) articles = thread(j, G_MAXINT64, error);
    if (!articles)
        return false;
    to_one(j);
    notify_set(j->data, "status", public_status(j, j->t->status));
    notify_set_free(j->data, "since", notify_when(j, j->t->status_ms));
    json_t *rows = json_array();
    for (guint i = 0; i < articles->len; i++) {
        const store_entry *e = articles->pdata[i];
        json_t *row = json_object();
        notify_set_free(row, "when", notify_when(j, e->created_ms));
        notify_set_free(row, "name", notify_brief(notify_author(j->c, e), 60));
        bool secret = wall_has_secret(j->c, j->site, j->epoch, e->text);
        g_autofree char *brief =
            notify_brief(secret ? "..." : e->text, CUSTOMER_BRIEF);
        notify_set_marked(row, "brief", notify_marked(j, e, brief));
        json_array_append_new(rows, row);
    }
    json_object_set_new(j->data, "has_articles",
                        json_boolean(articles->len > 0));
    json_object_set_new(j->data, "articles", rows);
    return add_values(j, error);
}

static bool make_account(notify_job *j, GError **error)
{
    return notify_make_account(j, error) && make_receipt(j, error);
}

static bool make_faq(notify_job *j, GError **error)
{
    return notify_make_faq(j, error) && make_receipt(j, error);
}

static bool make_help(notify_job *j, GError **error)
{
    notify_set_free(j->data, "commands",
                    command_help_in(COMMAND_FOR_CUSTOMER, 0, j->language));
    return make_receipt(j, error);
}

/* People read its title. */
static void add_sla(notify_job *j)
{
    const char *id = json_string_value(json_object_get(j->row, "sla"));

    notify_set(j->data, "sla", sla_title(j->c, id, j->language));
}

/* What became of the coupon that he wrote. */
static bool make_coupon(notify_job *j, GError **error)
{
    json_object_update(j->data, j->row);
    add_sla(j);
    return make_receipt(j, error);
}

/* New ones, which were made for him. */
static bool make_coupons(notify_job *j, GError **error)
{
    int64_t until_ms = json_integer_value(json_object_get(j->row, "until_ms"));

    json_object_update(j->data, j->row);
    add_sla(j);
    if (until_ms)
        notify_set_free(j->data, "until", notify_when(j, until_ms));
    return make_receipt(j, error);
}

/* What becomes of his wish about a service. */
static bool make_consent(notify_job *j, GError **error)
{
    const char *first = notify_row_text(j, "first");
    const char *name = first ? first : notify_row_text(j, "service");

    notify_consent(j);
    notify_set_free(j->data, "example",
                    g_strdup_printf("/service %s hours=20", name ? name : ""));
    json_object_set_new(j->data,
                        json_string_value(json_object_get(j->row, "code")),
                        json_true());
    return make_receipt(j, error);
}

/* The last day of a contract: it is over when the next begins, and days of
 * contracts are those of UTC. */
static bool make_ending(notify_job *j, GError **error)
{
    notify_contract(j);
    return make_receipt(j, error);
}

/* What the row says (to whom no request is known), the request's, his own, the
 * queue's. */
static bool find_language(notify_job *j, GError **error)
{
    const char *row = json_string_value(json_object_get(j->row, "language"));
    g_autofree char *his = NULL;

    j->language = j->q->language;
    if (row || (j->t && *j->t->language)) {
        j->language = row ? row : j->t->language;
        return true;
    }
    if (!store_public_language(j->pub, j->o->recipient, &his, error))
        return false;
    if (his)
        j->language = g_intern_string(his);
    return true;
}

static bool make_language(notify_job *j, GError **error)
{
    notify_set(j->data, "language", speech_name(j->language));
    return make_receipt(j, error);
}

static int64_t number_of(const notify_job *j, const char *key)
{
    return json_integer_value(json_object_get(j->row, key));
}

/* Hours alone; the desk computed them when it wrote the row. */
static bool make_prepaid(notify_job *j, GError **error)
{
    static const char *const spans[] = {"left", "all", "over"};

    notify_set(j->data, "company", notify_row_text(j, "company"));
    notify_set(j->data, "service", notify_row_text(j, "service"));
    notify_set(j->data, "month",
               speech_month(j->language, (int)number_of(j, "month")));
    json_object_set_new(j->data, "used_up",
                        json_boolean(number_of(j, "level") >= 100));
    json_object_set(j->data, "level", json_object_get(j->row, "level"));
    for (unsigned i = 0; i < G_N_ELEMENTS(spans); i++)
        if (number_of(j, spans[i]) > 0)
            notify_set_free(j->data, spans[i],
                            notify_minutes(j, number_of(j, spans[i])));
    return make_receipt(j, error);
}

static bool make_form(notify_job *j, GError **error)
{
    return notify_make_form(j, error) && make_receipt(j, error);
}

bool notify_for_customer(notify_job *j, GError **error)
{
    static const struct {
        const char *name;
        bool (*make)(notify_job *j, GError **error);
        bool ticket, automatic;
    } table[] = {
        {"reply", make_reply, true, false},
        {"ack", make_ack, true, true},
        {"receipt", make_receipt, false, true},
        {"coupon", make_coupon, true, true},
        {"coupons", make_coupons, false, true},
        {"remind_customer", make_reminder, true, true},
        {"unanswered", make_reminder, true, true},
        {"robot", make_robot, true, true},
        {"status", make_status, true, true},
        {NOTIFY_ACCOUNT, make_account, false, true},
        {"help", make_help, false, true},
        {"language", make_language, false, true},
        {"faq", make_faq, false, true},
        {"statement", notify_make_statement, false, true},
        {"ending", make_ending, false, true},
        {"prepaid", make_prepaid, false, true},
        {"form", make_form, false, true},
        {"consent", make_consent, true, true},
    };
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        if (strcmp(table[i].name, j->o->template) != 0)
            continue;
        if (table[i].ticket && !j->t)
            break;
        j->automatic = j->answers = table[i].automatic;
        j->m->from_name = g_strdup(j->q->name);
        return find_language(j, error) && table[i].make(j, error);
    }
    err_set(error, ERR_INTERNAL,
            "outgoing mail %" G_GINT64_FORMAT ": there is no mail `%s' for "
            "customers%s",
            j->o->id, j->o->template, !j->t ? " without a ticket" : "");
    return false;
}
