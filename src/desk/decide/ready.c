/* decide_ready: ready answers: in an operator's text, in an acknowledgement, and
 * for customers who ask for one. */
#include "desk/decide/room.h"

#include "base/nearest.h"
#include "config/section.h"
#include "desk/ask_config.h"
#include "desk/category_config.h"
#include "desk/faq.h"
#include "desk/field_config.h"
#include "desk/speech.h"
#include "scan/scan_config.h"

#include <string.h>

#define GREETING_MAX 60 /* characters of a first line that greets */
#define OFFERED_MAX  2  /* answers in an acknowledgement */
#define ASKED_MAX    3  /* things that it asks for */
#define NAMED_MAX    20 /* answers that an error names */

/* ---- put into a text ---- */

static bool is_greeting(const char *line, size_t size)
{
    return size > 0 && (line[size - 1] == ',' || line[size - 1] == '!') &&
           g_utf8_strlen(line, (gssize)size) <= GREETING_MAX;
}

/* Where what was asked for above the text begins: below a greeting, which nobody
 * wants between an answer and what she adds to it. */
static size_t below_greeting(const char *text)
{
    size_t line = strcspn(text, "\n");

    return is_greeting(text, line) ? line : 0;
}

/* `more` at octet `at` of *text, as paragraphs of its own. */
static void put_at(char **text, size_t at, const char *more)
{
    g_autofree char *above = g_strndup(*text, MIN(at, strlen(*text)));
    g_autofree char *below = g_strdup(*text + MIN(at, strlen(*text)));
    char *out;

    g_strchomp(above);
    g_strchomp(below);
    out = g_strconcat(above, *above ? "\n\n" : "", more,
                      below[strspn(below, "\n")] ? "\n\n" : "",
                      below + strspn(below, "\n"), NULL);
    g_free(*text);
    *text = out;
}

/* A name, or a title, of one; NULL: it is a list that is asked for. */
static const config_faq *meant(const decide_job *j, const command_call *call)
{
    return call->row->traits & COMMAND_INSERTS ? faq_named(j->c, call->argument)
                                               : NULL;
}

static void remember(decide_job *j, const config_faq *f, bool foreign)
{
    g_autofree char *old = j->ready;

    j->ready = g_strconcat(f->id, old ? ", " : "", old, NULL);
    if (foreign)
        j->ready_foreign = f;
}

/* The texts from the last to the first, so that those before stay where they
 * are. */
static void put_all(decide_job *j, command_result *r)
{
    faq_reader to = {.language = j->st->t->language,
                     .queue = j->queue_id,
                     .customer_name = j->st->t->customer_name,
                     .operator_ = j->op->name,
                     .ticket = j->st->t->id};
    size_t first = below_greeting(r->text);

    for (guint i = r->calls->len; i > 0; i--) {
        command_call *call = r->calls->pdata[i - 1];
        const config_faq *f = meant(j, call);
        bool foreign = false;
        if (!f)
            continue;
        g_autofree char *text = faq_text(j->c, f, &to, &foreign);
        put_at(&r->text, call->at == 0 ? first : call->at, text);
        remember(j, f, foreign);
        g_ptr_array_remove_index(r->calls, i - 1);
    }
}

fault *decide_ready_put(decide_job *j, command_result *r, const char **line)
{
    const command_call *list = NULL;
    bool named = false;

    if (!j->st || !j->op)
        return NULL;
    for (guint i = 0; i < r->calls->len; i++) {
        const command_call *call = r->calls->pdata[i];
        if (!(call->row->traits & COMMAND_INSERTS))
            continue;
        if (meant(j, call))
            named = true;
        else if (*call->argument)
            list = call;
    }
    if (list && (named || *r->text)) {
        *line = list->line;
        return decide_ready_unknown(j, list);
    }
    g_clear_pointer(&j->ready, g_free);
    if (named)
        put_all(j, r);
    return NULL;
}

void decide_ready_told(decide_job *j, bool note)
{
    const config_faq *f = j->ready_foreign;

    if (!j->ready)
        return;
    decide_event(j, "put in the ready answer %s", j->ready);
    if (!f || note)
        return;
    g_autofree char *text = g_strdup_printf(
        "The request is in the language \"%s\", and the ready answer %s has no "
        "text in it: another one was put into your reply. To stop it while it "
        "waits, reply with /undo.",
        speech_name(j->st->t->language), f->id);
    decide_notice(j, j->op, "the answer is in another language", text);
}

/* ---- names ---- */

fault *decide_ready_unknown(const decide_job *j, const command_call *call)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    for (guint i = 0; i < j->c->faqs->len; i++)
        g_ptr_array_add(names, ((config_faq *)j->c->faqs->pdata[i])->id);
    g_ptr_array_add(names, NULL);
    const char *near =
        nearest_typed(call->argument, (const char *const *)names->pdata);
    if (near)
        return fault_new(FAULT_NEAR_NAME, call->row->name, near, NULL);
    if (names->len > NAMED_MAX + 1) {
        g_ptr_array_set_size(names, NAMED_MAX);
        g_ptr_array_add(names, (char *)"...");
        g_ptr_array_add(names, NULL);
    }
    g_autofree char *all = g_strjoinv(", ", (char **)names->pdata);
    return names->len > 1 ? fault_new(FAULT_NO_NAME, call->row->name,
                                      call->argument, all, NULL)
                          : fault_new(FAULT_NO_READY, NULL);
}

fault *decide_ready_wrong(const decide_job *j, const command_call *call)
{
    if (!*call->argument && j->c->faqs->len > 0)
        return NULL;
    if (faq_named(j->c, call->argument))
        return j->st ? NULL : fault_new(FAULT_WHICH_REQUEST, NULL);
    fault *f = decide_ready_unknown(j, call);
    if (f->code != FAULT_NO_NAME)
        return f;
    g_autoptr(GPtrArray) found =
        faq_search(j->c, call->argument, FAQ_OPERATORS, NULL);
    if (found->len == 0)
        return f;
    fault_free(f);
    return NULL;
}

/* ---- offered by an acknowledgement ---- */

static void keep(decide_job *j, const char *field, const GPtrArray *names)
{
    const plan_cause why = {STORE_ACTOR_RULE, "", "acknowledgement", NULL};
    store_value *row = g_new0(store_value, 1);
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < names->len; i++)
        g_string_append_printf(text, "%s%s", i > 0 ? ", " : "",
                               (const char *)names->pdata[i]);
    row->field = g_strdup(field);
    row->text = g_strdup(text->str);
    decide_value_remember(j, row);
    plan_field_value(j->plan, decide_ticket(j), row, &why);
}

static void offer(decide_job *j, json_t *data, const char *key,
                  const char *field, const GPtrArray *names)
{
    json_t *list = json_array();

    for (guint i = 0; i < names->len; i++)
        json_array_append_new(list, json_string(names->pdata[i]));
    if (names->len > 0) {
        json_object_set(data, key, list);
        keep(j, field, names);
    }
    json_decref(list);
}

static void add_answer(const decide_job *j, GPtrArray *names, const char *name)
{
    const config_faq *f = faq_by_id(j->c, name);

    if (f && f->offer == FAQ_ACK && faq_serves(f, j->queue->id) &&
        names->len < OFFERED_MAX &&
        !g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
        g_ptr_array_add(names, (char *)name);
}

static void add_ask(const decide_job *j, GPtrArray *names, const char *name)
{
    if (ask_serves(j->c, name, j->queue->id) && names->len < ASKED_MAX)
        g_ptr_array_add(names, (char *)name);
}

/* These words are the desk's own and tell nobody what was written, so they go to
 * whom nobody has proved, too. */
void decide_offer(decide_job *j, json_t *data)
{
    const config_category *k = config_category_by_id(j->c, j->state.category);
    const GPtrArray *votes = j->in->verdict->votes;
    g_autoptr(GPtrArray) answers = g_ptr_array_new(), asks = g_ptr_array_new();
    bool asks_act = config_listed(j->c->scan->acts, "ask");

    if (k && k->faq)
        add_answer(j, answers, k->faq);
    for (guint i = 0; i < votes->len; i++) {
        const verdict_vote *v = votes->pdata[i];
        if (v->weight < j->c->scan->votes)
            continue;
        if (strcmp(v->kind, "faq") == 0)
            add_answer(j, answers, v->name);
        else if (strcmp(v->kind, "ask") == 0 && asks_act)
            add_ask(j, asks, v->name);
    }
    offer(j, data, "faqs", FIELD_OFFERED_FAQ, answers);
    offer(j, data, "asks", FIELD_OFFERED_ASK, asks);
}

static bool was_answered(const decide_job *j)
{
    for (guint i = 0; i < j->st->entries->len; i++) {
        const store_head *e = j->st->entries->pdata[i];
        if (e->kind == STORE_ARTICLE && e->by == STORE_BY_OPERATOR &&
            e->state != STORE_WITHDRAWN)
            return true;
    }
    return false;
}

const char *decide_self_served(const decide_job *j)
{
    return j->st && !was_answered(j) ? decide_value(j, FIELD_OFFERED_FAQ)
                                     : NULL;
}

/* ---- asked for by customers ---- */

void decide_answer_question(decide_job *j, const char *query)
{
    const char *no = decide_unsendable(j, decide_from(j));
    g_autofree char *language = decide_language(j);

    if (no) {
        decide_detail(j, "unanswered", "faq: %s", no);
        return;
    }
    store_outgoing *o =
        decide_mail(j, STORE_TO_CUSTOMER, "faq", decide_from(j));
    o->in_reply_to = g_strdup(j->in->letter->message_id);
    g_free(o->data);
    o->data = decide_dump(
        json_pack("{s:s,s:s}", "query", query, "language", language));
    plan_send(j->plan, o);
}

bool decide_questions_only(const decide_job *j, const GPtrArray *calls)
{
    g_autoptr(GPtrArray) all = faq_public(j->c, j->queue->id);

    for (guint i = 0; i < calls->len; i++) {
        const command_call *call = calls->pdata[i];
        if (!(call->row->traits & COMMAND_INSERTS))
            return false;
    }
    return all->len > 0 && !decide_unsendable(j, decide_from(j));
}
