/* desk_fixture: a small desk for tests of the desk's pure heart: operators anna
 * and olga (line 1), tom (line 2), queue support@example.org, ticket 1001 of
 * kari@example.com, and a letter about it. */
#ifndef POSTERN_TEST_DESK_FIXTURE_H
#define POSTERN_TEST_DESK_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "desk/decide/decide.h"
#include "roles/sections.h"

#include <glib/gstdio.h>
#include <unistd.h>

#define FIXTURE_NOW ((int64_t)1800000000000)

/* Sections that a test's desk has besides; set before a world is made. */
static const char *fixture_more = "";

static inline config *fixture_config(gboolean authserv)
{
    static const char rest[] =
        "[smtp]\nhost = 127.0.0.1\n"
        "[queue support]\naddress = support@example.org\nundo = 60s\n"
        "aliases = help@example.org\n"
        "[queue sales]\naddress = sales@example.org\nundo = 0s\n"
        "acknowledge = no\n"
        "[mailbox box]\nhost = imap.example.net\nuser = u\n"
        "password_command = echo x\nqueue = sales\n"
        "authserv_id = imap.example.net\n"
        "[operator anna]\nname = Anna Larsen\naddress = anna@example.org\n"
        "sasl_login = anna\n"
        "[operator olga]\nname = Olga Ivanova\naddress = olga@example.org\n"
        "[operator tom]\nname = Tom Hansen\naddress = tom@example.org\n"
        "lines = 2\n"
        "[line 1]\nname = first line\n[line 2]\nname = engineers\n"
        "[partner integrator]\nname = Integrator\n"
        "address = help@integrator.example, desk@integrator.example\n"
        "[category account]\ntitle = Account and password\n"
        "title.ru = Пароль\n";
    static const char board[] =
        "[board cab]\nname = Change board\n"
        "members = olga, tom, boss@example.com\nfor = change-request\n"
        "at = internal\napproved = in-progress\nrejected = resolved\n";
    /* it is of shipped statuses and types */
    bool own =
        strstr(fixture_more, "[status ") || strstr(fixture_more, "[type ");
    GError *error = NULL;
    g_autofree char *path = NULL;
    int fd = g_file_open_tmp("postern-desk-XXXXXX", &path, &error);
    g_autofree char *text = g_strdup_printf(
        "[site]\nname = Example\nadmin = admin@example.org\n%s%s%s%s",
        authserv ? "authserv_id = mx.example.org\n"
                   "trusted_relays = 10.0.0.1\n"
                 : "",
        rest, own ? "" : board, fixture_more);

    assert_true(fd >= 0);
    close(fd);
    assert_true(g_file_set_contents(path, text, -1, &error));
    config *c = role_config_load(path, NULL, &error);
    g_unlink(path);
    if (!c)
        fail_msg("%s", error->message);
    return c;
}

static inline config *fixture_config_with(gboolean authserv, const char *more)
{
    const char *was = fixture_more;

    fixture_more = more;
    config *c = fixture_config(authserv);
    fixture_more = was;
    return c;
}

typedef struct world {
    config *c;
    spool_entry entry;
    letter *l;
    trust_facts *trust;
    evidence *v;
    verdict *verdict;
    snapshot *s;
    account *account;    /* NULL: nothing is known that it quotes */
    GPtrArray *files;    /* facts_file*; NULL */
    snapshot_ticket *st; /* of 1001 */
    bool broken;
} world;

/* Its head: texts are not in a snapshot. */
static inline store_head *world_entry(snapshot_ticket *st,
                                      store_entry_kind kind, store_author by,
                                      const char *author)
{
    store_head *h = g_new0(store_head, 1);

    h->n = ++st->t->last_entry;
    h->kind = kind;
    h->state = STORE_PUBLISHED;
    h->by = by;
    h->author = g_strdup(author);
    h->message_id = g_strdup_printf("m%d@example.com", (int)h->n);
    h->ledger = g_strdup_printf("L%d", (int)h->n);
    h->created_ms = FIXTURE_NOW - 3600000;
    g_ptr_array_add(st->entries, h);
    return h;
}

/* An operator's reply in its undo window. */
static inline store_entry *world_pending(snapshot_ticket *st, const char *who,
                                         const char *text)
{
    store_head *h = world_entry(st, STORE_ARTICLE, STORE_BY_OPERATOR, who);
    store_entry *e = g_new0(store_entry, 1);

    h->state = e->state = STORE_PENDING;
    e->ticket = st->t->id;
    e->n = h->n;
    e->kind = h->kind;
    e->by = h->by;
    e->author = g_strdup(who);
    e->text = g_strdup(text);
    e->ledger = g_strdup(h->ledger);
    e->created_ms = h->created_ms;
    e->attachments = g_ptr_array_new();
    g_ptr_array_add(st->pending, e);
    return e;
}

static inline void world_participant(snapshot_ticket *st, const char *who,
                                     store_part part)
{
    store_participant *p = g_new0(store_participant, 1);

    p->address = g_strdup(who);
    p->part = part;
    g_ptr_array_add(st->participants, p);
}

static inline void world_free_participant(void *data)
{
    store_participant *p = data;

    g_free(p->address);
    g_free(p->name);
    g_free(p);
}

static inline snapshot_ticket *world_ticket(world *w, int64_t id,
                                            const char *customer)
{
    snapshot_ticket *st = g_new0(snapshot_ticket, 1);
    store_ticket *t = g_new0(store_ticket, 1);

    st->t = t;
    t->id = id;
    t->queue = g_strdup("support");
    t->subject = g_strdup("Printer");
    t->status = g_strdup("new");
    t->line = 1;
    t->customer = g_strdup(customer);
    t->priority = g_strdup("normal");
    t->language = g_strdup("en");
    t->created_ms = t->updated_ms = t->status_ms = FIXTURE_NOW - 3600000;
    st->participants = g_ptr_array_new_with_free_func(world_free_participant);
    st->watchers = g_ptr_array_new_with_free_func(g_free);
    st->entries =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_head_free);
    st->pending =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_entry_free);
    st->held = g_ptr_array_new_with_free_func((GDestroyNotify)store_held_free);
    world_participant(st, customer, STORE_CUSTOMER);
    world_entry(st, STORE_ARTICLE, STORE_BY_CUSTOMER, customer);
    g_ptr_array_add(w->s->tickets, st);
    return st;
}

static inline void world_status(world *w, const char *status)
{
    g_free(w->st->t->status);
    w->st->t->status = g_strdup(status);
}

/* A letter "Hello" by `from` to support@, about nothing. */
static inline world *world_new(const char *from, const char *text)
{
    world *w = g_new0(world, 1);

    w->c = fixture_config(FALSE);
    strcpy(w->entry.id, "0123456789abcdef0123456789abcdef");
    w->entry.accepted_ms = FIXTURE_NOW - 1000;
    w->entry.door = (char *)"milter";
    w->entry.sender = (char *)from;
    w->l = letter_new();
    w->l->message_id = g_strdup("letter@example.com");
    w->l->date_ms = FIXTURE_NOW - 2000;
    g_ptr_array_add(w->l->from, letter_address_new("Somebody", from));
    w->l->subject = g_strdup("Hello");
    g_free(w->l->text);
    g_free(w->l->new_text);
    w->l->text = g_strdup(text);
    w->l->new_text = g_strdup(text);
    w->trust = g_new0(trust_facts, 1);
    w->trust->from = g_strdup(from);
    w->trust->auth_words = g_strdup("nothing known");
    w->trust->operator_ = config_operator_by_address(w->c, from);
    w->v = g_new0(evidence, 1);
    w->v->queue = w->c->queues->pdata[0];
    w->v->tags = g_array_new(FALSE, FALSE, sizeof(tag_found));
    w->v->asked = g_array_new(FALSE, FALSE, sizeof(int64_t));
    w->v->ids = g_ptr_array_new_with_free_func(g_free);
    w->v->others = g_ptr_array_new_with_free_func(g_free);
    w->verdict = verdict_new();
    w->s = snapshot_empty();
    w->st = world_ticket(w, 1001, "kari@example.com");
    return w;
}

static inline void world_free(world *w)
{
    letter_free(w->l);
    trust_free(w->trust);
    evidence_free(w->v);
    verdict_free(w->verdict);
    snapshot_free(w->s);
    account_free(w->account);
    g_clear_pointer(&w->files, g_ptr_array_unref);
    config_free(w->c);
    g_free(w);
}

/* The letter answers a notification of `who`, with the capability and thread. */
static inline void world_capability(world *w, tag_kind kind, const char *who,
                                    int64_t seen)
{
    tag_claim claim = {kind, config_operator_number(who),
                       kind == TAG_HELD ? 7 : 1001, seen, 1};

    w->v->capability_found = w->v->claim_found = true;
    w->v->capability = w->v->claim = claim;
    w->s->by_capability = w->s->by_claim = w->s->by_tag = 1001;
}

static inline store_held *world_held(world *w, const char *who,
                                     store_held_kind kind)
{
    store_held *h = g_new0(store_held, 1);

    h->id = 7;
    h->kind = kind;
    h->queue = g_strdup("support");
    h->ticket = 1001;
    h->operator_id = g_strdup(who);
    h->text = g_strdup("held text");
    h->attachments = g_ptr_array_new();
    h->reason = g_strdup("reason");
    h->ledger = g_strdup("H");
    h->data = g_strdup("{\"commands\":[]}");
    h->created_ms = FIXTURE_NOW - 60000;
    return h;
}

static inline void world_attach(world *w, bool shown_inline)
{
    letter_attachment *a = letter_attachment_new();

    g_free(a->part);
    g_free(a->name);
    g_free(a->type);
    a->part = g_strdup("2");
    a->name = g_strdup("a.txt");
    a->type = g_strdup("text/plain");
    a->shown_inline = shown_inline;
    g_ptr_array_add(w->l->attachments, a);
}

static inline plan *world_decide(const world *w)
{
    decide_input in = {.config = w->c,
                       .entry = &w->entry,
                       .letter = w->l,
                       .trust = w->trust,
                       .evidence = w->v,
                       .verdict = w->verdict,
                       .snapshot = w->s,
                       .account = w->account,
                       .files = w->files,
                       .broken = w->broken,
                       .now_ms = FIXTURE_NOW};
    return decide_letter(&in);
}

/* ---- a plan as one short line ---- */

static inline void summary_send(GString *out, const store_outgoing *o)
{
    const char *why = o->data ? strstr(o->data, "\"why\":\"") : NULL;

    g_string_append(out, o->template);
    if (why) {
        why += strlen("\"why\":\"");
        g_string_append_printf(out, "/%.*s", (int)strcspn(why, "\""), why);
    }
    g_string_append_printf(out, ">%s",
                           o->operator_id ? o->operator_id : o->recipient);
    if (o->state == STORE_OUT_WAITING)
        g_string_append_c(out, '~');
}

static inline void summary_entry(GString *out, const store_entry *e)
{
    static const char *const kinds[] = {"article", "note", "event", "apart"};
    static const char *const by[] = {"customer", "", "stranger", "system",
                                     "partner"};

    if (e->kind == STORE_EVENT)
        g_string_append_printf(out, "event[%.*s]", (int)strcspn(e->text, "\n"),
                               e->text);
    else
        g_string_append_printf(
            out, "%s%s:%s%s", kinds[e->kind], e->marked ? "!" : "",
            e->by == STORE_BY_OPERATOR ? e->author : by[e->by],
            e->state == STORE_PENDING ? "~" : "");
    if (e->commands)
        g_string_append_printf(out, "{%s}", e->commands);
}

/* Short forms of steps, formats of plan_verb.h; the rest stand by their name. */
static const char *const summary_forms[PLAN_VERBS] = {
    [PLAN_FATE] = "={code}",
    [PLAN_TICKET] = "ticket({customer})[{?staff}staff]",
    [PLAN_SET] = "{field}=[{words}|none]",
    [PLAN_RULE] = "rule({field}={words})",
    [PLAN_PARTICIPANT] = "+{address}",
    [PLAN_UNPARTICIPANT] = "-{words}",
    [PLAN_WATCH] = "[{?on}watch|unwatch]={words}",
    [PLAN_REVOKE] = "revoke:{words}@{ticket}/{entry}",
    [PLAN_HOLD] = "hold:{kind}[{?note}(note)]",
    [PLAN_HELD] = "held{held}={state}[/reminded={reminded}]",
    [PLAN_PUBLISH] = "publish{entry}",
    [PLAN_WITHDRAW] = "withdraw{entry}",
    [PLAN_BOUNCED] = "bounced{outgoing}",
    [PLAN_REPORTED] = "{report}{outgoing}",
    [PLAN_ADOPT] = "adopt{entry}",
    [PLAN_LEARN] = "learn({words})=[{code}|none]",
    [PLAN_JOIN] = "join({ticket} {into})",
    [PLAN_PART] = "part({ticket} {entry})",
    [PLAN_LINK] = "[{?on}link|unlink]({ticket} {other} {kind})",
    [PLAN_VALUE] = "{field}:=[{words}|none]",
    [PLAN_HANDOVER] = "push({line} {holder})",
    [PLAN_HANDBACK] = "pop",
    [PLAN_AWAY] = "away({operator})=[{until_ms}|none][/{deputy}]",
    [PLAN_TURN] = "turn({field})={operator}",
    [PLAN_NEWS] = "news/{code}>{operator}@{due_ms}",
    [PLAN_NEWS_TOLD] = "told({operator} {until})",
    [PLAN_CO] = "[{?on}co|unco]={words}",
    [PLAN_FORWARDED] = "forwarded",
    [PLAN_TASK] = "task({asker})",
    [PLAN_APPROVAL] = "approval",
    [PLAN_ROBOT] = "robot({robot} {result})",
    [PLAN_JOB] = "job({kind} {name})",
    [PLAN_TIME] = "time({min} {operator}[ {work}])",
    [PLAN_TIMER] = "timer({operator})=[{?from_ms}{ticket}|none]",
    [PLAN_WARNED] = "warned({service} {percent})",
    [PLAN_WAIT] = "wait({kind} {ref})=[{at_ms}|none]",
};

static inline void summary_step(GString *out, const plan_step *s)
{
    const char *form = summary_forms[s->what];
    g_autofree char *words = plan_say(s, form ? form : plan_do_name(s->what));

    if (s->what == PLAN_ENTRY)
        summary_entry(out, s->entry);
    else if (s->what == PLAN_SEND)
        summary_send(out, s->send);
    else
        g_string_append(out, words);
}

/* What follows from a step beside it. */
static inline bool summary_follows(const plan_step *s)
{
    return s->what == PLAN_DETAIL || s->what == PLAN_MSGID ||
           s->what == PLAN_STAY ||
           (s->what == PLAN_WAIT && strcmp(s->wait->kind, DECIDE_AFTER) == 0) ||
           (s->what == PLAN_SET &&
            (s->set.field == PLAN_STAGE || s->set.field == PLAN_OPEN));
}

/* Steps in order; details, Message-IDs that name a ticket, and what follows from
 * a status left out. */
static inline char *plan_summary(const plan *p)
{
    GString *out = g_string_new(NULL);

    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        if (summary_follows(s))
            continue;
        if (out->len > 0)
            g_string_append_c(out, ' ');
        summary_step(out, s);
    }
    return g_string_free(out, FALSE);
}

/* Every plan of a letter has one fate, prints, and its JSON is whole. */
static inline void plan_check(const plan *p)
{
    unsigned fates = 0;
    g_autofree char *json = plan_to_json(p);
    g_autofree char *text = plan_to_text(p);

    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        fates += s->what == PLAN_FATE;
    }
    assert_int_equal(fates, 1);
    assert_true(json[0] == '[' && json[strlen(json) - 1] == ']');
    assert_true(*text);
}

#define assert_plan(w, wanted)                                  \
    do {                                                        \
        g_autoptr(plan) plan_ = world_decide(w);                \
        g_autofree char *is_ = plan_summary(plan_);             \
        plan_check(plan_);                                      \
        if (strcmp(is_, wanted) != 0)                           \
            fail_msg("is  %s\n           not %s", is_, wanted); \
    } while (0)

/* ---- tables: a letter, what is changed before it comes, the plan ---- */

typedef struct plan_row {
    const char *name, *from, *text;
    void (*change)(world *w); /* NULL: nothing */
    const char *plan;         /* as assert_plan takes it */
} plan_row;

static inline void check_plans(const plan_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        world *w = world_new(rows[i].from, rows[i].text);
        print_message("%s\n", rows[i].name);
        if (rows[i].change)
            rows[i].change(w);
        assert_plan(w, rows[i].plan);
        world_free(w);
    }
}

#endif
