/* test_decide: letter and snapshot -> steps: customers, strangers, new tickets,
 * copies, machines, spam, and who is believed. Operators: test_operator.c. */
#include "desk/learn_config.h"
#include "lib/desk_fixture.h"
#include "scan/scan_config.h"

#include <math.h>

#define KARI "kari@example.com"
#define PER  "per@example.com"
#define NEW  "article:customer =ticket ack>" PER
#define LINE " notify/new>anna notify/new>olga"

/* ---- new tickets ---- */

static void quiet_queue(world *w)
{
    w->v->queue = w->c->queues->pdata[1];
}
static void old(world *w)
{
    w->l->date_ms = FIXTURE_NOW - 2 * 86400000LL;
}
static void waited(world *w)
{
    w->entry.accepted_ms = FIXTURE_NOW - 2 * 86400000LL;
}
static void flood(world *w)
{
    w->s->tickets_last_minute = 20;
}
static void waiting_digest(world *w)
{
    store_outgoing *o = g_new0(store_outgoing, 1);

    o->template = g_strdup("flood");
    o->queue = g_strdup("support");
    o->operator_id = g_strdup("anna");
    w->s->floods =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_outgoing_free);
    g_ptr_array_add(w->s->floods, o);
}
static void flood_told(world *w)
{
    flood(w);
    waiting_digest(w);
}
static void told_soon(world *w)
{
    waiting_digest(w);
}
static void many_to_domain(world *w)
{
    w->s->mails_to_domain = 3;
    w->trust->authserv_known = true;
}
static void many_to_domain_proved(world *w)
{
    many_to_domain(w);
    w->trust->auth = TRUST_PASS;
}
static void many_where_open(world *w)
{
    w->s->mails_to_domain = 29;
    w->trust->authserv_known = false;
}
static void forged(world *w)
{
    w->trust->auth = TRUST_FAIL;
}
static void bulk(world *w)
{
    w->v->bulk = true;
}
static void spf_failed(world *w)
{
    w->trust->spf_failed = true;
}
static void spf_failed_signed(world *w)
{
    spf_failed(w);
    w->trust->auth = TRUST_PASS;
}
static void many_mails(world *w)
{
    w->s->mails_to_person = 3;
}
static void ack_off(world *w)
{
    w->s->person = g_new0(store_person, 1);
    w->s->person->address = g_strdup(PER);
    w->s->person->ack_off = true;
}
static void null_sender(world *w)
{
    w->entry.sender = (char *)"";
}
static void with_cc(world *w)
{
    static const char *const cc[] = {"Support@example.org",
                                     "anna@example.org",
                                     "Per@Example.com",
                                     "bo@example.com",
                                     "BO@example.com",
                                     "not an address",
                                     NULL};
    for (unsigned i = 0; cc[i]; i++)
        g_ptr_array_add(w->l->cc, letter_address_new("X", cc[i]));
}
static void proved_cc(world *w)
{
    with_cc(w);
    w->trust->auth = TRUST_PASS;
}
static void proved_crowd(world *w)
{
    w->trust->auth = TRUST_PASS;
    for (int i = 0; i < 12; i++) {
        g_autofree char *one = g_strdup_printf("p%d@example.com", i);
        g_ptr_array_add(w->l->cc, letter_address_new(NULL, one));
    }
}
static void forged_cc(world *w)
{
    with_cc(w);
    w->trust->auth = TRUST_FAIL;
}
static void sign_up(world *w)
{
    with_cc(w);
    w->trust->auth = TRUST_PASS;
    w->l->sign_up = g_strdup("your code is");
}
static void no_from(world *w)
{
    g_clear_pointer(&w->trust->from, g_free);
    g_ptr_array_set_size(w->l->from, 0);
    w->entry.sender = NULL;
}
static void two_froms(world *w)
{
    g_clear_pointer(&w->trust->from, g_free);
    g_ptr_array_add(w->l->from, letter_address_new(NULL, KARI));
}
static void own_from(world *w)
{
    w->trust->operator_ = NULL;
}
static void our_mail(world *w)
{
    w->v->from_us = true;
    w->v->own = true;
}

static void test_new(void **state)
{
    static const plan_row rows[] = {
        {"a stranger asks", PER, "Hi.", NULL, "ticket(" PER ") " NEW LINE},
        {"a queue without acknowledgements", PER, "Hi.", quiet_queue,
         "ticket(" PER ") article:customer =ticket" LINE},
        {"an old letter", PER, "Hi.", old,
         "ticket(" PER ") article:customer =ticket" LINE},
        {"one that waited in the spool", PER, "Hi.", waited,
         "ticket(" PER ") article:customer =ticket" LINE},
        {"a flood", PER, "Hi.", flood,
         "ticket(" PER ") article:customer =ticket flood>anna flood>olga"},
        {"a flood of which a digest will tell", PER, "Hi.", flood_told,
         "ticket(" PER ") article:customer =ticket flood>olga"},
        {"still in the minute of a digest", PER, "Hi.", told_soon,
         "ticket(" PER ") " NEW " notify/new>olga"},
        {"enough mail to the domain", PER, "Hi.", many_to_domain,
         "ticket(" PER ") article:customer =ticket" LINE},
        {"but he is known", PER, "Hi.", many_to_domain_proved,
         "ticket(" PER ") " NEW LINE},
        {"nobody can be known here", PER, "Hi.", many_where_open,
         "ticket(" PER ") " NEW LINE},
        {"the sender is forged", PER, "Hi.", forged,
         "ticket(" PER ") article:customer =ticket" LINE},
        {"sent to many", PER, "Hi.", bulk,
         "ticket(" PER ") article:customer =ticket" LINE},
        {"SPF fails", PER, "Hi.", spf_failed,
         "ticket(" PER ") article:customer =ticket" LINE},
        {"SPF fails, a signature holds", PER, "Hi.", spf_failed_signed,
         "ticket(" PER ") " NEW LINE},
        {"enough mail this hour", PER, "Hi.", many_mails,
         "ticket(" PER ") article:customer =ticket" LINE},
        {"/ack off", PER, "Hi.", ack_off,
         "ticket(" PER ") article:customer =ticket" LINE},
        {"null sender", PER, "Hi.", null_sender,
         "ticket(" PER ") article:customer =ticket" LINE},
        {"nobody reads noreply", "noreply@example.com", "Hi.", NULL,
         "ticket(noreply@example.com) article:customer =ticket" LINE},
        {"Cc takes part, we and operators do not", PER, "Hi.", proved_cc,
         "ticket(" PER ") +bo@example.com " NEW LINE},
        {"ten of twelve", PER, "Hi.", proved_crowd,
         "ticket(" PER ") +p0@example.com +p1@example.com +p2@example.com "
         "+p3@example.com +p4@example.com +p5@example.com +p6@example.com "
         "+p7@example.com +p8@example.com +p9@example.com event[not "
         "everybody in Cc was added: there are too many; /cc adds one] " NEW
             LINE},
        {"who proved nothing brings nobody along", PER, "Hi.", with_cc,
         "ticket(" PER ") event[not everybody in Cc was added: the "
         "sender is not authenticated; /cc adds one] " NEW LINE},
        {"nor does a forged letter", PER, "Hi.", forged_cc,
         "ticket(" PER ") event[not everybody in Cc was added: the "
         "sender is not authenticated; /cc adds one] article:customer "
         "=ticket" LINE},
        {"a code opens a marked one that nobody answers", PER, "884213",
         sign_up, "ticket(" PER ") apart!:customer =ticket" LINE},
        {"no From at all", PER, "Hi.", no_from,
         "ticket() article:customer =ticket" LINE},
        {"two in From", PER, "/list", two_froms,
         "ticket(" PER ") article:customer =ticket" LINE},
        {"an operator's first test", "anna@example.org", "Hi.", NULL,
         "ticket(anna@example.org)staff article:customer =ticket "
         "ack>anna@example.org" LINE},
        {"a From of ours proves nothing, and gets nothing",
         "support@example.org", "Hi.", own_from,
         "ticket() article:customer =ticket" LINE},
        {"our own mail", "support@example.org", "Hi.", our_mail, "=machine"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

static void vote_for(world *w, const char *name, double weight)
{
    verdict_vote *vote = g_new0(verdict_vote, 1);

    vote->name = g_strdup(name);
    vote->weight = weight;
    g_ptr_array_add(w->verdict->categories, vote);
}

/* The ticket and the first notification that a plan makes. */
static const store_ticket *planned_ticket(const plan *p, const char **told)
{
    const store_ticket *t = NULL;

    *told = NULL;
    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        if (s->what == PLAN_TICKET)
            t = s->ticket;
        if (s->what == PLAN_SEND && !*told && s->send->operator_id)
            *told = s->send->operator_id;
    }
    return t;
}

static config_category *category_named(world *w, const char *id)
{
    return (config_category *)config_category_by_id(w->c, id);
}

/* What a category does to a ticket; and that it takes its threshold. */
static void test_category_effects(void **state)
{
    const char *told;
    world *w = world_new(PER, "My password.");
    config_category *k = category_named(w, "account");

    k->threshold = 4;
    k->line = 2;
    k->priority = 2;
    vote_for(w, "unknown", 9);
    vote_for(w, "account", 3.9);
    g_autoptr(plan) below = world_decide(w);
    const store_ticket *t = planned_ticket(below, &told);
    assert_null(t->category);
    assert_int_equal(t->line, 1);
    assert_string_equal(told, "anna");

    k->threshold = 3.9;
    g_autoptr(plan) reached = world_decide(w);
    t = planned_ticket(reached, &told);
    assert_string_equal(t->category, "account");
    assert_int_equal(t->line, 2);
    assert_string_equal(t->priority, "high");
    assert_null(t->holder);
    assert_string_equal(told, "tom");

    k->assign = g_strdup("olga");
    g_autoptr(plan) assigned = world_decide(w);
    t = planned_ticket(assigned, &told);
    assert_string_equal(t->holder, "olga");
    assert_string_equal(told, "olga");
    world_free(w);
}

static void guess(world *w, const char *name, double sure)
{
    verdict_vote *v = g_new0(verdict_vote, 1);

    v->name = g_strdup(name);
    v->weight = sure;
    g_ptr_array_add(w->verdict->guesses, v);
}

static const char *first_data(const plan *p)
{
    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        if (s->what == PLAN_SEND && s->send->operator_id)
            return s->send->data;
    }
    return "";
}

static const char *detail_of(const plan *p, const char *field)
{
    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        if (s->what == PLAN_DETAIL && strcmp(s->detail.field, field) == 0)
            return s->detail.words;
    }
    return "";
}

/* What is learned suggests, from some probability on, and does no more until it
 * is told to; rules win. */
static void test_learned_category(void **state)
{
    const char *told;
    world *w = world_new(PER, "My password.");

    category_named(w, "account")->line = 2;
    w->verdict->probability = 0.125;
    guess(w, "unknown", 0.9);
    guess(w, "account", 0.59);
    g_autoptr(plan) unsure = world_decide(w);
    assert_null(planned_ticket(unsure, &told)->category);
    assert_null(strstr(first_data(unsure), "advice"));
    assert_string_equal(detail_of(unsure, "learned"),
                        "spam 12.5 %; category unknown 90 %, next account "
                        "59 %");

    w->c->learn->suggest = 0.59;
    g_autoptr(plan) suggested = world_decide(w);
    assert_null(planned_ticket(suggested, &told)->category);
    assert_string_equal(told, "anna");
    assert_non_null(strstr(first_data(suggested),
                           "\"category\":{\"name\":\"account\",\"title\":"
                           "\"Account and password\",\"percent\":59}"));

    w->c->learn->apply = 0.6;
    g_autoptr(plan) still = world_decide(w);
    assert_null(planned_ticket(still, &told)->category);
    w->c->learn->apply = 0.59;
    g_autoptr(plan) applied = world_decide(w);
    const store_ticket *t = planned_ticket(applied, &told);
    assert_string_equal(t->category, "account");
    assert_int_equal(t->line, 2);
    assert_string_equal(told, "tom");
    assert_null(strstr(first_data(applied), "advice"));
    assert_string_equal(detail_of(applied, "queue"),
                        "support, line 2 (learned category account)");
    world_free(w);
}

static void test_rules_win(void **state)
{
    const char *told;
    world *w = world_new(PER, "My password.");
    config_category *other = g_new0(config_category, 1);

    other->id = g_strdup("billing");
    other->title = g_strdup("Billing");
    g_ptr_array_add(w->c->categories, other);
    w->c->learn->apply = 0.5;
    vote_for(w, "account", 3);
    guess(w, "billing", 0.95);
    g_autoptr(plan) p = world_decide(w);
    assert_string_equal(planned_ticket(p, &told)->category, "account");
    assert_non_null(strstr(first_data(p), "\"name\":\"billing\""));
    world_free(w);
}

/* Votes of other kinds: from the threshold on, if the desk knows the name. */
static void test_votes(void **state)
{
    static const struct {
        const char *kind, *name;
        double weight;
        int line;
        const char *priority, *told, *data; /* NULL: no advice */
    } rows[] = {
        {"priority", "urgent", 3, 1, "urgent", "anna", NULL},
        {"priority", "urgent", 2.9, 1, "normal", "anna", NULL},
        {"priority", "very", 3, 1, "normal", "anna", NULL},
        {"line", "2", 3, 2, "normal", "tom", NULL},
        {"line", "2", 2.9, 1, "normal", "anna", NULL},
        {"line", "7", 3, 1, "normal", "anna", NULL},
        {"line", "2x", 3, 1, "normal", "anna", NULL},
        {"type", "incident", 3, 1, "normal", "anna", NULL},
        {"faq", "reset", 3, 1, "normal", "anna", "\"faqs\":[\"reset\"]"},
        {"faq", "reset", 2.9, 1, "normal", "anna", NULL},
        {"ask", "screenshot", 3, 1, "normal", "anna",
         "\"asks\":[\"screenshot\"]"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *told;
        world *w = world_new(PER, "Help.");
        verdict_vote_add(w->verdict, rows[i].kind, rows[i].name,
                         rows[i].weight);
        g_autoptr(plan) p = world_decide(w);
        const store_ticket *t = planned_ticket(p, &told);
        const char *data = first_data(p);
        print_message("%s:%s %.1f\n", rows[i].kind, rows[i].name,
                      rows[i].weight);
        assert_int_equal(t->line, rows[i].line);
        assert_string_equal(t->priority, rows[i].priority);
        assert_string_equal(told, rows[i].told);
        if (rows[i].data)
            assert_non_null(strstr(data, rows[i].data));
        else
            assert_null(strstr(data, "advice"));
        assert_true(g_str_has_prefix(detail_of(p, "votes"), rows[i].kind));
        world_free(w);
    }
}

/* They are about this letter: they win over what all of its category get. */
static void test_votes_and_category(void **state)
{
    const char *told;
    world *w = world_new(PER, "My password.");
    config_category *k = category_named(w, "account");

    k->line = 2;
    k->priority = 0;
    k->faq = g_strdup("reset");
    vote_for(w, "account", 3);
    verdict_vote_add(w->verdict, "line", "1", 3);
    verdict_vote_add(w->verdict, "priority", "high", 3);
    verdict_vote_add(w->verdict, "faq", "reset", 4);
    verdict_vote_add(w->verdict, "faq", "login", 3);
    g_autoptr(plan) p = world_decide(w);
    const store_ticket *t = planned_ticket(p, &told);
    assert_string_equal(t->category, "account");
    assert_string_equal(t->priority, "high");
    assert_int_equal(t->line, 1);
    assert_non_null(strstr(first_data(p), "\"faqs\":[\"reset\",\"login\"]"));
    assert_string_equal(detail_of(p, "queue"),
                        "support, line 1 (votes for the line)");
    world_free(w);
}

/* The rule steps of a plan, "field=value:why ...". Caller frees. */
static char *rules_of(const plan *p)
{
    GString *out = g_string_new(NULL);

    for (guint i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        g_autofree char *one = s->what == PLAN_RULE
                                   ? plan_say(s, "{field}={words}:{reason}")
                                   : NULL;
        if (one)
            g_string_append_printf(out, "%s%s", out->len > 0 ? " " : "", one);
    }
    return g_string_free(out, FALSE);
}

/* What rules set when a request is made is history, and names them; what the
 * queue sets is none. */
static void test_rules_are_history(void **state)
{
    static const struct {
        const char *kind, *name, *rule, *what;
    } rows[] = {
        {"faq", "reset", "ACC_FAQ", ""},
        {"category", "account", "ACC_PASS",
         "category=account:ACC_PASS line=2:ACC_PASS"},
        {"priority", "high", "LOUD", "priority=high:LOUD"},
        {"priority", "very", "LOUD", ""},
        {"line", "2", "NET", "line=2:NET"},
        {"holder", "tom", "TOM", "holder=tom:TOM"},
        {"type", "incident", "DOWN", "type=incident:DOWN"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        world *w = world_new(PER, "Help.");
        category_named(w, "account")->line = 2;
        g_ptr_array_set_size(w->c->scan->acts, 0);
        for (const char *const *act =
                 (const char *const[]){"priority", "line", "holder", "type",
                                       NULL};
             *act; act++)
            g_ptr_array_add(w->c->scan->acts, g_strdup(*act));
        verdict_vote_by(w->verdict, rows[i].kind, rows[i].name, 3,
                        rows[i].rule);
        g_autoptr(plan) p = world_decide(w);
        g_autofree char *is = rules_of(p);
        assert_string_equal(is, rows[i].what);
        world_free(w);
    }
}

/* A learned category says how sure it was. */
static void test_learned_is_history(void **state)
{
    world *w = world_new(PER, "Help.");
    verdict_vote *guess = g_new0(verdict_vote, 1);

    category_named(w, "account");
    w->c->learn->apply = 0.8;
    guess->name = g_strdup("account");
    guess->weight = 0.914;
    g_ptr_array_add(w->verdict->guesses, guess);
    g_autoptr(plan) p = world_decide(w);
    g_autofree char *is = rules_of(p);
    assert_string_equal(is, "category=account:learned, 91 %");
    world_free(w);
}

/* Each queue has its own measure of spam. */
static void test_spam_measure(void **state)
{
    const char *told;
    world *w = world_new(PER, "Buy.");
    config_queue *q = w->c->queues->pdata[0];

    w->verdict->score = 4.9;
    g_autoptr(plan) taken = world_decide(w);
    assert_non_null(planned_ticket(taken, &told));
    q->spam_hold = 4.9;
    g_autoptr(plan) held = world_decide(w);
    assert_null(planned_ticket(held, &told));
    world_free(w);
}

static void test_new_fields(void **state)
{
    world *w = world_new(PER, "My printer.\nMore.");

    vote_for(w, "unknown", 4);
    vote_for(w, "account", 3);
    g_free(w->l->subject);
    w->l->subject = g_strdup("Re: AW:");
    w->trust->auth = TRUST_PASS;
    g_ptr_array_add(w->v->ids, g_strdup("unknown@example.com"));
    g_autoptr(plan) p = world_decide(w);
    unsigned ids = 0;
    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        ids += s->what == PLAN_MSGID;
        if (s->what == PLAN_FATE)
            assert_string_equal(s->fate.words, "new ticket " PLAN_NEW);
        if (s->what != PLAN_TICKET)
            continue;
        assert_string_equal(s->ticket->subject, "My printer.");
        assert_string_equal(s->ticket->category, "account");
        assert_string_equal(s->ticket->status, "new");
        assert_string_equal(s->ticket->customer_name, "Somebody");
        assert_true(s->ticket->authenticated);
        assert_false(s->ticket->staff);
    }
    assert_int_equal(ids, 2);
    world_free(w);
}

/* ---- customers ---- */

static void tagged(world *w)
{
    w->s->by_tag = 1001;
}
static void tagged_waiting(world *w)
{
    tagged(w);
    world_status(w, "waiting");
}
static void tagged_resolved(world *w)
{
    tagged(w);
    world_status(w, "resolved");
}
static void tagged_closed(world *w)
{
    tagged(w);
    world_status(w, "closed");
    w->st->t->status_ms = FIXTURE_NOW - 14 * 86400000LL;
}
static void tagged_long_closed(world *w)
{
    tagged_closed(w);
    w->st->t->status_ms -= 1;
}
static void tagged_held_by_olga(world *w)
{
    tagged(w);
    w->st->t->holder = g_strdup("olga");
    g_ptr_array_add(w->st->watchers, g_strdup("tom"));
    g_ptr_array_add(w->st->watchers, g_strdup("olga"));
    g_ptr_array_add(w->st->watchers, g_strdup("gone"));
}
static void tagged_many_mails(world *w)
{
    tagged(w);
    w->s->mails_to_person = 3;
}
static void tagged_fail(world *w)
{
    tagged(w);
    w->trust->auth = TRUST_FAIL;
}
static void tagged_spam(world *w)
{
    tagged(w);
    w->verdict->score = 10;
}
static void claimed_spam(world *w)
{
    tag_claim c = {TAG_CUSTOMER, 0, 1001, 0, 1};
    w->v->claim_found = true;
    w->v->claim = c;
    w->s->by_claim = 1001;
    w->verdict->score = 10;
}
static void passed_spam(world *w)
{
    tagged_spam(w);
    w->trust->auth = TRUST_PASS;
}
static void disagrees(world *w)
{
    tagged(w);
    world_ticket(w, 1002, PER);
    w->s->by_reference = 1002;
}
static void tagged_answered(world *w)
{
    tagged(w);
    world_status(w, "answered");
}
static void thanks_with_file(world *w)
{
    tagged_resolved(w);
    world_attach(w, true);
}
static void thanks_unproved(world *w)
{
    tagged_resolved(w);
    world_ticket(w, 1002, PER);
    w->s->by_reference = 1002;
}
static void has_own(world *w)
{
    w->st = NULL;
    g_ptr_array_add(w->s->own, w->s->tickets->pdata[0]);
}
static void own_many_mails(world *w)
{
    has_own(w);
    w->s->mails_to_person = 3;
}
static void disagrees_cap(world *w)
{
    world_capability(w, TAG_REPLY, "anna", 1);
}

static void test_customer(void **state)
{
    static const plan_row rows[] = {
        {"adds something", KARI, "More.", tagged,
         "article:customer =article notify/article>anna notify/article>olga"},
        {"answers what was asked", KARI, "More.", tagged_waiting,
         "status=in-progress event[status waiting -> in-progress] "
         "article:customer =article notify/article>anna notify/article>olga"},
        {"reopens", KARI, "Again.", tagged_resolved,
         "status=in-progress event[status resolved -> in-progress] "
         "article:customer =article notify/reopened>anna "
         "notify/reopened>olga"},
        {"reopens just in time", KARI, "Again.", tagged_closed,
         "status=in-progress event[status closed -> in-progress] "
         "article:customer =article notify/reopened>anna "
         "notify/reopened>olga"},
        {"too late: a new ticket, linked", KARI, "Again.", tagged_long_closed,
         "ticket(" KARI ") link(the new ticket #1001 follows) "
         "event[goes on from #1001, which was closed] "
         "event[the customer wrote again: #?] article:customer =ticket "
         "ack>" KARI LINE},
        {"thanks alone", KARI, "Thank you very much!", tagged_resolved,
         "article:customer =article notify/thanks>anna notify/thanks>olga"},
        {"after an answer", KARI, "Thanks, Olga!", tagged_answered,
         "article:customer =article notify/thanks>anna notify/thanks>olga"},
        {"of what was closed long ago", KARI, "Thanks", tagged_long_closed,
         "article:customer =article notify/thanks>anna notify/thanks>olga"},
        {"thanks, and more", KARI, "Thanks, but it fails again.",
         tagged_answered,
         "status=in-progress event[status answered -> in-progress] "
         "article:customer =article notify/article>anna notify/article>olga"},
        {"with a picture", KARI, "Thanks", thanks_with_file,
         "status=in-progress event[status resolved -> in-progress] "
         "article:customer =article notify/reopened>anna "
         "notify/reopened>olga"},
        {"of one who may mean another request", KARI, "Thanks", thanks_unproved,
         "status=in-progress event[status resolved -> in-progress] "
         "event[evidence disagrees: the subject says #1001, but the thread "
         "says "
         "#1002] "
         "article:customer =article notify/reopened>anna "
         "notify/reopened>olga"},
        {"where something is to be done yet", KARI, "Thanks", tagged_waiting,
         "status=in-progress event[status waiting -> in-progress] "
         "article:customer =article notify/article>anna notify/article>olga"},
        {"holder and watchers", KARI, "More.", tagged_held_by_olga,
         "article:customer =article notify/article>olga notify/article>tom"},
        {"/status", KARI, "/status", tagged, "status>" KARI " =command"},
        {"text and commands", KARI, "/list\n/show\nMore.\n/help", tagged,
         "article:customer =article notify/article>anna notify/article>olga "
         "help>" KARI " account>" KARI},
        {"no more answers this hour: people see it", KARI, "/status",
         tagged_many_mails,
         "article:customer =article notify/article>anna notify/article>olga"},
        {"the same of /list", KARI, "/list", tagged_many_mails,
         "article:customer =article notify/article>anna notify/article>olga"},
        {"what asks for nothing is done", KARI, "/ack off", tagged_many_mails,
         "person =command"},
        {"/close", KARI, "Thanks!\n/close", tagged,
         "article:customer =article notify/article>anna notify/article>olga "
         "status=resolved event[status new -> resolved]"},
        {"/close of what is closed", KARI, "/close", tagged_resolved,
         "=command"},
        {"/ack off", KARI, "/ack off", tagged, "person =command"},
        {"an operator's command is text", KARI, "/assign olga", tagged,
         "article:customer =article notify/article>anna notify/article>olga"},
        {"empty is filed", KARI, "", tagged,
         "article:customer =article notify/article>anna notify/article>olga"},
        {"failed authentication: a stranger", KARI, "/close\nMore.",
         tagged_fail,
         "apart:stranger =stranger notify/stranger>anna "
         "notify/stranger>olga"},
        {"spam, by the address alone", KARI, "Buy.", tagged_spam,
         "hold:spam =spam"},
        {"not spam: authenticated", KARI, "Buy.", passed_spam,
         "article:customer =article notify/article>anna notify/article>olga"},
        {"not spam: answers our mail", KARI, "Buy.", claimed_spam,
         "article:customer =article notify/article>anna notify/article>olga"},
        {"evidence disagrees: filed where he takes part, and said", KARI,
         "More.", disagrees,
         "event[evidence disagrees: the subject says #1001, but the "
         "thread says #1002] article:customer =article notify/article>anna "
         "notify/article>olga"},
        {"commands in a fresh letter", KARI, "/list\n/status\n/help", has_own,
         "help>" KARI " account>" KARI " =command"},
        {"no more answers this hour: a request", KARI, "/list", own_many_mails,
         "ticket(" KARI ") article:customer =ticket" LINE},
        {"but not of somebody unknown", PER, "/list", NULL,
         "ticket(" PER ") " NEW LINE},
        {"a participant with an operator's address", KARI, "More.",
         disagrees_cap,
         "event[it was sent to an address that is for an operator "
         "only] article:customer =article notify/article>anna "
         "notify/article>olga"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

static void wrote_before(world *w)
{
    tagged(w);
    world_entry(w->st, STORE_APART, STORE_BY_STRANGER, PER);
}
static void tagged_code(world *w)
{
    tagged(w);
    w->l->sign_up = g_strdup("your code is");
}
static void voted_code(world *w)
{
    tagged(w);
    verdict_vote_add(w->verdict, "mark", "code", 3);
}
static void forged_operator(world *w)
{
    tagged_fail(w);
}

static void test_stranger(void **state)
{
    static const plan_row rows[] = {
        {"with a tag", PER, "/close\nTell me all.", tagged,
         "apart:stranger =stranger notify/stranger>anna "
         "notify/stranger>olga receipt>" PER},
        {"once more", PER, "Tell me.", wrote_before,
         "apart:stranger =stranger notify/stranger>anna "
         "notify/stranger>olga"},
        {"he reopens nothing", PER, "Tell me.", tagged_resolved,
         "apart:stranger =stranger notify/stranger>anna "
         "notify/stranger>olga receipt>" PER},
        {"enough receipts", PER, "Tell me.", tagged_many_mails,
         "apart:stranger =stranger notify/stranger>anna "
         "notify/stranger>olga"},
        {"a forged operator is one", "anna@example.org", "/close",
         forged_operator,
         "apart:stranger =stranger notify/stranger>anna "
         "notify/stranger>olga"},
        {"spam", PER, "Buy.", tagged_spam, "hold:spam =spam"},
        {"a code", PER, "884213", tagged_code,
         "apart!:stranger =stranger notify/stranger>anna "
         "notify/stranger>olga"},
        {"a code, as rules say", PER, "884213", voted_code,
         "apart!:stranger =stranger notify/stranger>anna "
         "notify/stranger>olga"},
        {"a code of one who takes part", KARI, "/close\n884213", tagged_code,
         "apart!:customer =article notify/article>anna "
         "notify/article>olga"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

/* ---- copies ---- */

/* An earlier copy with this fate, about this ticket. */
static void earlier(world *w, const char *code, int64_t ticket)
{
    store_ledger *row = g_new0(store_ledger, 1);

    row->id = g_strdup("first");
    row->fate = g_strdup("what it was");
    row->fate_code = g_strdup(code);
    row->recipients = g_strdup("support@example.org");
    row->ticket = ticket;
    snapshot_add_copy(w->s, row, NULL);
}
static void earlier_held(world *w, const char *code, store_held_kind kind)
{
    snapshot_copy *c;

    earlier(w, code, kind == STORE_HELD_SPAM ? 0 : 1001);
    c = w->s->copies->pdata[w->s->copies->len - 1];
    c->held = world_held(w, "anna", kind);
}
static void copy(world *w)
{
    earlier(w, "ticket", 1002);
}
static void copy_released(world *w)
{
    earlier(w, "spam", 0);
    w->entry.released = (char *)"first";
    w->verdict->score = 10;
}
static void copy_with_capability(world *w)
{
    earlier(w, "ticket", 1002);
    world_capability(w, TAG_REPLY, "anna", 1);
}
static void copy_of_reply(world *w)
{
    earlier(w, "reply", 1001);
    world_capability(w, TAG_REPLY, "anna", 1);
}
static void copy_of_held(world *w)
{
    earlier_held(w, "held", STORE_HELD_STALE);
    world_capability(w, TAG_REPLY, "anna", 1);
}
static void copy_of_doubt(world *w)
{
    earlier_held(w, "held", STORE_HELD_DOUBT);
    world_capability(w, TAG_REPLY, "anna", 1);
}
static void doubt_after_doubt(world *w)
{
    earlier_held(w, "held", STORE_HELD_DOUBT);
    w->v->claim_found = true;
    w->v->claim =
        (tag_claim){TAG_REPLY, config_operator_number("anna"), 1001, 1, 1};
    w->s->by_claim = 1001;
}
static void doubt_after_reply(world *w)
{
    doubt_after_doubt(w);
    earlier(w, "reply", 1001);
}
/* What moved her references to another request has acted already. */
static void reply_elsewhere(world *w)
{
    world_ticket(w, 1002, PER);
    earlier(w, "reply", 1002);
    world_capability(w, TAG_REPLY, "anna", 1);
    w->v->capability_found = false;
    w->trust->auth = TRUST_PASS;
}
static void reply_by_address(world *w)
{
    reply_elsewhere(w);
    w->v->capability_found = true;
}
static void third_copy(world *w)
{
    copy_with_capability(w);
    store_head *e =
        world_entry(w->st, STORE_ARTICLE, STORE_BY_OPERATOR, "anna");
    g_free(e->message_id);
    e->message_id = g_strdup(w->l->message_id);
    earlier(w, "reply", 1001);
}
static void copy_without_id(world *w)
{
    earlier(w, "ticket", 1001);
    world_capability(w, TAG_REPLY, "anna", 1);
    g_clear_pointer(&w->l->message_id, g_free);
}
static void of_machine(world *w)
{
    earlier(w, "machine", 0);
}
static void machine_of_ticket(world *w)
{
    copy(w);
    w->l->kind = LETTER_LIST;
}
static void machine_of_machine(world *w)
{
    of_machine(w);
    w->l->kind = LETTER_LIST;
}
static void machine_then_ticket(world *w)
{
    of_machine(w);
    copy(w);
}
static void of_spam(world *w)
{
    earlier_held(w, "spam", STORE_HELD_SPAM);
}
static void spam_of_spam(world *w)
{
    of_spam(w);
    w->verdict->score = 10;
}
static void of_settled_spam(world *w)
{
    of_spam(w);
    ((snapshot_copy *)w->s->copies->pdata[0])->held->state = STORE_HELD_DROPPED;
}
static void of_broken(world *w)
{
    earlier_held(w, "held", STORE_HELD_BROKEN);
}
static void broken_of_broken(world *w)
{
    of_broken(w);
    w->broken = true;
}
static void of_stranger(world *w)
{
    earlier(w, "stranger", 1001);
}
static void tagged_of_stranger(world *w)
{
    of_stranger(w);
    w->s->by_tag = 1001;
}
static void tagged_of_ticket(world *w)
{
    copy(w);
    w->s->by_tag = 1001;
}
static void tagged_of_article(world *w)
{
    earlier(w, "article", 1001);
    w->s->by_tag = 1001;
}
static void of_article(world *w)
{
    earlier(w, "article", 1001);
}
static void goes_on(world *w)
{
    tagged_of_ticket(w);
    world_status(w, "closed");
    w->st->t->status_ms = FIXTURE_NOW - (int64_t)400 * 86400000;
}

#define ARTICLE \
    "article:customer =article notify/article>anna notify/article>olga"

static void test_copies(void **state)
{
    static const plan_row rows[] = {
        {"a copy", PER, "Hi.", copy, "=copy"},
        {"unless it was released", PER, "Hi.", copy_released,
         "ticket(" PER ") " NEW LINE},
        {"a capability beats a plain recipient", "anna@example.org", "/note\nA",
         copy_with_capability, "note:anna =note notify/note>olga"},
        {"not twice", "anna@example.org", "/note\nA", third_copy, "=copy"},
        {"not what was a reply", "anna@example.org", "/note\nA", copy_of_reply,
         "=copy"},
        {"not what she was asked about", "anna@example.org", "/note\nA",
         copy_of_held, "=copy"},
        {"not what could be done twice", "anna@example.org", "/note\nA",
         copy_without_id, "=copy"},
        {"who proves herself is not asked any more", "anna@example.org",
         "/note\nA", copy_of_doubt,
         "held7=dropped note:anna =note notify/note>olga"},
        {"nor asked twice", "anna@example.org", "/note\nA", doubt_after_doubt,
         "=copy"},
        {"nor asked about what has left", "anna@example.org", "/note\nA",
         doubt_after_reply, "=copy"},
        {"References move no reply", "anna@example.org", "A", reply_elsewhere,
         "=copy"},
        {"her address says where it belongs", "anna@example.org", "/note\nA",
         reply_by_address, "note:anna =note notify/note>olga"},

        {"a list's came first", PER, "Hi.", of_machine,
         "ticket(" PER ") " NEW LINE},
        {"a list's comes later", PER, "Hi.", machine_of_ticket, "=copy"},
        {"and from two lists", PER, "Hi.", machine_of_machine, "=copy"},
        {"the third of all", PER, "Hi.", machine_then_ticket, "=copy"},
        {"spam came first", PER, "Hi.", of_spam,
         "held7=dropped ticket(" PER ") " NEW LINE},
        {"spam that somebody has looked at", PER, "Hi.", of_settled_spam,
         "ticket(" PER ") " NEW LINE},
        {"spam twice", PER, "Hi.", spam_of_spam, "=copy"},
        {"one that could not be read", PER, "Hi.", of_broken,
         "held7=dropped ticket(" PER ") " NEW LINE},
        {"nor could this", PER, "Hi.", broken_of_broken, "=copy"},

        {"led astray to another's request", PER, "Hi.", of_stranger,
         "ticket(" PER ") " NEW LINE},
        {"a stranger's twice", PER, "Hi.", tagged_of_stranger, "=copy"},
        {"led astray to another one of hers", KARI, "Hi.", of_article,
         "ticket(" KARI ") article:customer =ticket ack>" KARI LINE},
        {"it had no tag before", KARI, "Hi.", tagged_of_ticket, ARTICLE},
        {"an answer twice", KARI, "Hi.", tagged_of_article, "=copy"},
        {"what goes on from a closed one, twice", KARI, "Hi.", goes_on,
         "=copy"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

/* ---- machines, spam, broken ---- */

static void outgoing(world *w, store_audience audience, const char *template)
{
    store_outgoing *o = g_new0(store_outgoing, 1);

    o->id = 55;
    o->audience = audience;
    o->template = g_strdup(template);
    o->queue = g_strdup("support");
    o->ticket = 1001;
    o->entry = 1;
    o->recipient =
        g_strdup(audience == STORE_TO_OPERATOR ? "anna@example.org" : KARI);
    o->operator_id = g_strdup(audience == STORE_TO_OPERATOR ? "anna" : NULL);
    o->data = g_strdup("{\"why\":\"article\"}");
    o->state = STORE_OUT_SENT;
    w->s->bounced = o;
    w->v->bounce_found = w->v->capability_found = true;
    w->v->capability.kind = TAG_BOUNCE;
    w->s->by_capability = 1001;
    w->entry.sender = (char *)"";
}
static void bounce(world *w, store_audience audience, const char *template,
                   const char *action)
{
    outgoing(w, audience, template);
    w->l->kind = LETTER_BOUNCE;
    if (action)
        g_ptr_array_add(w->l->bounces,
                        letter_bounce_new(KARI, action, "5.1.1"));
}
static void bounced(world *w)
{
    bounce(w, STORE_TO_CUSTOMER, "reply", "failed");
    w->s->bounced->message_id = g_strdup("m55@example.org");
    w->v->returned = g_strdup("m55@example.org");
}
static void bounced_says_somebody(world *w)
{
    bounced(w);
    w->v->returned[0] = 'x';
}
static void bounced_with_nothing(world *w)
{
    bounced(w);
    g_clear_pointer(&w->v->returned, g_free);
}
static void bounced_twice(world *w)
{
    bounced(w);
    w->s->bounced->state = STORE_OUT_FAILED;
}
static void delayed(world *w)
{
    bounce(w, STORE_TO_CUSTOMER, "reply", "delayed");
}
static void unclear(world *w)
{
    bounce(w, STORE_TO_CUSTOMER, "reply", NULL);
}
static void unknown_report(world *w)
{
    outgoing(w, STORE_TO_CUSTOMER, "reply");
}
static void operator_bounced(world *w)
{
    bounce(w, STORE_TO_OPERATOR, "notify", "failed");
}
static void some_bounce(world *w)
{
    w->l->kind = LETTER_BOUNCE;
}
static void automatic(world *w)
{
    w->l->kind = LETTER_AUTO_REPLY;
}
static void automatic_tagged(world *w)
{
    automatic(w);
    tagged_resolved(w);
}
static void away(world *w)
{
    automatic(w);
    world_capability(w, TAG_REPLY, "anna", 1);
    w->st->t->holder = g_strdup("anna");
}
static void away_from_machine(world *w)
{
    away(w);
    w->v->capability.entry = w->v->claim.entry = 2; /* an event */
}
static void away_by_verp(world *w)
{
    automatic(w);
    outgoing(w, STORE_TO_OPERATOR, "notify");
}
static void away_by_verp_from_machine(world *w)
{
    away_by_verp(w);
    g_free(w->s->bounced->data);
    w->s->bounced->data = g_strdup("{\"why\":\"machine\",\"words\":\"x\"}");
}
static void away_by_verp_from_held(world *w)
{
    automatic(w);
    outgoing(w, STORE_TO_OPERATOR, "held");
}
static void list(world *w)
{
    w->l->kind = LETTER_LIST;
}
static void list_tagged(world *w)
{
    list(w);
    tagged(w);
}
static void feedback(world *w)
{
    w->l->kind = LETTER_FEEDBACK;
    tagged(w);
}
static void invitation(world *w)
{
    w->l->kind = LETTER_CALENDAR;
    world_capability(w, TAG_REPLY, "anna", 1);
}
static void spam(world *w)
{
    w->verdict->score = 10;
}
static void nearly_spam(world *w)
{
    w->verdict->score = 4.9;
    w->verdict->spam = true; /* by the rules' own threshold */
}
static void spam_elsewhere(world *w)
{
    spam(w);
    ((config_queue *)w->c->queues->pdata[0])->spam_hold = 10.1;
}
static void spam_never(world *w)
{
    spam(w);
    w->verdict->score = 100;
    ((config_queue *)w->c->queues->pdata[0])->spam_hold = INFINITY;
}
static void spam_of_operator(world *w)
{
    spam(w);
    w->trust->auth = TRUST_PASS;
}
static void spam_released(world *w)
{
    spam(w);
    w->entry.released = (char *)"earlier";
}
static void spam_capability(world *w)
{
    world_capability(w, TAG_REPLY, "anna", 1);
    w->verdict->score = 10;
}
static void broken(world *w)
{
    static const char raw[] = "From: x\r\nSubject: y\r\n\r\nbody";
    w->broken = true;
    w->entry.raw = g_bytes_new_static(raw, sizeof raw - 1);
    w->entry.reason = (char *)"it took too much memory";
    tagged(w);
}

static void test_machines(void **state)
{
    static const plan_row rows[] = {
        {"a bounce", "mailer-daemon@example.com", "No.", bounced,
         "bounced55 event[mail to " KARI " came back: 5.1.1] =bounce "
         "bounced>anna bounced>olga"},
        {"a bounce that returns nothing of ours: told, not believed", KARI,
         "No.", bounced_says_somebody,
         "claimed55 event[mail to " KARI " came back: 5.1.1] =bounce "
         "bounced>anna bounced>olga"},
        {"nothing at all", KARI, "No.", bounced_with_nothing,
         "claimed55 event[mail to " KARI " came back: 5.1.1] =bounce "
         "bounced>anna bounced>olga"},
        {"once", "mailer-daemon@example.com", "No.", bounced_twice, "=bounce"},
        {"a delay", "mailer-daemon@example.com", "Wait.", delayed, "=bounce"},
        {"a report without machine's words", "mailer-daemon@example.com", "No.",
         unclear,
         "claimed55 event[mail to " KARI " came back: no status given] =bounce "
         "bounced>anna bounced>olga"},
        {"not even known as one", "mailer-daemon@example.com", "No.",
         unknown_report,
         "claimed55 event[mail to " KARI " came back: no status given] =bounce "
         "bounced>anna bounced>olga"},
        {"an operator's mailbox: no mail about mail",
         "mailer-daemon@example.com", "No.", operator_bounced,
         "bounced55 alarm =bounce"},
        {"a bounce of something else", "mailer-daemon@example.com", "No.",
         some_bounce, "hold:aside =bounce"},
        {"a stranger's automatic reply", PER, "Away.", automatic,
         "hold:aside =machine"},
        {"a customer's: reopens nothing", KARI, "Away.", automatic_tagged,
         "event[automatic reply of " KARI ": Hello] =machine"},
        {"an operator's tells her line", "anna@example.org", "/close", away,
         "event[Anna Larsen is away: Hello] =machine notify/machine>olga"},
        {"but not about a machine's letter", "anna@example.org", "Away.",
         away_from_machine, "event[Anna Larsen is away: Hello] =machine"},
        {"by the return path", "exchange@example.org", "Away.", away_by_verp,
         "event[Anna Larsen is away: Hello] =machine notify/machine>olga"},
        {"by the return path, about a machine's letter", "x@example.org",
         "Away.", away_by_verp_from_machine,
         "event[Anna Larsen is away: Hello] =machine"},
        {"by the return path, about a hold", "x@example.org", "Away.",
         away_by_verp_from_held, "event[Anna Larsen is away: Hello] =machine"},
        {"a list", PER, "News.", list, "hold:aside =machine"},
        {"a participant behind a list", KARI, "/close", list_tagged,
         "event[list mail of " KARI ": Hello] =machine notify/machine>anna "
         "notify/machine>olga"},
        {"feedback", PER, "Spam!", feedback,
         "event[feedback mail of " PER ": Hello] =machine"},
        {"a calendar answer replies to nobody", "anna@example.org", "Accepted",
         invitation,
         "event[calendar mail of anna@example.org: Hello] =machine "
         "notify/machine>anna notify/machine>olga"},
        {"spam", PER, "Buy.", spam, "hold:spam =spam"},
        {"not enough for this queue", PER, "Buy.", nearly_spam,
         "ticket(" PER ") " NEW LINE},
        {"its threshold is higher", PER, "Buy.", spam_elsewhere,
         "ticket(" PER ") " NEW LINE},
        {"nothing is spam here", PER, "Buy.", spam_never,
         "ticket(" PER ") " NEW LINE},
        {"an authenticated operator's is none", "anna@example.org", "Buy.",
         spam_of_operator,
         "ticket(anna@example.org)staff article:customer =ticket "
         "ack>anna@example.org" LINE},
        {"nor what was released", PER, "Buy.", spam_released,
         "ticket(" PER ") " NEW LINE},
        {"a capability is never spam", "anna@example.org", "/note\nA",
         spam_capability, "note:anna =note notify/note>olga"},
        {"broken", PER, "", broken, "hold:broken held>anna held>olga =held"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

static void test_broken_text(void **state)
{
    world *w = world_new(PER, "");
    broken(w);
    g_autoptr(plan) p = world_decide(w);
    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        if (s->what != PLAN_HOLD)
            continue;
        assert_string_equal(s->hold->text, "From: x\r\nSubject: y");
        assert_null(strstr(s->hold->text, "body"));
        assert_int_equal(s->hold->ticket, 0);
    }
    g_bytes_unref(w->entry.raw);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_new),
        cmocka_unit_test(test_new_fields),
        cmocka_unit_test(test_customer),
        cmocka_unit_test(test_stranger),
        cmocka_unit_test(test_copies),
        cmocka_unit_test(test_machines),
        cmocka_unit_test(test_broken_text),
        cmocka_unit_test(test_category_effects),
        cmocka_unit_test(test_learned_category),
        cmocka_unit_test(test_rules_win),
        cmocka_unit_test(test_votes),
        cmocka_unit_test(test_votes_and_category),
        cmocka_unit_test(test_rules_are_history),
        cmocka_unit_test(test_learned_is_history),
        cmocka_unit_test(test_spam_measure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
