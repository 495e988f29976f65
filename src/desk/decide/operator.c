/* decide_operator: what an operator's letter does to a ticket. */
#include "desk/decide/room.h"

#include <string.h>

#define TITLE_MAX 100 /* characters of an error's title */

static char *title_of(const command_error *e)
{
    g_autofree char *word = g_strndup(e->line, strcspn(e->line, " "));

    if (strstr(e->words, "is not a command") ||
        (g_str_has_prefix(e->words, "did you mean /") &&
         !g_str_has_prefix(e->words + strlen("did you mean "), word)))
        return g_strdup_printf("%s is not a command", word);
    g_autofree char *whole = g_strdup_printf("%s: %s", word, e->words);
    return g_utf8_strlen(whole, -1) > TITLE_MAX
               ? g_utf8_substring(whole, 0, TITLE_MAX)
               : g_steal_pointer(&whole);
}

static const char *new_text(const decide_job *j)
{
    return j->in->letter->new_text ? j->in->letter->new_text : "";
}

static bool refuse(decide_job *j, const GPtrArray *errors)
{
    if (errors->len == 0)
        return false;
    g_autofree char *title = title_of(errors->pdata[0]);
    decide_error(j, j->op, title, errors, new_text(j));
    return true;
}

static bool has_content(const decide_job *j, const command_result *r)
{
    g_autoptr(GPtrArray) files = decide_attachments(j->in->letter);
    return decide_has_content(r->text, files);
}

/* Calls that do something by themselves: not /note and /reply. */
static unsigned acting(const GPtrArray *calls)
{
    unsigned n = 0;

    for (unsigned i = 0; i < calls->len; i++) {
        const command_call *call = calls->pdata[i];
        n += call->row->id != COMMAND_NOTE && call->row->id != COMMAND_REPLY;
    }
    return n;
}

static bool only_asks(const GPtrArray *calls)
{
    for (unsigned i = 0; i < calls->len; i++) {
        const command_call *call = calls->pdata[i];
        command_id id = call->row->id;
        bool named = id == COMMAND_SHOW && *call->argument;
        if (id != COMMAND_LIST && id != COMMAND_HELP && !named)
            return false;
    }
    return true;
}

/* A letter of hers that belongs to no ticket. */
static void fresh(decide_job *j, const command_result *r)
{
    bool content = has_content(j, r);

    if (j->cap) {
        decide_error_one(j, j->op, "", "there is no such request here",
                         new_text(j));
    } else if (r->calls->len == 0) {
        decide_new_ticket(j, NULL);
    } else if (content || !only_asks(r->calls)) {
        const command_call *call = r->calls->pdata[0];
        decide_error_one(j, j->op, call->line,
                         "which request? Reply to a message about it",
                         new_text(j));
    } else {
        g_autoptr(GPtrArray) errors = decide_commands_check(j, r->calls);
        if (refuse(j, errors))
            return;
        decide_commands_run(j, r->calls, false);
        decide_fate(j, "command", "command of %s", j->op->name);
    }
}

static bool answers_hold(const decide_job *j)
{
    return j->cap && j->cap->kind == TAG_HELD;
}

/* What cannot be goes to *wrong. */
static bool wants_note(const decide_job *j, const command_result *r,
                       const char **wrong)
{
    bool note = decide_has_call(r->calls, COMMAND_NOTE);
    bool reply = decide_has_call(r->calls, COMMAND_REPLY);

    if (note && reply)
        *wrong = "choose /note or /reply, not both";
    if (j->cap && j->cap->kind == TAG_NOTE) {
        if (reply)
            *wrong = "this address takes notes only; reply to the notification";
        return true;
    }
    if (note || reply)
        return note;
    if (answers_hold(j) && j->in->snapshot->held)
        return j->in->snapshot->held->note;
    return config_answer_for(j->c, j->op, j->state.line) == CONFIG_ANSWER_NOTE;
}

static bool is_hers(const config_operator *o, const char *address)
{
    return g_ptr_array_find_with_equal_func(o->addresses, address, g_str_equal,
                                            NULL);
}

/* Whoever stands in To or Cc has her text already, note or not. */
static void tell_of_others(decide_job *j)
{
    g_autoptr(GString) list = g_string_new(NULL);
    GPtrArray *others = j->in->evidence->others;

    for (unsigned i = 0; i < others->len; i++) {
        const char *address = others->pdata[i];
        if (is_hers(j->op, address) ||
            config_operator_by_address(j->c, address))
            continue;
        g_string_append_printf(list, "%s%s", list->len ? ", " : "", address);
    }
    if (list->len == 0)
        return;
    g_autofree char *text = g_strdup_printf(
        "Your mail client sent your reply to %s directly, as you wrote it, "
        "not through the desk. To add somebody to the request, use /cc "
        "ADDRESS.",
        list->str);
    decide_notice(j, j->op, "others got your reply directly", text);
}

static void carry(decide_job *j, const decide_text *t, bool content,
                  const store_held *replaced)
{
    g_autofree char *number = decide_number(j);

    if (!decide_carry(j, t)) {
        decide_error_one(
            j, j->op, "",
            "there is nobody to send it to; /cc ADDRESS adds somebody",
            new_text(j));
        return;
    }
    if (replaced)
        decide_held_close(j, replaced, STORE_HELD_DROPPED);
    if (content)
        tell_of_others(j);
    decide_msgid(j, j->in->letter->message_id);
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
    g_autoptr(GPtrArray) files = decide_attachments(j->in->letter);
    decide_text t = {.text = r->text,
                     .attachments = files,
                     .calls = r->calls,
                     .note = note,
                     .author = j->op,
                     .seen = j->seen};
    g_autofree char *stale =
        note || !content ? NULL : decide_stale(j->st, j->op->id, j->seen, 0);

    /* A note beside a held reply leaves that alone. */
    if (!content || (note && !answers_hold(j)))
        replaced = NULL;
    if (j->doubt && (acting(r->calls) > 0 || !note))
        hold(j, STORE_HELD_DOUBT, &t, j->doubt, replaced);
    else if (stale)
        hold(j, STORE_HELD_STALE, &t, stale, replaced);
    else if (r->suspect && content) {
        g_autofree char *why = g_strdup_printf(
            "\"%s\" looks like a command in the middle of your text",
            r->suspect);
        hold(j, STORE_HELD_COMMAND, &t, why, replaced);
    } else
        carry(j, &t, content, replaced);
}

/* Commands about what waits come before the text. False: refused. */
static bool undo_first(decide_job *j, const command_result *r, bool content)
{
    bool by_address = j->cap && j->cap->kind == TAG_UNDO;

    if (!by_address && !decide_has_call(r->calls, COMMAND_UNDO))
        return true;
    if (by_address && content) {
        decide_undo(j);
        decide_error_one(j, j->op, "",
                         "this address only stops a reply; your text was "
                         "not sent",
                         new_text(j));
        return false;
    }
    if (decide_undo(j)) {
        if (content || acting(r->calls) > 1)
            return true;
    } else if (content) {
        decide_error_one(j, j->op, "/undo",
                         "too late, it has been sent already", new_text(j));
        return false;
    } else {
        decide_undo_too_late(j);
    }
    decide_msgid(j, j->in->letter->message_id);
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
    if (decide_has_call(r->calls, COMMAND_SEND) ||
        decide_has_call(r->calls, COMMAND_DROP))
        return true;
    return answers_hold(j) && !content && acting(r->calls) == 0;
}

/* Words why this cannot be done with spam, or NULL; `replies`: a text goes to the
 * customer. */
static const char *spam_wrong(const decide_job *j, const command_result *r,
                              bool replies)
{
    bool is_spam = strcmp(j->state.status, status_spam()) == 0;
    bool spam = decide_has_call(r->calls, COMMAND_SPAM);
    bool ham = decide_has_call(r->calls, COMMAND_HAM);

    if (spam && ham)
        return "choose /spam or /ham, not both";
    if (spam && replies)
        return "nothing is sent to a spammer: use /spam alone, or with "
               "/note and an internal text";
    if (is_spam && replies && !ham)
        return "this request is marked as spam, so nothing has been sent: "
               "start with /ham if it is not spam, or with /note";
    return NULL;
}

void decide_by_operator(decide_job *j)
{
    g_autoptr(command_result) r =
        command_read(new_text(j), COMMAND_FOR_OPERATOR);
    const char *wrong = NULL;

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
    bool content = has_content(j, r);
    bool note = wants_note(j, r, &wrong);
    bool by_undo = j->cap && j->cap->kind == TAG_UNDO;
    const store_held *held = decide_held_open(j);
    bool waits = asks_about_held(j, r, content);
    if (!wrong && !content && acting(r->calls) == 0 && !waits && !by_undo)
        wrong = "it has no text";
    if (!wrong)
        wrong = spam_wrong(j, r, content && !note);
    if (wrong)
        decide_error_one(j, j->op, "", wrong, new_text(j));
    else if (waits)
        decide_held_answer(j, held, r);
    else if (undo_first(j, r, content))
        send_or_hold(j, r, note, content, is_hers_held(j, held) ? held : NULL);
}

void decide_by_colleague(decide_job *j)
{
    g_autoptr(command_result) r =
        command_read(new_text(j), COMMAND_FOR_OPERATOR);
    g_autoptr(GPtrArray) files = decide_attachments(j->in->letter);
    decide_text t = {
        .text = r->text, .attachments = files, .note = true, .author = j->op};
    bool content = has_content(j, r);

    if (refuse(j, r->errors))
        return;
    if (!j->st || !content || acting(r->calls) > 0 ||
        decide_has_call(r->calls, COMMAND_REPLY))
        decide_error_one(
            j, j->op, "",
            !j->st     ? "there is no such request here"
            : !content ? "it has no text"
                       : "replies to a colleague's message become "
                         "notes; for commands reply to a message that you got",
            new_text(j));
    else
        carry(j, &t, true, NULL);
}

/* Nothing of it may act: commands are taken off, not kept, because whoever is
 * asked sees the text only. */
void decide_doubtful(decide_job *j)
{
    g_autoptr(command_result) r =
        command_read(new_text(j), COMMAND_FOR_OPERATOR);
    g_autoptr(GPtrArray) files = decide_attachments(j->in->letter);
    bool note = decide_has_call(r->calls, COMMAND_NOTE) ||
                (j->cap && j->cap->kind == TAG_NOTE) ||
                (j->op && !decide_has_call(r->calls, COMMAND_REPLY) &&
                 config_answer_for(j->c, j->op, j->st ? j->state.line : 1) ==
                     CONFIG_ANSWER_NOTE);
    decide_text t = {.text = r->text,
                     .attachments = files,
                     .note = note,
                     .author = j->op,
                     .seen = j->cap ? j->cap->entry : 0};
    unsigned lost = r->errors->len + acting(r->calls);
    g_autofree char *reason =
        lost ? g_strdup_printf("%s; its commands are not carried out", j->doubt)
             : g_strdup(j->doubt);

    hold(j, STORE_HELD_DOUBT, &t, reason, NULL);
}
