/* decide_operator: what an operator's letter does to a ticket. */
#include "base/planted.h"
#include "desk/decide/room.h"

#include <string.h>

static const char *new_text(const decide_job *j)
{
    return j->in->letter->new_text ? j->in->letter->new_text : "";
}

static bool refuse(decide_job *j, const GPtrArray *errors)
{
    if (errors->len == 0)
        return false;
    decide_error(j, NULL, errors, new_text(j));
    return true;
}

static bool has_content(const decide_job *j, const command_result *r)
{
    g_autoptr(GPtrArray) files = decide_files(j, false);
    return decide_has_content(r->text, files);
}

/* Calls that do something by themselves: not /note and /reply. */
static unsigned acting(const GPtrArray *calls)
{
    unsigned n = 0;

    for (unsigned i = 0; i < calls->len; i++) {
        const command_call *call = calls->pdata[i];
        n += !(call->row->traits & (COMMAND_IS_NOTE | COMMAND_IS_REPLY));
    }
    return n;
}

/* A letter of hers that belongs to no ticket. */
static void fresh(decide_job *j, const command_result *r)
{
    bool content = has_content(j, r);

    if (j->cap) {
        decide_refuse(j, FAULT_NO_REQUEST);
    } else if (r->calls->len == 0) {
        decide_new_ticket(j, NULL);
    } else if (content ||
               decide_lack_ticket(j, r->calls, COMMAND_FOR_OPERATOR)) {
        const command_call *call = r->calls->pdata[0];
        decide_error_one(j, call->line, fault_new(FAULT_WHICH_REQUEST, NULL),
                         new_text(j));
    } else {
        g_autoptr(GPtrArray) errors = decide_commands_check(j, r->calls);
        if (refuse(j, errors))
            return;
        decide_commands_run(j, r->calls, DECIDE_AFTER_TEXT);
        decide_fate(j, "command", "command of %s", j->op->name);
    }
}

static bool answers_hold(const decide_job *j)
{
    return j->cap && j->cap->kind == TAG_HELD;
}

/* What cannot be goes to *wrong. */
static bool wants_note(const decide_job *j, const command_result *r,
                       fault_code *wrong)
{
    bool note =
        command_any(r->calls, COMMAND_IS_NOTE) && !PLANTED(note_as_reply);
    bool reply = command_any(r->calls, COMMAND_IS_REPLY);

    if (note && reply)
        *wrong = FAULT_NOTE_AND_REPLY;
    if (j->cap && j->cap->kind == TAG_NOTE) {
        if (reply)
            *wrong = FAULT_NOTES_ONLY;
        return true;
    }
    if (note || reply)
        return note;
    if (answers_hold(j) && j->in->snapshot->held)
        return j->in->snapshot->held->note;
    if ((decide_answers_colleague(j) || j->in->snapshot->inside) &&
        !PLANTED(note_answer_as_reply))
        return !PLANTED(finding_leaves);
    if (decide_can(j, RIGHT_NOTE) && !decide_can(j, RIGHT_REPLY))
        return true;
    return config_answer_for(j->c, j->op, j->state.line) ==
               CONFIG_ANSWER_NOTE &&
           !PLANTED(finding_leaves);
}

/* May she who acts write that? False: she was told. */
static bool may_write(decide_job *j, bool content, bool note)
{
    fault *f = content ? decide_no_text(j, note) : NULL;

    if (f)
        decide_error_one(j, "", f, new_text(j));
    return !f;
}

/* The line that she speaks for: the request's, if she is on it, else her own. */
static int her_line(const decide_job *j)
{
    const GArray *lines = j->op->lines;
    const char *queue = j->st->t->queue;

    return config_operator_on_line(j->op, j->state.line, queue) ||
                   lines->len == 0
               ? j->state.line
               : g_array_index(lines, int, 0);
}

/* A note that is one because her line's answers are: what line 1 asked for. */
static bool is_finding(const decide_job *j, const command_result *r)
{
    if (command_any(r->calls, COMMAND_IS_NOTE) ||
        (j->cap && j->cap->kind == TAG_NOTE))
        return false;
    if (answers_hold(j))
        return j->in->snapshot->held &&
               decide_held_finding(j->in->snapshot->held);
    return decide_can(j, RIGHT_REPLY) &&
           config_answer_for(j->c, j->op, her_line(j)) == CONFIG_ANSWER_NOTE;
}

/* What line 1 tells of findings in her own words is written down. */
static void tell_findings(decide_job *j)
{
    const account *a = j->in->account;

    for (unsigned i = 0; a && i < a->told->len; i++) {
        const account_leak *l = a->told->pdata[i];
        for (unsigned k = 0; k < j->st->entries->len; k++) {
            const store_head *h = j->st->entries->pdata[k];
            if (h->n == l->entry && l->ticket == j->st->t->id && h->finding)
                decide_event(j, "told the customer of what %s found: \"%s\"",
                             h->author_name ? h->author_name : h->author,
                             l->words);
        }
    }
}

/* Whoever stands in To or Cc has her text already, note or not. */
static void tell_of_others(decide_job *j)
{
    g_autofree char *list = decide_others(j);

    if (!*list || decide_shows_secret(j)) /* she hears of that, and of this */
        return;
    g_autofree char *text = g_strdup_printf(
        "Your mail client sent your reply to %s directly, as you wrote it, "
        "not through the desk. To add somebody to the request, use /cc "
        "ADDRESS.",
        list);
    decide_notice(j, j->op, "others got your reply directly", text);
}

static void carry(decide_job *j, const decide_text *t, bool content,
                  const store_held *replaced)
{
    g_autofree char *number = decide_number(j);

    if (!decide_carry(j, t)) {
        decide_refuse(j, FAULT_NO_RECIPIENT);
        return;
    }
    if (replaced)
        decide_held_close(j, replaced, STORE_HELD_DROPPED);
    if (content) {
        tell_of_others(j);
        decide_left_out(j, t->note);
        if (!t->note)
            tell_findings(j);
    }
    decide_msgid(j, j->in->letter->message_id, STORE_ID_RECEIVED);
    if (!content)
        decide_fate(j, "command", "command of %s in %s", j->op->name, number);
    else
        decide_fate(j, t->note ? "note" : "reply", "%s of %s in %s",
                    t->note ? "note" : "reply", j->op->name, number);
}

static void hold(decide_job *j, store_held_kind kind, const decide_text *t,
                 const char *reason, const store_held *replaced)
{
    g_autofree char *number = decide_number(j);

    if (replaced)
        decide_held_close(j, replaced, STORE_HELD_DROPPED);
    decide_hold(j, kind, t, reason);
    decide_fate(j, "held", "held in %s: %s", number, reason);
}

static void send_or_hold(decide_job *j, const command_result *r, bool note,
                         bool content, const store_held *replaced)
{
    g_autoptr(GPtrArray) files = decide_files(j, note);
    g_autoptr(command_result) kept = note ? decide_read(j, true) : NULL;
    const char *line;
    if (kept) /* what is wrong with them was seen before */
        fault_free(decide_ready_put(j, kept, &line));
    decide_text t = {.text = kept ? kept->text : r->text,
                     .attachments = files,
                     .calls = r->calls,
                     .note = note,
                     .finding = note && is_finding(j, r),
                     .author = j->op,
                     .seen = j->seen,
                     .removed = decide_removed(j)};
    t.returns = t.finding && decide_answers_for_line(j, j->op);
    g_autofree char *leak =
        note || !content ? NULL : decide_note_words(j, &t.about);
    g_autofree char *stale =
        note || !content ? NULL : decide_stale(j->st, j->op->id, j->seen, 0);

    /* A note beside a held reply leaves that alone. */
    if (!content || (note && !answers_hold(j)))
        replaced = NULL;
    if (j->doubt && !PLANTED(doubt_sends) &&
        (acting(r->calls) > 0 || !note || (j->dead && !j->strong)))
        hold(j, STORE_HELD_DOUBT, &t, j->doubt, replaced);
    else if (stale)
        hold(j, STORE_HELD_STALE, &t, stale, replaced);
    else if (leak && !PLANTED(wall_off))
        hold(j, STORE_HELD_NOTE, &t, leak, replaced);
    else if (r->suspect && content && !PLANTED(disguise_sends)) {
        g_autofree char *why = decide_suspect_words(r);
        hold(j, STORE_HELD_COMMAND, &t, why, replaced);
    } else
        carry(j, &t, content, replaced);
    decide_ready_told(j, note);
    json_decref(t.about);
}

/* Commands about what waits come before the text. False: refused. */
static bool undo_first(decide_job *j, const command_result *r, bool content)
{
    bool by_address = j->cap && j->cap->kind == TAG_UNDO;

    if (!by_address && !command_any(r->calls, COMMAND_STOPS_REPLY))
        return true;
    if (by_address && j->dead) {
        decide_refuse(j, FAULT_DOUBT);
        return false;
    }
    if (by_address && content) {
        decide_undo(j);
        decide_refuse(j, FAULT_UNDO_ADDRESS);
        return false;
    }
    if (decide_undo(j)) {
        if (content || acting(r->calls) > 1)
            return true;
    } else if (content) {
        decide_error_one(j, "/undo", fault_new(FAULT_UNDO_LATE, NULL),
                         new_text(j));
        return false;
    } else {
        decide_undo_too_late(j);
    }
    decide_msgid(j, j->in->letter->message_id, STORE_ID_RECEIVED);
    g_autofree char *number = decide_number(j);
    decide_fate(j, "command", "/undo of %s in %s", j->op->name, number);
    return false;
}

static bool is_hers_held(const decide_job *j, const store_held *h)
{
    return h && h->state == STORE_HELD_OPEN &&
           g_strcmp0(h->operator_id, j->op->id) == 0;
}

/* /send, /drop, or an answer to the hold's mail that is no new text. */
static bool asks_about_held(const decide_job *j, const command_result *r,
                            bool content)
{
    if (command_any(r->calls, COMMAND_SENDS_HELD | COMMAND_DROPS_HELD))
        return true;
    return answers_hold(j) && !content && acting(r->calls) == 0;
}

/* Why this cannot be done with spam, FAULT_NONE; `replies`: a text goes to the
 * customer. */
static fault_code spam_wrong(const decide_job *j, const command_result *r,
                             bool replies)
{
    bool is_spam = status_is(j->statuses, j->state.status, STATUS_SPAM);
    bool spam = command_any(r->calls, COMMAND_MARKS_SPAM);
    bool ham = command_any(r->calls, COMMAND_MARKS_HAM);

    if (spam && ham)
        return FAULT_SPAM_AND_HAM;
    if (spam && replies)
        return FAULT_REPLY_TO_SPAMMER;
    return is_spam && replies && !ham ? FAULT_REPLY_IN_SPAM : FAULT_NONE;
}

/* Ready answers become a part of her text. */
static bool refuse_ready(decide_job *j, command_result *r)
{
    const char *line = NULL;
    fault *f = decide_ready_put(j, r, &line);

    if (f)
        decide_error_one(j, line, f, new_text(j));
    return f;
}

void decide_by_operator(decide_job *j)
{
    if (decide_draft_answer(j) || decide_draft(j))
        return;
    g_autoptr(command_result) r = decide_read(j, false);
    fault_code wrong = FAULT_NONE;

    if (refuse(j, r->errors))
        return;
    if (decide_whole_answer(j, r))
        return;
    if (!j->st) {
        fresh(j, r);
        return;
    }
    g_autoptr(GPtrArray) errors = decide_commands_check(j, r->calls);
    if (refuse(j, errors))
        return;
    if (refuse_ready(j, r))
        return;
    bool content = has_content(j, r);
    bool note = wants_note(j, r, &wrong);
    bool by_undo = j->cap && j->cap->kind == TAG_UNDO;
    const store_held *held = decide_held_open(j);
    bool waits = asks_about_held(j, r, content);
    if (!wrong && !content && acting(r->calls) == 0 && !waits && !by_undo)
        wrong = FAULT_NO_TEXT;
    if (!wrong)
        wrong = spam_wrong(j, r, content && !note);
    if (wrong)
        decide_refuse(j, wrong);
    else if (!may_write(j, content, note))
        return;
    else if (waits)
        decide_held_answer(j, held, r);
    else if (undo_first(j, r, content))
        send_or_hold(j, r, note, content, is_hers_held(j, held) ? held : NULL);
}

void decide_by_colleague(decide_job *j)
{
    g_autoptr(command_result) r = decide_read(j, true);
    g_autoptr(GPtrArray) files = decide_files(j, true);
    decide_text t = {
        .text = r->text, .attachments = files, .note = true, .author = j->op};
    bool content = has_content(j, r);

    if (refuse(j, r->errors))
        return;
    if (!j->st || !content || acting(r->calls) > 0 ||
        command_any(r->calls, COMMAND_IS_REPLY))
        decide_refuse(j, !j->st     ? FAULT_NO_REQUEST
                         : !content ? FAULT_NO_TEXT
                                    : FAULT_COLLEAGUE);
    else if (may_write(j, content, true))
        carry(j, &t, true, NULL);
}

/* Nothing of it may act: commands are taken off, not kept, because whoever is
 * asked sees the text only. */
void decide_doubtful(decide_job *j)
{
    g_autoptr(command_result) r = decide_read(j, false);
    bool note =
        command_any(r->calls, COMMAND_IS_NOTE) ||
        (j->cap && (j->cap->kind == TAG_NOTE || j->cap->kind == TAG_REVIEW)) ||
        (j->op && !command_any(r->calls, COMMAND_IS_REPLY) &&
         ((j->st && decide_answers_colleague(j)) || j->in->snapshot->inside ||
          config_answer_for(j->c, j->op, j->st ? j->state.line : 1) ==
              CONFIG_ANSWER_NOTE));
    g_autoptr(GPtrArray) files = decide_files(j, note);
    decide_text t = {.text = r->text,
                     .attachments = files,
                     .note = note,
                     .author = j->op,
                     .seen = j->cap ? decide_shown_by(j) : 0,
                     .removed = decide_removed(j)};
    unsigned lost = r->errors->len + acting(r->calls);
    g_autofree char *reason =
        lost ? g_strdup_printf("%s; its commands are not carried out", j->doubt)
             : g_strdup(j->doubt);

    if (!note) /* she who is asked sees a note's words, too */
        g_free(decide_note_words(j, &t.about));
    hold(j, STORE_HELD_DOUBT, &t, reason, NULL);
    json_decref(t.about);
}
