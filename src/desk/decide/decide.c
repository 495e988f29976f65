/* decide: (letter, facts, verdict, what the store says, now) -> plan. Here is the
 * order in which a letter is looked at; each kind has a file of its own. */
#include "base/planted.h"
#include "desk/decide/room.h"

#include <math.h>
#include <string.h>

#define RULES_SHOWN_MAX 10 /* hits named in the ledger */

/* ---- what is held unread ---- */

/* The spool may bring what was released a second time after a crash. */
static void released_before(decide_job *j)
{
    decide_fate(j, "copy", "let in before; released from %s",
                j->in->entry->released);
}

static bool spam_exempt(const decide_job *j)
{
    const evidence *v = j->in->evidence;
    bool knows_us = v->claim_found && j->st;

    if (decide_source(j)) /* whatever addresses stand in it */
        return j->in->entry->released != NULL;
    if (j->in->entry->released || j->cap || v->outside_found ||
        (v->capability_found && v->capability.kind != TAG_BOUNCE))
        return true;
    if (j->who == DECIDE_OPERATOR)
        return true;
    /* whoever was found to send spam is judged like anybody */
    if (j->st && status_is(j->statuses, j->state.status, STATUS_SPAM))
        return false;
    return j->who == DECIDE_CUSTOMER &&
           (j->strong || knows_us || v->rate_found);
}

/* ---- details for `why` ---- */

static void trust_detail(decide_job *j)
{
    const trust_facts *t = j->in->trust;
    static const char *const words[] = {
        [DECIDE_STRANGER] = "stranger",
        [DECIDE_CUSTOMER] = "participant",
        [DECIDE_OPERATOR] = "operator",
        [DECIDE_COLLEAGUE] = "operator with a colleague's address",
        [DECIDE_DOUBTFUL] = "doubtful",
        [DECIDE_OUTSIDER] = "partner or board",
        [DECIDE_ALLEGED] = "perhaps a partner or board",
    };

    decide_detail(j, "trust", "%s%s%s (%s%s%s)", words[j->who],
                  j->op ? " " : "", j->op ? j->op->id : "",
                  j->cap && j->who != DECIDE_DOUBTFUL ? "capability, " : "",
                  t->sasl ? "SASL login, " : "",
                  t->auth_words ? t->auth_words : "not authenticated");
    if (t->unproved)
        decide_detail(j, "source", "%s", t->unproved);
    if (j->doubt)
        decide_detail(j, "doubt", "%s", j->doubt);
}

static void source_details(decide_job *j)
{
    const source_facts *s = decide_source(j);

    if (!s)
        return;
    decide_detail(j, "source", "%s: %s", s->source->id, s->proof);
    if (s->unread)
        decide_detail(j, "customer", "%s", s->unread);
}

/* Each queue has its own measure. */
static bool is_spam(const decide_job *j)
{
    return j->in->verdict->score >= j->queue->spam_hold;
}

static void verdict_details(decide_job *j)
{
    const verdict *v = j->in->verdict;
    g_autoptr(GString) hits = g_string_new(NULL);
    unsigned shown = 0;

    for (unsigned i = 0; i < v->hits->len && shown < RULES_SHOWN_MAX; i++) {
        const verdict_hit *h = v->hits->pdata[i];
        if (h->score != 0) /* subrules, and rules that only vote, have none */
            g_string_append_printf(hits, "%s %s %.1f", shown++ == 0 ? ":" : ",",
                                   h->rule, h->score);
    }
    if (isinf(j->queue->spam_hold))
        decide_detail(j, "spam", "%.1f%s", v->score, hits->str);
    else
        decide_detail(j, "spam", "%.1f of %g%s%s", v->score,
                      j->queue->spam_hold, is_spam(j) ? ", spam" : "",
                      hits->str);
    decide_advice_details(j);
}

/* "notify to anna@example.org, ola@example.org", a line for each template. */
static void sent_details(decide_job *j)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);

    for (unsigned i = 0; i < j->plan->steps->len; i++) {
        const plan_step *s = j->plan->steps->pdata[i];
        unsigned k = 0;
        if (s->what != PLAN_SEND)
            continue;
        g_autofree char *start = g_strdup_printf("%s to ", s->send->template);
        while (k < lines->len && !g_str_has_prefix(lines->pdata[k], start))
            k++;
        if (k == lines->len) {
            g_ptr_array_add(lines,
                            g_strconcat(start, s->send->recipient, NULL));
        } else {
            char *old = lines->pdata[k];
            lines->pdata[k] = g_strconcat(old, ", ", s->send->recipient, NULL);
            g_free(old);
        }
    }
    for (unsigned i = 0; i < lines->len; i++)
        decide_detail(j, "sent", "%s", (const char *)lines->pdata[i]);
}

/* ---- the order ---- */

/* Our own mail proves itself by what only we can make, never by From: others write
 * that. A report about it may name itself as what it is about. */
static bool is_own(const decide_job *j)
{
    const evidence *v = j->in->evidence;
    letter_kind kind = j->in->letter->kind;

    return !PLANTED(own_mail_read) && v->own && kind != LETTER_BOUNCE &&
           kind != LETTER_FEEDBACK && (v->from_us || kind != LETTER_AUTO_REPLY);
}

bool decide_is_read(const decide_job *j)
{
    return !j->in->broken && !is_own(j) &&
           decide_read_as(j) != DECIDE_AS_MACHINE &&
           (!is_spam(j) || spam_exempt(j));
}

static void by_author(decide_job *j)
{
    bool asked = j->who == DECIDE_OPERATOR || j->who == DECIDE_COLLEAGUE;

    if (j->op && !decide_may(j, j->op)) {
        if (asked) {
            decide_no_right(j);
            return;
        }
        j->op = NULL; /* the line is asked in her place */
    }
    if (asked && decide_is_listed(j)) {
        decide_several(j);
        return;
    }
    switch (j->who) {
    case DECIDE_OPERATOR:
        if (j->cap && j->cap->kind == TAG_REVIEW)
            decide_reviewed(j);
        else
            decide_by_operator(j);
        break;
    case DECIDE_COLLEAGUE:
        decide_by_colleague(j);
        break;
    case DECIDE_DOUBTFUL:
        decide_doubtful(j);
        break;
    case DECIDE_OUTSIDER:
        decide_by_outsider(j);
        break;
    case DECIDE_ALLEGED:
        decide_alleged(j);
        break;
    case DECIDE_CUSTOMER:
        decide_customer(j);
        break;
    case DECIDE_STRANGER:
        if (j->st)
            decide_stranger(j);
        else if (!decide_draft(j) && !decide_known_person(j))
            decide_new_ticket(j, NULL);
        break;
    }
}

static void by_people(decide_job *j)
{
    if (!decide_is_read(j))
        decide_spam(j);
    else if (decide_source(j) || decide_read_as(j) == DECIDE_AS_NEW)
        decide_new_ticket(j, NULL);
    else if (decide_is_responder(j))
        decide_responder(j);
    else if (!decide_form_mail(j))
        by_author(j);
    decide_seen_outside(j);
}

static void by_kind(decide_job *j)
{
    if (decide_released_before(j))
        released_before(j);
    else if (j->in->broken)
        decide_broken(j);
    else if (is_own(j) && j->in->evidence->from_us)
        decide_fate(j, "machine", "our own mail came back");
    else if (is_own(j))
        decide_own(j);
    else if (decide_read_as(j) == DECIDE_AS_MACHINE)
        decide_machine(j);
    else
        by_people(j);
}

plan *decide_letter(const decide_input *in)
{
    decide_job *j = decide_job_new(in->config, NULL, in->now_ms);

    j->in = in;
    decide_find(j);
    trust_detail(j);
    source_details(j);
    verdict_details(j);
    unsigned at = j->plan->steps->len;
    j->place = g_strdup_printf("%s, line %d", j->queue->id,
                               j->st ? j->state.line : j->queue->line);
    if (!decide_copy(j))
        by_kind(j);
    decide_released_end(j);
    plan_detail(j->plan, (int)at, "queue", j->place);
    sent_details(j);
    return decide_job_end(j);
}
