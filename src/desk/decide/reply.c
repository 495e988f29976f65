/* decide_reply: an operator's text on its way: to people, to a note, or held. */
#include "base/handle.h"
#include "base/planted.h"
#include "desk/answer.h"
#include "desk/decide/room.h"

#include <string.h>

static bool is_news(const store_head *e, const char *operator_id, int64_t seen)
{
    bool hers = e->by == STORE_BY_OPERATOR && operator_id &&
                strcmp(e->author, operator_id) == 0;

    /* words beside a rating */
    bool comment = e->kind == STORE_NOTE && e->by == STORE_BY_CUSTOMER;

    return e->n > seen && !hers && !comment && e->by != STORE_BY_SYSTEM &&
           e->by != STORE_BY_STRANGER && e->kind != STORE_EVENT &&
           e->state != STORE_WITHDRAWN;
}

char *decide_stale(const snapshot_ticket *st, const char *operator_id,
                   int64_t seen, int64_t but)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);

    for (unsigned i = 0; i < st->entries->len; i++) {
        const store_head *e = st->entries->pdata[i];
        const char *name =
            e->author_name && *e->author_name ? e->author_name : e->author;
        if (e->n != but && is_news(e, operator_id, seen) &&
            !g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
            g_ptr_array_add(names, g_strdup(name));
    }
    if (names->len == 0 || PLANTED(stale_unchecked))
        return NULL;
    g_ptr_array_add(names, NULL);
    g_autofree char *all = g_strjoinv(" and ", (char **)names->pdata);
    return g_strdup_printf("%s wrote while you were writing", all);
}

/* A picture in the signature is no content. */
bool decide_has_content(const char *text, const GPtrArray *attachments)
{
    if (text && text[strspn(text, " \t\n")])
        return true;
    for (unsigned i = 0; attachments && i < attachments->len; i++) {
        const store_attachment *a = attachments->pdata[i];
        if (!a->shown_inline)
            return true;
    }
    return false;
}

static bool sendable(const decide_job *j, const char *address)
{
    return *address && !handle_is_one(address) &&
           !config_is_own_address(j->c, address);
}

static bool has_recipient(const decide_job *j, const decide_text *t)
{
    if (decide_is_task(j))
        return true;
    for (unsigned i = 0; i < j->people->len; i++) {
        if (sendable(j, j->people->pdata[i]) ||
            handle_is_one(j->people->pdata[i]))
            return true;
    }
    return command_any(t->calls, COMMAND_ADDS_PEOPLE);
}

/* Message-ID of the customer's latest article, which a reply answers. */
static const char *answered(const snapshot_ticket *st)
{
    for (unsigned i = st->entries->len; i > 0; i--) {
        const store_head *e = st->entries->pdata[i - 1];
        if ((e->kind == STORE_ARTICLE && e->by == STORE_BY_CUSTOMER) ||
            (PLANTED(stranger_id) && e->by == STORE_BY_STRANGER))
            return e->message_id;
    }
    return NULL;
}

static void add_text(decide_job *j, const decide_text *t, int64_t undo)
{
    store_entry *e =
        decide_entry(j, t->note ? STORE_NOTE : STORE_ARTICLE, STORE_BY_OPERATOR,
                     t->author->id, t->author->name, t->text ? t->text : "");

    g_ptr_array_unref(e->attachments);
    e->attachments = decide_attachments_copy(t->attachments);
    e->seen = t->seen;
    e->removed = g_strdup(t->removed);
    e->finding = t->note && t->finding;
    if (undo > 0) {
        e->state = STORE_PENDING;
        e->publish_ms = j->now_ms + undo;
        e->sender = g_strdup(j->op && j->op != t->author ? j->op->id : NULL);
        e->commands = decide_commands_kept(t->calls);
    }
    plan_entry(j->plan, e);
    if (e->commands)
        decide_detail(j, "later", "when the reply is sent: %s", e->commands);
}

/* The row's data: what its author has confirmed, so that the last wall lets that
 * pass, and nothing else. */
static char *confirmed_data(const store_held *h)
{
    json_t *data = h && h->data ? json_loads(h->data, 0, NULL) : NULL;
    json_t *passed = json_object();
    static const char *const names[] = {"leaks", "secret", "unread"};
    char *raw, *text;

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (json_object_get(data, names[i]))
            json_object_set(passed, names[i], json_object_get(data, names[i]));
    if (data)
        json_decref(data);
    data = json_object_size(passed) > 0 ? json_pack("{s:O}", "passed", passed)
                                        : json_object();
    raw = json_dumps(data, JSON_COMPACT);
    text = g_strdup(raw);
    free(raw);
    json_decref(data);
    json_decref(passed);
    return text;
}

/* How long a text waits before it is sent; 0: not at all. */
static int64_t undo_of(const decide_job *j, const decide_text *t)
{
    return !t->note && j->queue && !decide_is_task(j) ? j->queue->undo_ms : 0;
}

static void send_reply(decide_job *j, const decide_text *t)
{
    int64_t undo = undo_of(j, t);

    if (decide_is_task(j))
        decide_task_answer(j, t);
    add_text(j, t, undo);
    if (decide_is_task(j))
        return; /* she who asked reads it there */
    for (unsigned i = 0; i < j->people->len; i++) {
        if (!sendable(j, j->people->pdata[i]))
            continue;
        store_outgoing *o =
            decide_mail(j, STORE_TO_CUSTOMER, "reply", j->people->pdata[i]);
        o->entry = PLAN_LATEST;
        o->state = undo > 0 ? STORE_OUT_WAITING : STORE_OUT_READY;
        o->date_ms = o->next_ms = j->now_ms + undo;
        o->in_reply_to = g_strdup(answered(j->st));
        g_free(o->data);
        o->data = confirmed_data(t->confirmed);
        plan_send(j->plan, o);
    }
    if (undo <= 0) /* else when it is over */
        decide_call_back(j, t->author->id, PLAN_LATEST);
}

/* The first answer takes the ticket, unless she says who shall have it. */
static void take_it(decide_job *j, const config_operator *author)
{
    if (j->state.holder)
        return;
    decide_set(j, PLAN_HOLDER, author->id);
    decide_event(j, "took it by replying");
    j->state.holder = author->id;
}

void decide_after_reply(decide_job *j, const config_operator *author,
                        const GPtrArray *calls)
{
    j->cause = "reply";
    if (author && !command_any(calls, COMMAND_SAYS_HOLDER))
        take_it(j, author);
    if (!command_any(calls, COMMAND_SAYS_STATUS))
        decide_status(j, answer_status(j->c, author, j->state.status,
                                       j->state.line, j->st->t->queue));
    j->cause = NULL;
}

/* While nobody holds it, the line learns of the reply from the list; who watches
 * may want to stop it. */
static GPtrArray *watchers(const decide_job *j, const config_operator *but)
{
    GPtrArray *all = g_ptr_array_new();

    for (unsigned i = 0; i < j->st->watchers->len; i++) {
        const config_operator *o =
            config_operator_by_id(j->c, j->st->watchers->pdata[i]);
        if (o && o != but)
            g_ptr_array_add(all, (void *)o);
    }
    return all;
}

static void add_all(GPtrArray *all, const GPtrArray *more)
{
    for (unsigned i = 0; i < more->len; i++)
        if (!g_ptr_array_find(all, more->pdata[i], NULL))
            g_ptr_array_add(all, more->pdata[i]);
}

/* What the next line found goes to whoever asked it. */
static void publish_finding(decide_job *j, const decide_text *t)
{
    g_autoptr(GPtrArray) all = decide_back_to(j);
    g_autoptr(GPtrArray) watching = watchers(j, t->author);

    add_all(all, watching);
    g_ptr_array_remove(all, (void *)t->author);
    add_text(j, t, 0);
    decide_notify(j, all, "finding", NULL, -1);
    j->cause = "finding";
    decide_hand_back(j);
    j->cause = NULL;
}

static bool goes_back(const decide_job *j, const decide_text *t)
{
    return t->note && t->returns && decide_can_return(j) &&
           !command_any(t->calls, COMMAND_SAYS_HOLDER | COMMAND_SAYS_STATUS);
}

static void after_note(decide_job *j, const decide_text *t)
{
    if (t->finding || command_any(t->calls, COMMAND_SAYS_STATUS))
        return;
    j->cause = "note";
    decide_status(j, status_after_note(j->statuses, j->state.status));
    j->cause = NULL;
}

static void publish(decide_job *j, const decide_text *t)
{
    g_autoptr(GPtrArray) concerned = decide_concerned(j, t->author);

    if (goes_back(j, t)) {
        publish_finding(j, t);
        return;
    }

    if (t->note) {
        if (t->finding && decide_is_task(j))
            decide_task_answer(j, t);
        add_text(j, t, 0);
        decide_notify(j, concerned, t->finding ? "finding" : "note", NULL, -1);
        after_note(j, t);
        return;
    }
    g_autoptr(GPtrArray) told =
        j->state.holder ? g_ptr_array_ref(concerned) : watchers(j, t->author);
    send_reply(j, t);
    decide_notify(j, told, "reply", NULL, -1);
    if (undo_of(j, t) == 0)
        decide_after_reply(j, t->author, t->calls);
}

bool decide_carry(decide_job *j, const decide_text *t)
{
    bool content = decide_has_content(t->text, t->attachments);

    if (content && !t->note && !has_recipient(j, t))
        return false;
    decide_commands_run(j, t->calls, DECIDE_BEFORE_TEXT);
    if (content)
        publish(j, t);
    bool later = content && undo_of(j, t) > 0;
    decide_commands_run(j, t->calls,
                        later ? DECIDE_AT_ONCE : DECIDE_AFTER_TEXT);
    return true;
}

static char *held_data(const GPtrArray *calls, json_t *about, bool finding)
{
    json_t *lines = json_array();

    for (unsigned i = 0; calls && i < calls->len; i++) {
        const command_call *call = calls->pdata[i];
        json_array_append_new(lines, json_string(call->line));
    }
    json_t *all = json_pack("{s:o}", "commands", lines);
    if (finding)
        json_object_set_new(all, "finding", json_true());
    if (about)
        json_object_update(all, about);
    char *raw = json_dumps(all, JSON_COMPACT);
    char *text = g_strdup(raw);

    free(raw);
    json_decref(all);
    return text;
}

static void put_on_hold(decide_job *j, store_held_kind kind,
                        const decide_text *t, const char *reason)
{
    store_held *h = g_new0(store_held, 1);

    h->kind = kind;
    h->queue = g_strdup(j->queue ? j->queue->id : "");
    h->ticket = decide_ticket(j);
    h->operator_id = g_strdup(t->author ? t->author->id : NULL);
    h->note = t->note;
    h->text = g_strdup(t->text ? t->text : "");
    h->attachments = decide_attachments_copy(t->attachments);
    h->reason = g_strdup(reason);
    h->ledger = g_strdup(t->ledger ? t->ledger : j->in ? j->in->entry->id : "");
    h->created_ms = j->now_ms;
    h->seen = t->seen;
    h->data = held_data(t->calls, t->about, t->finding);
    h->reminded = kind == STORE_HELD_ASIDE ? STORE_ASIDE_NEW : t->quiet ? 1 : 0;
    plan_hold(j->plan, h);
}

void decide_hold(decide_job *j, store_held_kind kind, const decide_text *t,
                 const char *reason)
{
    int64_t shown = t->shown ? t->shown : j->st ? j->st->t->last_entry : 0;

    put_on_hold(j, kind, t, reason);
    if (kind == STORE_HELD_SPAM || kind == STORE_HELD_ASIDE || t->quiet ||
        PLANTED(hold_untold))
        return;
    g_autoptr(GPtrArray) line = decide_line(j, j->st      ? j->state.line
                                               : j->queue ? j->queue->line
                                                          : 1);
    const config_operator *asked =
        t->author && decide_may(j, t->author) ? t->author : NULL;
    for (unsigned i = 0; asked ? i < 1 : i < line->len; i++)
        decide_tell(j, asked ? asked : line->pdata[i],
                    kind == STORE_HELD_DRAFT ? "draft" : "held", shown,
                    PLAN_LATEST, json_pack("{s:i}", "remind", 0));
}
