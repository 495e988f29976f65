/* decide_held: what becomes of a held reply: sent, dropped, reminded of. */
#include "desk/decide/room.h"

#include <string.h>

static bool is_text(const store_held *h)
{
    return h->kind == STORE_HELD_STALE || h->kind == STORE_HELD_DOUBT ||
           h->kind == STORE_HELD_COMMAND || h->kind == STORE_HELD_NOTE ||
           h->kind == STORE_HELD_WALL;
}

/* What the author has seen of why it was held, she sends all the same. */
static void tell_confirmed(decide_job *j, const store_held *h)
{
    json_t *data = h->data ? json_loads(h->data, 0, NULL) : NULL;

    if (h->kind == STORE_HELD_NOTE ||
        json_array_size(json_object_get(data, "leaks")) > 0)
        decide_event(j, "sent a reply with words of an internal note");
    if (json_is_true(json_object_get(data, "secret")))
        decide_event(j, "sent a reply with a secret address in it");
    if (json_is_true(json_object_get(data, "unread")))
        decide_event(j, "sent a reply that cannot be compared with the "
                        "internal notes");
    if (data)
        json_decref(data);
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

bool decide_held_finding(const store_held *h)
{
    json_t *data = h->note && h->data ? json_loads(h->data, 0, NULL) : NULL;
    bool is = json_is_true(json_object_get(data, "finding"));

    if (data)
        json_decref(data);
    return is;
}

static void free_result(void *data)
{
    command_result_free(data);
}

/* /note alone: it stays inside after all. */
static bool is_kept(const store_held *h, const command_result *r, bool content)
{
    return h && !content && is_text(h) &&
           command_any(r->calls, COMMAND_IS_NOTE);
}

/* Why this item cannot be answered so; FAULT_NONE if it can. */
static fault_code refusal(const store_held *h, const command_result *r,
                          bool content)
{
    bool send = command_any(r->calls, COMMAND_SENDS_HELD);
    bool drop = command_any(r->calls, COMMAND_DROPS_HELD);
    bool files = is_kept(h, r, content);

    if (!h)
        return FAULT_NOT_HELD;
    if (h->state == STORE_HELD_SENT)
        return FAULT_HELD_SENT;
    if (h->state == STORE_HELD_DROPPED)
        return FAULT_HELD_DROPPED;
    if (send && drop)
        return FAULT_SEND_AND_DROP;
    if (!send && !drop && !files)
        return FAULT_HELD_SILENT;
    if (h->ticket == 0 && send)
        return FAULT_HELD_ALONE;
    return drop && content ? FAULT_DROP_TEXT : FAULT_NONE;
}

/* The request was marked as spam while the text waited. */
static bool goes_to_spam(const decide_job *j, const store_held *h,
                         const command_result *r)
{
    bool note = command_any(r->calls, COMMAND_IS_NOTE) ||
                (h->note && !command_any(r->calls, COMMAND_IS_REPLY));

    return j->st && status_is(j->statuses, j->state.status, STATUS_SPAM) &&
           !note &&
           !command_any(r->calls, COMMAND_DROPS_HELD | COMMAND_MARKS_HAM);
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
    if (t->confirmed && !t->note)
        tell_confirmed(j, h);
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
    if (command_any(r->calls, COMMAND_IS_NOTE))
        note = true;
    if (command_any(r->calls, COMMAND_IS_REPLY))
        note = false;
    g_autoptr(GPtrArray) errors = decide_commands_check(j, calls);
    bool finding = note && !command_any(r->calls, COMMAND_IS_NOTE) &&
                   decide_held_finding(h);
    decide_text t = {.text = content ? r->text : h->text,
                     .attachments = content ? files : h->attachments,
                     .calls = calls,
                     .note = note,
                     .finding = finding,
                     .returns = finding && author &&
                                decide_answers_for_line(j, author),
                     .author = author ? author : j->op,
                     .seen = j->seen,
                     .confirmed = content ? NULL : h};
    fault *no_role = decide_no_text(j, note);
    if (no_role) {
        decide_error_one(j, "", no_role, t.text);
    } else if (errors->len > 0) {
        g_autoptr(fault) title = fault_new(FAULT_HELD_COMMAND, NULL);
        decide_error(j, title, errors, t.text);
    } else if (!send_it(j, h, &t)) {
        decide_error_one(j, "", fault_new(FAULT_NO_RECIPIENT, NULL), t.text);
    }
}

/* She was asked about her timer, not about a reply. */
static void drop_timer(decide_job *j)
{
    g_autofree char *number = decide_number(j);

    decide_timer_drop(j, j->op->id);
    decide_event(j, "stopped the timer without booking it");
    decide_msgid(j, j->in->letter->message_id, STORE_ID_RECEIVED);
    decide_fate(j, "command", "timer of %s in %s stopped", j->op->name, number);
}

void decide_held_answer(decide_job *j, const store_held *h,
                        const command_result *r)
{
    g_autoptr(GPtrArray) files = decide_files(j, false);
    bool content = decide_has_content(r->text, files);
    fault_code no = refusal(h, r, content);

    if (!content && command_any(r->calls, COMMAND_DROPS_HELD) && !j->doubt &&
        decide_timer_asked(j)) {
        drop_timer(j);
        return;
    }
    if (!no && j->dead && !content) {
        /* with an address that works */
        decide_tell(j, j->op, "held", j->st ? j->st->t->last_entry : 0, h->id,
                    json_pack("{s:i}", "remind", 0));
        decide_fate(j, "held", "still on hold: %s", j->doubt);
        return;
    }
    if (!no && j->doubt)
        no = FAULT_DOUBT;
    if (!no && goes_to_spam(j, h, r))
        no = FAULT_HELD_IN_SPAM;
    if (no) {
        decide_refuse(j, no);
        return;
    }
    decide_msgid(j, j->in->letter->message_id, STORE_ID_RECEIVED);
    if (command_any(r->calls, COMMAND_DROPS_HELD))
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

    /* who it is for is its author's word */
    if (held->state != STORE_HELD_OPEN ||
        (held->kind == STORE_HELD_DRAFT && release))
        return decide_job_end(j);
    if (sends) {
        decide_text text = {.text = held->text,
                            .attachments = held->attachments,
                            .calls = calls,
                            .note = held->note,
                            .author = author,
                            .seen = t->t->last_entry,
                            .confirmed = held};
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

/* Her line and she; her line alone where her responder would answer. */
static GPtrArray *reminded(const decide_job *j, const store_held *h,
                           const config_operator *author)
{
    bool away = h->data && strstr(h->data, "\"away\"");
    GPtrArray *all = decide_line(j, j->st      ? j->st->t->line
                                    : j->queue ? j->queue->line
                                               : 1);

    if (author && !away && !g_ptr_array_find(all, author, NULL))
        g_ptr_array_add(all, (void *)author);
    if (away && all->len > 1)
        g_ptr_array_remove(all, (void *)author);
    return all;
}

/* It is hers alone, and once is enough. */
static void remind_draft(decide_job *j, const store_held *h,
                         const config_operator *author, int64_t age)
{
    if (h->state != STORE_HELD_OPEN || h->reminded ||
        age < DECIDE_REMIND_AUTHOR_MS)
        return;
    plan_held(j->plan, 0, h->id, STORE_HELD_OPEN, 2);
    if (author)
        decide_tell(j, author, "draft", 0, h->id,
                    json_pack("{s:i}", "remind", 1));
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
    if (held->kind == STORE_HELD_DRAFT)
        remind_draft(j, held, author, age);
    if (held->state != STORE_HELD_OPEN || !is_text(held))
        return decide_job_end(j);
    if (held->reminded < 2 && age >= DECIDE_REMIND_LINE_MS) {
        g_autoptr(GPtrArray) all = reminded(j, held, author);
        remind(j, held, 2, all);
    } else if (held->reminded < 1 && author && age >= DECIDE_REMIND_AUTHOR_MS) {
        g_autoptr(GPtrArray) one = g_ptr_array_new();
        g_ptr_array_add(one, (void *)author);
        remind(j, held, 1, one);
    }
    return decide_job_end(j);
}
