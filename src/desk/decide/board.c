/* decide_board: a board is asked about a request, its members' voices are counted,
 * and nothing is decided by itself. */
#include "desk/decide/room.h"

#include <string.h>

#define WAIT_KIND "board"

/* ---- the newest round ---- */

static const store_approval *round_of(const decide_job *j)
{
    const GPtrArray *all = j->st ? j->st->approvals : NULL;
    const store_approval *a = all && all->len > 0 ? all->pdata[0] : NULL;

    return a && !*a->member ? a : NULL;
}

const config_board *decide_board_open(const decide_job *j)
{
    const store_approval *r = round_of(j);

    return r && r->answer == STORE_APPROVAL_OPEN
               ? config_board_by_id(j->c, r->reason)
               : NULL;
}

static char *wait_ref(const decide_job *j, int64_t round)
{
    return g_strdup_printf("%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT,
                           decide_ticket(j), round);
}

static void set_wait(decide_job *j, int64_t round, int64_t at_ms)
{
    g_autofree char *ref = wait_ref(j, round);

    plan_wait(j->plan, WAIT_KIND, ref, decide_ticket(j), at_ms);
}

/* What a member has said; of `but` it is `said`. */
static int voice_of(const decide_job *j, const char *member, const char *but,
                    int said)
{
    const GPtrArray *all = j->st->approvals;

    if (g_strcmp0(member, but) == 0)
        return said;
    for (unsigned i = 0; i < all->len; i++) {
        const store_approval *a = all->pdata[i];
        if (strcmp(a->member, member) == 0)
            return a->answer;
    }
    return STORE_APPROVAL_OPEN;
}

/* Only those who are members now have a voice. */
static int count(const decide_job *j, const config_board *b, int answer,
                 const char *but, int said)
{
    int n = 0;

    for (unsigned i = 0; i < b->members->len; i++)
        n += voice_of(j, b->members->pdata[i], but, said) == answer;
    return n;
}

/* ---- asking ---- */

static void ask_member(decide_job *j, const config_board *b, const char *member,
                       int64_t round, const char *why)
{
    const outsider who = {.board = b, .member = member};
    const char *address = outsider_address(j->c, &who);
    store_outgoing *o;
    json_t *data;
    char *raw;

    if (!address)
        return;
    o = decide_mail(j, STORE_TO_OUTSIDER, "board", address);
    data = json_pack("{s:s,s:s,s:I,s:s,s:I}", "board", b->id, "member", member,
                     "round", (json_int_t)round, "asks", why, "upto",
                     (json_int_t)j->st->t->last_entry);
    if (j->op && !j->hand)
        json_object_set_new(data, "by", json_string(j->op->id));
    raw = json_dumps(data, JSON_COMPACT);
    g_free(o->data);
    o->data = g_strdup(raw);
    o->entry = PLAN_LATEST;
    plan_send(j->plan, o);
    free(raw);
    json_decref(data);
}

void decide_ask_board(decide_job *j, const config_board *b, const char *why)
{
    const store_approval *before = round_of(j);
    int64_t round = before ? before->round + 1 : 1;

    if (decide_board_open(j))
        set_wait(j, before->round, 0);
    plan_approval(j->plan,
                  store_approval_new(decide_ticket(j), round, "",
                                     STORE_APPROVAL_OPEN, b->id, j->now_ms));
    decide_event(j, "asked %s: %d of %u must agree%s%s", b->name, b->quorum,
                 b->members->len, *why ? "; why: " : "", why);
    for (unsigned i = 0; i < b->members->len; i++)
        ask_member(j, b, b->members->pdata[i], round, why);
    set_wait(j, round, j->now_ms + b->time_ms);
    j->asked = true;
}

void decide_board_due(decide_job *j)
{
    const store_ticket *t = j->st ? j->st->t : NULL;
    const config_board *b;

    if (!t || j->asked || decide_board_open(j) ||
        (strcmp(t->status, j->state.status) == 0 &&
         g_strcmp0(t->type, j->state.type) == 0))
        return;
    b = config_board_for(j->c, j->state.type, j->state.status);
    if (b)
        decide_ask_board(j, b, "");
}

/* ---- counting ---- */

static void add_event(decide_job *j, const char *member, const char *name,
                      const char *words)
{
    bool staff = config_operator_by_id(j->c, member) != NULL;

    decide_event_of(j, staff ? STORE_BY_OPERATOR : STORE_BY_PARTNER, member,
                    name, words);
}

/* Those whom it concerns; -1: the event that was just added. */
static void tell(decide_job *j, const char *words)
{
    g_autoptr(GPtrArray) all = decide_concerned(j, NULL);

    decide_notify(j, all, "board", words, -1);
}

static void end_round(decide_job *j, const config_board *b, bool yes,
                      int voices)
{
    const store_approval *r = round_of(j);
    const char *to = yes ? b->approved : b->rejected;
    g_autofree char *words =
        g_strdup_printf("%s has %s it (%d of %u).", b->name,
                        yes ? "approved" : "rejected", voices, b->members->len);

    plan_approval(j->plan, store_approval_new(decide_ticket(j), r->round, "",
                                              yes ? STORE_APPROVAL_YES
                                                  : STORE_APPROVAL_NO,
                                              b->id, r->at_ms));
    set_wait(j, r->round, 0);
    decide_event_of(j, STORE_BY_SYSTEM, "", NULL, words);
    tell(j, words);
    if (to)
        decide_status(j, to);
}

void decide_count(decide_job *j, const config_board *b, const char *member,
                  const char *name, bool yes, const char *reason)
{
    const store_approval *r = round_of(j);
    int said = yes ? STORE_APPROVAL_YES : STORE_APPROVAL_NO;
    int pro = count(j, b, STORE_APPROVAL_YES, member, said);
    int contra = count(j, b, STORE_APPROVAL_NO, member, said);
    g_autofree char *words = g_strdup_printf(
        "%s as a member of %s%s%s", yes ? "approved" : "rejected", b->name,
        *reason ? ": " : "", reason);

    plan_approval(j->plan,
                  store_approval_new(decide_ticket(j), r->round, member,
                                     (store_answer)said, reason, j->now_ms));
    add_event(j, member, name, words);
    if (pro >= b->quorum)
        end_round(j, b, true, pro);
    else if (contra >= b->quorum || contra > (int)b->members->len - b->quorum)
        end_round(j, b, false, contra);
}

/* ---- a member's letter ---- */

/* What he says; NULL: nothing, or both. */
static const command_call *voice_in(const command_result *r)
{
    const command_call *found = NULL;

    for (unsigned i = 0; i < r->calls->len; i++) {
        const command_call *call = r->calls->pdata[i];
        if (!(call->row->traits & (COMMAND_APPROVES | COMMAND_REJECTS)))
            continue;
        if (found && found->row != call->row)
            return NULL;
        found = call;
    }
    return found;
}

static void add_note(decide_job *j, const char *text)
{
    const outsider *o = &j->outside;
    bool staff = config_operator_by_id(j->c, o->member) != NULL;
    store_entry *e = decide_entry(j, STORE_NOTE,
                                  staff ? STORE_BY_OPERATOR : STORE_BY_PARTNER,
                                  o->id, o->name, text);

    g_ptr_array_unref(e->attachments);
    e->attachments = decide_files(j, true);
    plan_entry(j->plan, e);
}

/* The note says which voice it belongs to: others read it by itself. Caller
 * frees. */
static char *with_voice(const command_call *call, const char *text)
{
    const char *voice =
        call->row->traits & COMMAND_APPROVES ? "Approves" : "Rejects";
    const char *why = call->argument;

    return g_strconcat(voice, *why || *text ? ": " : ".", why,
                       *why && *text ? "\n\n" : "", text, NULL);
}

/* Why his voice does not count; NULL: it does. */
static const char *no_voice(const decide_job *j, const command_call *call)
{
    const store_approval *r = round_of(j);
    const config_board *open = decide_board_open(j);

    if (!r || j->in->evidence->outside.entry != r->round)
        return "the question that it answers was put again since";
    if (!open || open != j->outside.board)
        return "it has been decided already";
    return call ? NULL : "it says neither /approve nor /reject";
}

/* Members may well write the same line; what they quote is cut. */
static command_result *read_own(const decide_job *j)
{
    const account *a = j->in->account;

    return command_read(a ? a->text : j->in->letter->new_text,
                        COMMAND_FOR_OPERATOR);
}

void decide_vote(decide_job *j)
{
    g_autoptr(command_result) r = read_own(j);
    const command_call *call = voice_in(r);
    const char *no = no_voice(j, call);
    const outsider *o = &j->outside;
    g_autofree char *number = decide_number(j);

    if (*r->text || j->in->letter->attachments->len > 0) {
        g_autofree char *text =
            no ? g_strdup(r->text) : with_voice(call, r->text);
        add_note(j, text);
    }
    j->cause = "board";
    if (no) {
        g_autofree char *words = g_strdup_printf(
            "What %s wrote as a member of %s counts as no voice: %s.", o->name,
            o->board->name, no);
        add_event(j, o->member, o->name, words);
        tell(j, words);
    } else {
        decide_count(j, o->board, o->member, o->name,
                     call->row->traits & COMMAND_APPROVES, call->argument);
    }
    j->cause = NULL;
    decide_fate(j, "voice", "%s of %s, member of %s, in %s",
                no ? "no voice" : "voice", o->name, o->board->name, number);
}

/* ---- time ---- */

static char *missing(const decide_job *j, const config_board *b)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    for (unsigned i = 0; i < b->members->len; i++) {
        const char *member = b->members->pdata[i];
        const config_operator *o = config_operator_by_id(j->c, member);
        if (voice_of(j, member, NULL, 0) == STORE_APPROVAL_OPEN)
            g_ptr_array_add(names, o ? o->name : (char *)member);
    }
    g_ptr_array_add(names, NULL);
    return g_strjoinv(", ", (char **)names->pdata);
}

plan *decide_board_late(const config *c, const snapshot_ticket *t,
                        const char *ref, int64_t now_ms)
{
    decide_job *j = decide_job_new(c, t, now_ms);
    const config_board *b = decide_board_open(j);
    g_autofree char *now = b ? wait_ref(j, round_of(j)->round) : NULL;

    if (g_strcmp0(now, ref) != 0)
        return decide_job_end(j);
    g_autofree char *names = missing(j, b);
    g_autofree char *words = g_strdup_printf(
        "%s has not decided in time. Nothing from: %s.", b->name, names);
    g_autoptr(GPtrArray) all = decide_leads(j);
    decide_event_of(j, STORE_BY_SYSTEM, "", NULL, words);
    decide_notify(j, all, "board", words, -1);
    return decide_job_end(j);
}
