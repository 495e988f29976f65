/* decide_held: what becomes of a held reply: sent, dropped, reminded of. */
#include "desk/decide/room.h"

#include <string.h>

static bool is_text(const store_held *h)
{
    return h->kind == STORE_HELD_STALE || h->kind == STORE_HELD_DOUBT ||
           h->kind == STORE_HELD_COMMAND;
}

const store_held *decide_held_open(const decide_job *j)
{
    if (j->cap && j->cap->kind == TAG_HELD) {
        const store_held *h = j->in->snapshot->held;
        return h && h->id == j->cap->number ? h : NULL;
    }
    for (unsigned i = j->st ? j->st->held->len : 0; i > 0; i--) {
        const store_held *h = j->st->held->pdata[i - 1];
        if (h->state == STORE_HELD_OPEN && is_text(h) &&
            g_strcmp0(h->operator_id, j->op->id) == 0)
            return h;
    }
    return NULL;
}

void decide_held_close(decide_job *j, const store_held *h,
                       store_held_state state)
{
    plan_held(j->plan, h->ticket, h->id, state, 0);
}

GPtrArray *decide_held_calls(const store_held *h, GPtrArray *keep)
{
    GPtrArray *calls = g_ptr_array_new();
    json_t *data = h->data ? json_loads(h->data, 0, NULL) : NULL;
    json_t *lines = json_object_get(data, "commands");

    for (size_t i = 0; i < json_array_size(lines); i++) {
        const char *line = json_string_value(json_array_get(lines, i));
        command_result *r = command_read(line, COMMAND_FOR_OPERATOR);
        g_ptr_array_add(keep, r);
        for (unsigned k = 0; k < r->calls->len; k++)
            g_ptr_array_add(calls, r->calls->pdata[k]);
    }
    if (data)
        json_decref(data);
    return calls;
}

static void free_result(void *data)
{
    command_result_free(data);
}

/* Words why this item cannot be answered so; NULL if it can. */
static const char *refusal(const store_held *h, const command_result *r,
                           bool content)
{
    bool send = decide_has_call(r->calls, COMMAND_SEND);
    bool drop = decide_has_call(r->calls, COMMAND_DROP);

    if (!h)
        return "no reply of yours is on hold in this request";
    if (h->state == STORE_HELD_SENT)
        return "it has been sent already";
    if (h->state == STORE_HELD_DROPPED)
        return "it has been discarded or replaced already";
    if (send && drop)
        return "choose /send or /drop, not both";
    if (!send && !drop)
        return "reply with /send, with /drop, or with a new text";
    if (h->ticket == 0 && send)
        return "it belongs to no request; reply in the request that you mean";
    if (drop && content)
        return "use /drop alone; send your text in another message";
    return NULL;
}

/* The request was marked as spam while the text waited. */
static bool goes_to_spam(const decide_job *j, const store_held *h,
                         const command_result *r)
{
    bool note = decide_has_call(r->calls, COMMAND_NOTE) ||
                (h->note && !decide_has_call(r->calls, COMMAND_REPLY));

    return j->st && strcmp(j->state.status, status_spam()) == 0 && !note &&
           !decide_has_call(r->calls, COMMAND_DROP) &&
           !decide_has_call(r->calls, COMMAND_HAM);
}

static void drop_it(decide_job *j, const store_held *h)
{
    g_autofree char *number = decide_number(j);

    decide_held_close(j, h, STORE_HELD_DROPPED);
    decide_event(j, "discarded the reply on hold");
    decide_fate(j, "dropped", "reply on hold in %s discarded by %s", number,
                j->op->name);
}

/* Send `t`; false if it cannot go and nothing was done. */
static bool send_it(decide_job *j, const store_held *h, const decide_text *t)
{
    g_autofree char *stale =
        t->note ? NULL : decide_stale(j->st, t->author->id, t->seen, 0);
    g_autofree char *number = decide_number(j);

    if (stale) {
        decide_held_close(j, h, STORE_HELD_DROPPED);
        decide_hold(j, STORE_HELD_STALE, t, stale);
        decide_fate(j, "held", "held again in %s: %s", number, stale);
        return true;
    }
    if (!decide_carry(j, t))
        return false;
    decide_held_close(j, h, STORE_HELD_SENT);
    if (t->author != j->op)
        decide_event(j, "sent the reply on hold of %s", t->author->name);
    decide_fate(j, t->note ? "note" : "reply", "held %s of %s sent in %s",
                t->note ? "note" : "reply", t->author->name, number);
    return true;
}

static void confirm(decide_job *j, const store_held *h, const command_result *r,
                    const GPtrArray *files, bool content)
{
    g_autoptr(GPtrArray) keep = g_ptr_array_new_with_free_func(free_result);
    g_autoptr(GPtrArray) calls = decide_held_calls(h, keep);
    const config_operator *author =
        h->operator_id ? config_operator_by_id(j->c, h->operator_id) : NULL;
    bool note = h->note;

    for (unsigned i = 0; i < r->calls->len; i++)
        g_ptr_array_add(calls, r->calls->pdata[i]);
    if (decide_has_call(r->calls, COMMAND_NOTE))
        note = true;
    if (decide_has_call(r->calls, COMMAND_REPLY))
        note = false;
    g_autoptr(GPtrArray) errors = decide_commands_check(j, calls);
    decide_text t = {.text = content ? r->text : h->text,
                     .attachments = content ? files : h->attachments,
                     .calls = calls,
                     .note = note,
                     .author = author ? author : j->op,
                     .seen = j->seen};
    if (errors->len > 0)
        decide_error(j, j->op, "a command in the reply on hold is wrong",
                     errors, t.text);
    else if (!send_it(j, h, &t))
        decide_error_one(
            j, j->op, "",
            "there is nobody to send it to; /cc ADDRESS adds somebody", t.text);
}

void decide_held_answer(decide_job *j, const store_held *h,
                        const command_result *r)
{
    g_autoptr(GPtrArray) files = decide_attachments(j->in->letter);
    bool content = decide_has_content(r->text, files);
    const char *no = refusal(h, r, content);

    if (!no && j->doubt)
        no = j->doubt;
    if (!no && goes_to_spam(j, h, r))
        no = "this request has been marked as spam: add /ham, or use /drop";
    if (no) {
        decide_error_one(j, j->op, "", no, j->in->letter->new_text);
        return;
    }
    decide_msgid(j, j->in->letter->message_id);
    if (decide_has_call(r->calls, COMMAND_DROP))
        drop_it(j, h);
    else
        confirm(j, h, r, files, content);
}

plan *decide_held(const config *c, const snapshot_ticket *t,
                  const store_held *held, bool release, int64_t now_ms)
{
    decide_job *j = decide_job_new(c, t, now_ms);
    const config_operator *author =
        held->operator_id ? config_operator_by_id(c, held->operator_id) : NULL;
    g_autoptr(GPtrArray) keep = g_ptr_array_new_with_free_func(free_result);
    g_autoptr(GPtrArray) calls = decide_held_calls(held, keep);
    bool sends = release && t && author && is_text(held);

    if (held->state != STORE_HELD_OPEN)
        return decide_job_end(j);
    if (sends) {
        decide_text text = {.text = held->text,
                            .attachments = held->attachments,
                            .calls = calls,
                            .note = held->note,
                            .author = author,
                            .seen = t->t->last_entry};
        g_autoptr(GPtrArray) errors = NULL;
        j->op = author;
        j->who = DECIDE_OPERATOR;
        errors = decide_commands_check(j, calls);
        if (errors->len > 0)
            text.calls = NULL;
        sends = decide_carry(j, &text);
    }
    if (sends || !release || !is_text(held))
        decide_held_close(j, held,
                          !release        ? STORE_HELD_DROPPED
                          : is_text(held) ? STORE_HELD_SENT
                                          : STORE_HELD_RELEASED);
    decide_learn_held(j, held, release);
    if (t) {
        j->op = NULL;
        decide_event(j, "an administrator %s the text on hold",
                     !release ? "dropped"
                     : sends  ? "released"
                              : "could not release");
    }
    return decide_job_end(j);
}

static void remind(decide_job *j, const store_held *h, int count,
                   GPtrArray *operators)
{
    plan_held(j->plan, h->ticket, h->id, STORE_HELD_OPEN, count);
    for (unsigned i = 0; i < operators->len; i++)
        decide_tell(j, operators->pdata[i], "held",
                    j->st ? j->st->t->last_entry : 0, h->id,
                    json_pack("{s:i}", "remind", count));
}

plan *decide_remind(const config *c, const snapshot_ticket *t,
                    const store_held *held, int64_t now_ms)
{
    decide_job *j = decide_job_new(c, t, now_ms);
    const config_operator *author =
        held->operator_id ? config_operator_by_id(c, held->operator_id) : NULL;
    int64_t age = now_ms - held->created_ms;

    if (!j->queue)
        j->queue = config_queue_by_id(c, held->queue);
    if (held->state != STORE_HELD_OPEN || !is_text(held))
        return decide_job_end(j);
    if (held->reminded < 2 && age >= DECIDE_REMIND_LINE_MS) {
        int line = t ? t->t->line : j->queue ? j->queue->line : 1;
        g_autoptr(GPtrArray) all = decide_line(j, line);
        if (author && !g_ptr_array_find(all, author, NULL))
            g_ptr_array_add(all, (void *)author);
        remind(j, held, 2, all);
    } else if (held->reminded < 1 && author && age >= DECIDE_REMIND_AUTHOR_MS) {
        g_autoptr(GPtrArray) one = g_ptr_array_new();
        g_ptr_array_add(one, (void *)author);
        remind(j, held, 1, one);
    }
    return decide_job_end(j);
}
