/* test_apply: plans written by hand, carried out on a real store, and what a
 * snapshot reads back. */
#include "lib/store_fixture.h"

#include "desk/apply.h"
#include "desk/facts/snapshot.h"
#include "store/alarm.h"
#include "store/raw.h"
#include "store/teaching.h"

#define NOW INT64_C(1795000000000)

static void add_entry(plan *p, int64_t ticket, store_entry_kind kind,
                      store_entry_state state, const char *text)
{
    store_entry *e = sample_entry(ticket, kind, text, 0);
    e->state = state;
    e->publish_ms = state == STORE_PENDING ? NOW + 60000 : 0;
    plan_entry(p, e);
}

static void add_send_with(plan *p, int64_t ticket, int64_t entry,
                          store_audience audience, const char *recipient,
                          const char *data)
{
    store_outgoing *o = sample_outgoing(ticket, entry, recipient, 0);
    o->audience = audience;
    if (data) {
        g_free(o->data);
        o->data = g_strdup(data);
    }
    plan_send(p, o);
}

static void add_send(plan *p, int64_t ticket, int64_t entry,
                     store_audience audience, const char *recipient)
{
    add_send_with(p, ticket, entry, audience, recipient, NULL);
}

/* In a transaction of its own, committed; the number of mails. */
static unsigned run(store *s, const plan *p, store_ledger *l, int64_t now)
{
    GError *error = NULL;
    unsigned sends = 99;
    store_begin_deciding(s, &error);
    assert_fine(error);
    apply_plan(s, p, l, now, &sends, &error);
    assert_fine(error);
    store_commit(s, &error);
    assert_fine(error);
    return sends;
}

static void run_badly(store *s, const plan *p, store_ledger *l, err_class class)
{
    GError *error = NULL;
    store_begin_deciding(s, &error);
    assert_fine(error);
    assert_false(apply_plan(s, p, l, NOW, NULL, &error));
    assert_class(error, class);
    store_rollback(s);
}

/* A customer's first letter, as decide plans it. */
static plan *new_ticket_plan(void)
{
    plan *p = plan_new();
    plan_detail(p, PLAN_END, "trust", "dmarc=pass");
    plan_detail(p, PLAN_END, "queue", "line 1,\n" PLAN_NEW);
    plan_ticket(p, sample_ticket("Cannot log in", 0));
    plan_msgid(p, 0, "m1@example.com", STORE_ID_RECEIVED);
    add_entry(p, 0, STORE_ARTICLE, STORE_PUBLISHED, "what is " PLAN_NEW);
    add_send(p, 0, PLAN_LATEST, STORE_TO_CUSTOMER, "kari@example.com");
    add_send_with(p, 0, PLAN_LATEST, STORE_TO_OPERATOR, "anna@example.org",
                  "{\"title\":\"" PLAN_NEW "\"}");
    plan_fate(p, 0, PLAN_LATEST, "ticket", "new ticket " PLAN_NEW);
    add_entry(p, 0, STORE_EVENT, STORE_PUBLISHED, "became " PLAN_NEW);
    return p;
}

static void test_new_ticket(void **state)
{
    fixture *f = *state;
    store *s = f->s;
    GError *error = NULL;
    g_autoptr(plan) p = new_ticket_plan();
    g_autoptr(store_ledger) l = sample_ledger("l1", NOW);

    assert_int_equal(run(s, p, l, NOW + 5), 2);
    g_autoptr(store_ledger) row = store_ledger_get(s, "l1", &error);
    assert_string_equal(row->fate, "new ticket #1001");
    assert_string_equal(row->fate_code, "ticket");
    assert_int_equal(row->ticket, 1001);
    assert_int_equal(row->entry, 1); /* the article, not the event after it */
    assert_string_equal(row->trust, "dmarc=pass");
    assert_string_equal(row->detail, "queue\tline 1, #1001\n");
    assert_int_equal(row->decided_ms, NOW + 5);

    snapshot_ticket *t = snapshot_ticket_read(s, 1001, NULL, &error);
    assert_fine(error);
    assert_int_equal(t->t->created_ms, NOW + 5);
    assert_int_equal(t->participants->len, 1);
    assert_int_equal(t->entries->len, 1);
    const store_head *h = t->entries->pdata[0];
    assert_string_equal(h->ledger, "l1");
    snapshot_ticket_free(t);
    g_autoptr(store_entry) e = store_entry_get(s, 1001, 1, &error);
    assert_string_equal(e->text, "what is " PLAN_NEW); /* his words */
    g_autoptr(store_entry) event = store_entry_get(s, 1001, 2, &error);
    assert_string_equal(event->text, "became #1001");
    g_autoptr(GPtrArray) mails = store_outgoing_of_ticket(s, 1001, &error);
    assert_int_equal(mails->len, 2);
    const store_outgoing *o = mails->pdata[1];
    assert_string_equal(o->data, "{\"title\":\"#1001\"}");
    assert_int_equal(o->entry, 1);
    assert_int_equal(o->state, STORE_OUT_READY);
    assert_int_equal(o->next_ms, NOW + 5);
    assert_int_equal(store_msgid_ticket(s, "m1@example.com", NULL, &error),
                     1001);
}

static store_value *some_value(const char *text)
{
    store_value *v = g_new0(store_value, 1);
    v->field = g_strdup("order");
    v->text = g_strdup(text);
    return v;
}

/* What a field holds is history, as every other field is. */
static void test_values(void **state)
{
    fixture *f = *state;
    store *s = f->s;
    GError *error = NULL;
    const plan_cause wish = {STORE_ACTOR_CUSTOMER, "kari@example.com",
                             "customer's wish", NULL};
    const plan_cause hers = {STORE_ACTOR_OPERATOR, "anna", "/set", NULL};
    g_autoptr(plan) p = new_ticket_plan();
    g_autoptr(store_ledger) l = sample_ledger("l1", NOW);
    plan_field_value(p, 0, some_value("A-1"), &wish);
    run(s, p, l, NOW);
    g_autoptr(plan) more = plan_new();
    plan_field_value(more, 1001, some_value("A-1"), &hers); /* it is that */
    plan_field_value(more, 1001, some_value("A-2"), &hers);
    plan_field_value(more, 1001, some_value(NULL), &hers);
    run(s, more, NULL, NOW + 10);

    g_autoptr(GPtrArray) all = store_change_list(s, 1001, "order", 10, &error);
    assert_fine(error);
    assert_int_equal(all->len, 3);
    const store_change *first = all->pdata[0], *last = all->pdata[2];
    assert_null(first->old);
    assert_string_equal(first->new, "A-1");
    assert_string_equal(first->cause, "customer's wish");
    assert_int_equal(first->kind, STORE_ACTOR_CUSTOMER);
    assert_string_equal(last->old, "A-2");
    assert_null(last->new);
    g_autoptr(GPtrArray) values =
        store_values(s, STORE_VALUE_OF_TICKET, 1001, &error);
    assert_int_equal(values->len, 0);
    g_autoptr(store_ticket) t = store_ticket_get(s, 1001, &error);
    assert_int_equal(t->updated_ms, NOW + 10);
}

static void test_twice(void **state)
{
    fixture *f = *state;
    store *s = f->s;
    GError *error = NULL;
    g_autoptr(plan) p = new_ticket_plan();
    g_autoptr(store_ledger) l = sample_ledger("l1", NOW);

    /* what was rolled back leaves the plan fit to be applied again */
    store_begin_deciding(s, &error);
    assert_true(apply_plan(s, p, l, NOW, NULL, &error));
    store_rollback(s);
    assert_int_equal(run(s, p, l, NOW), 2);
    assert_int_equal(run(s, p, l, NOW), 0);
    assert_int_equal(store_ticket_count_since(s, 0, &error), 1);
    g_autoptr(store_ledger) row = store_ledger_get(s, "l1", &error);
    assert_string_equal(row->detail, "queue\tline 1, #1001\n");
}

static void test_reply_waits(void **state)
{
    fixture *f = *state;
    store *s = f->s;
    GError *error = NULL;
    int64_t id = put_ticket(s, "one", NOW);

    for (int i = 0; i < 2; i++) {
        g_autoptr(plan) p = plan_new();
        add_entry(p, id, STORE_ARTICLE, STORE_PENDING, "reply");
        add_send(p, id, PLAN_LATEST, STORE_TO_CUSTOMER, "kari@example.com");
        add_send(p, id, PLAN_LATEST, STORE_TO_OPERATOR, "ola@example.org");
        assert_int_equal(run(s, p, NULL, NOW), 1); /* the colleague's */
    }
    g_autoptr(plan) publish = plan_new();
    plan_publish(publish, id, 1);
    assert_int_equal(run(s, publish, NULL, NOW + 60000), 1);
    g_autoptr(plan) undo = plan_new();
    plan_withdraw(undo, id, 2);
    assert_int_equal(run(s, undo, NULL, NOW + 100), 0);

    g_autoptr(GPtrArray) mails = store_outgoing_of_ticket(s, id, &error);
    static const store_out_state expected[] = {
        STORE_OUT_READY, STORE_OUT_READY, STORE_OUT_CANCELLED, STORE_OUT_READY};
    for (unsigned i = 0; i < 4; i++)
        assert_int_equal(((store_outgoing *)mails->pdata[i])->state,
                         expected[i]);
    assert_int_equal(((store_outgoing *)mails->pdata[0])->date_ms, NOW + 60000);
    g_autoptr(store_entry) first = store_entry_get(s, id, 1, &error);
    g_autoptr(store_entry) second = store_entry_get(s, id, 2, &error);
    assert_int_equal(first->state, STORE_PUBLISHED);
    assert_int_equal(second->state, STORE_WITHDRAWN);
}

/* ---- time ---- */

static store_time *worked(int64_t ticket, int64_t min, int64_t corrects,
                          int64_t pos)
{
    store_time *t = g_new0(store_time, 1);

    t->ticket = ticket;
    t->who = g_strdup("anna");
    t->work = g_strdup("");
    t->booked_by = g_strdup("anna");
    t->what = g_strdup("on the phone");
    t->min = t->bill_min = min;
    t->corrects = corrects;
    t->pos = pos;
    return t;
}

/* By the clock as often as it says so; a correction names what the plan made. */
static void test_time(void **state)
{
    fixture *f = *state;
    GError *error = NULL;
    int64_t id = put_ticket(f->s, "one", NOW);
    const plan_cause why = {
        .kind = STORE_ACTOR_OPERATOR, .actor = "anna", .cause = "/spend"};

    for (int i = 0; i < 2; i++) {
        g_autoptr(plan) p = plan_new();
        plan_time(p, worked(id, 25, 0, 0), &why);
        plan_time(p, worked(id, -5, -1, 0), &why);
        run(f->s, p, NULL, NOW + i);
    }
    g_autoptr(store_ticket) t = store_ticket_get(f->s, id, &error);
    assert_int_equal(t->spent_min, 40);
    assert_int_equal(t->updated_ms, NOW + 1);
    g_autoptr(GPtrArray) rows =
        store_time_list(f->s, &(store_time_filter){.ticket = id}, &error);
    assert_int_equal(rows->len, 4);
    for (int i = 0; i < 2; i++) {
        const store_time *booked = rows->pdata[2 * i];
        const store_time *back = rows->pdata[2 * i + 1];
        assert_int_equal(back->corrects, booked->id);
        assert_int_equal(booked->at_ms, NOW + i);
        assert_int_equal(booked->booked_ms, NOW + i);
    }
    g_autoptr(GPtrArray) changes =
        store_change_list(f->s, id, "spent", 10, &error);
    assert_int_equal(changes->len, 4);
    const store_change *last = changes->pdata[3];
    assert_string_equal(last->old, "45");
    assert_string_equal(last->new, "40");
    assert_string_equal(last->actor, "anna");
    assert_string_equal(last->cause, "/spend");
    assert_string_equal(last->reason, "on the phone");
}

/* Less than nothing is a mistake of the plan. */
static void test_no_less_than_nothing(void **state)
{
    fixture *f = *state;
    GError *error = NULL;
    int64_t id = put_ticket(f->s, "one", NOW);
    g_autoptr(plan) p = plan_new();

    plan_time(p, worked(id, -5, 0, 0), &(plan_cause){.kind = 0});
    store_begin_deciding(f->s, &error);
    assert_false(apply_plan(f->s, p, NULL, NOW, NULL, &error));
    assert_class(error, ERR_INTERNAL);
    store_rollback(f->s);
}

static void test_timer(void **state)
{
    fixture *f = *state;
    GError *error = NULL;
    int64_t id = put_ticket(f->s, "one", NOW);
    store_timer *runs = g_new0(store_timer, 1);
    g_autoptr(plan) p = plan_new();

    runs->operator_id = g_strdup("anna");
    runs->ticket = id;
    runs->from_ms = NOW;
    runs->work = g_strdup("");
    runs->what = g_strdup("");
    plan_timer(p, runs);
    run(f->s, p, NULL, NOW);
    snapshot_ticket *t = snapshot_ticket_read(f->s, id, NULL, &error);
    assert_int_equal(t->timers->len, 1);
    assert_non_null(t->booked);
    snapshot_ticket_free(t);
    g_autoptr(plan) over = plan_new();
    store_timer *none = g_new0(store_timer, 1);
    none->operator_id = g_strdup("anna");
    none->work = g_strdup("");
    none->what = g_strdup("");
    plan_timer(over, none);
    run(f->s, over, NULL, NOW);
    t = snapshot_ticket_read(f->s, id, NULL, &error);
    assert_int_equal(t->timers->len, 0);
    assert_null(t->booked);
    snapshot_ticket_free(t);
    assert_fine(error);
}

static void test_set(void **state)
{
    fixture *f = *state;
    store *s = f->s;
    GError *error = NULL;
    int64_t id = put_ticket(s, "one", NOW);
    g_autoptr(plan) p = plan_new();
    plan_set(p, id, PLAN_STATUS, plan_text("in-progress"));
    plan_set(p, id, PLAN_HOLDER, plan_text("anna"));
    plan_set(p, id, PLAN_LINE, plan_number(2));
    plan_set(p, id, PLAN_RETURNED_FROM, plan_number(1));
    plan_set(p, id, PLAN_PRIORITY, plan_text("high"));
    plan_set(p, id, PLAN_CATEGORY, plan_text("account"));
    plan_watch(p, id, "ola", true);
    store_participant *cc = g_new0(store_participant, 1);
    cc->address = g_strdup("per@example.com");
    cc->part = STORE_ADDED;
    plan_participant(p, id, cc);
    run(s, p, NULL, NOW + 7);

    snapshot_ticket *t = snapshot_ticket_read(s, id, NULL, &error);
    assert_string_equal(t->t->status, "in-progress");
    assert_int_equal(t->t->status_ms, NOW + 7);
    assert_int_equal(t->t->updated_ms, NOW + 7);
    assert_string_equal(t->t->holder, "anna");
    assert_int_equal(t->t->line, 2);
    assert_int_equal(t->t->returned_from, 1);
    assert_string_equal(t->t->priority, "high");
    assert_string_equal(t->t->category, "account");
    assert_int_equal(t->watchers->len, 1);
    assert_int_equal(t->participants->len, 1);
    snapshot_ticket_free(t);

    g_autoptr(plan) back = plan_new();
    plan_set(back, id, PLAN_HOLDER, plan_text(NULL));
    plan_watch(back, id, "ola", false);
    plan_unparticipant(back, id, "per@example.com");
    run(s, back, NULL, NOW + 8);
    t = snapshot_ticket_read(s, id, NULL, &error);
    assert_null(t->t->holder);
    assert_int_equal(t->watchers->len, 0);
    assert_int_equal(t->participants->len, 0);
    snapshot_ticket_free(t);
}

static void test_hold(void **state)
{
    fixture *f = *state;
    store *s = f->s;
    GError *error = NULL;
    int64_t id = put_ticket(s, "one", NOW);
    g_autoptr(plan) p = plan_new();
    store_held *mine = sample_held(id, "my answer", 0);
    *mine->ledger = '\0';
    plan_hold(p, mine);
    store_outgoing *told = sample_outgoing(id, 0, "anna@example.org", 0);
    told->audience = STORE_TO_OPERATOR;
    told->held = PLAN_LATEST;
    plan_send(p, told);
    plan_fate(p, id, 0, "held", "held");
    g_autoptr(store_ledger) l = sample_ledger("l9", NOW);
    assert_int_equal(run(s, p, l, NOW), 1);

    g_autoptr(GPtrArray) open = store_held_list(s, id, &error);
    assert_int_equal(open->len, 1);
    const store_held *h = open->pdata[0];
    assert_string_equal(h->ledger, "l9");
    assert_int_equal(h->created_ms, NOW);
    g_autoptr(GPtrArray) mails = store_outgoing_of_ticket(s, id, &error);
    assert_int_equal(((store_outgoing *)mails->pdata[0])->held, h->id);

    g_autoptr(plan) later = plan_new();
    plan_held(later, id, h->id, STORE_HELD_OPEN, 1);
    plan_held(later, id, h->id, STORE_HELD_OPEN, 0); /* as it was */
    run(s, later, NULL, NOW + 1);
    g_autoptr(store_held) changed = store_held_get(s, h->id, &error);
    assert_int_equal(changed->state, STORE_HELD_OPEN);
    assert_int_equal(changed->reminded, 1);
    assert_string_equal(changed->text, "my answer");

    g_autoptr(plan) drop = plan_new();
    plan_held(drop, id, h->id, STORE_HELD_DROPPED, 0);
    run(s, drop, NULL, NOW + 2);
    g_autoptr(store_held) gone = store_held_get(s, h->id, &error);
    assert_int_equal(gone->state, STORE_HELD_DROPPED);
}

static void test_others(void **state)
{
    fixture *f = *state;
    store *s = f->s;
    GError *error = NULL;
    g_autoptr(plan) p = plan_new();
    add_send(p, 0, 0, STORE_TO_CUSTOMER, "kari@example.com");
    run(s, p, NULL, NOW);
    g_autoptr(plan) more = plan_new();
    plan_bounced(more, 0, 1, "5.1.1 no such user");
    store_person *person = g_new0(store_person, 1);
    person->address = g_strdup("kari@example.com");
    person->ack_off = true;
    plan_person(more, person);
    plan_alarm(more, "disk", "the disk is full");
    assert_int_equal(run(s, more, NULL, NOW), 0);
    g_autoptr(store_outgoing) o = store_outgoing_get(s, 1, &error);
    assert_int_equal(o->state, STORE_OUT_FAILED);
    assert_string_equal(o->result, "5.1.1 no such user");
    assert_int_equal(o->ticket, 0);
    store_person *kari = store_person_get(s, "kari@example.com", &error);
    assert_true(kari->ack_off);
    store_person_free(kari);
    g_autoptr(GPtrArray) alarms = store_alarm_list(s, &error);
    assert_int_equal(alarms->len, 0); /* the caller's, after the commit */
}

/* A lesson is written down, the last one about a message; what is not kept
 * cannot be one. */
static void test_lessons(void **state)
{
    fixture *f = *state;
    store *s = f->s;
    GError *error = NULL;
    char hash[65];
    g_autoptr(GBytes) raw = g_bytes_new_static("x", 1);
    g_autoptr(store_ledger) kept = sample_ledger("kept", NOW);
    g_autoptr(store_ledger) lost = sample_ledger("lost", NOW);
    store_begin_deciding(s, &error);
    store_raw_put(s, raw, hash, &error);
    g_free(kept->raw);
    kept->raw = g_strdup(hash);
    g_free(lost->identity);
    lost->identity = g_strdup("another");
    g_clear_pointer(&lost->raw, g_free);
    store_ledger_add(s, kept, &error);
    store_ledger_add(s, lost, &error);
    assert_fine(error);
    store_commit(s, &error);
    g_autoptr(plan) p = plan_new();
    plan_learn(p, 0, "kept", STORE_ABOUT_SPAM, "spam");
    plan_learn(p, 0, "lost", STORE_ABOUT_SPAM, "spam");
    plan_learn(p, 0, "nobody's", STORE_ABOUT_SPAM, "spam");
    run(s, p, NULL, NOW);
    assert_int_equal(store_teaching_count(s, &error), 1);
    g_autoptr(plan) other = plan_new();
    plan_learn(other, 0, "kept", STORE_ABOUT_SPAM, NULL);
    run(s, other, NULL, NOW + 1);
    assert_int_equal(store_teaching_count(s, &error), 1);
    g_autoptr(store_teaching) t = store_teaching_next(s, 0, &error);
    assert_null(t->class);
    assert_string_equal(t->ledger, "kept");
    assert_string_equal(t->raw, hash);
    assert_int_equal(t->about, STORE_ABOUT_SPAM);
    assert_fine(error);
}

static void test_wrong_plans(void **state)
{
    fixture *f = *state;
    store *s = f->s;
    GError *error = NULL;
    int64_t id = put_ticket(s, "one", NOW);
    g_autoptr(store_ledger) l = sample_ledger("l1", NOW);

    g_autoptr(plan) none = plan_new();
    run_badly(s, none, l, ERR_INTERNAL);
    g_autoptr(plan) two = plan_new();
    plan_fate(two, id, 0, "note", "a");
    plan_fate(two, id, 0, "note", "b");
    run_badly(s, two, l, ERR_INTERNAL);
    g_autoptr(plan) field = plan_new();
    plan_set(field, id, PLAN_LINE, plan_text("2"));
    run_badly(s, field, NULL, ERR_INTERNAL);
    g_autoptr(plan) status = plan_new();
    plan_set(status, id, PLAN_STATUS, plan_text(NULL));
    run_badly(s, status, NULL, ERR_INTERNAL);
    g_autoptr(plan) number = plan_new();
    plan_set(number, id, PLAN_HOLDER, plan_number(2));
    run_badly(s, number, NULL, ERR_INTERNAL);
    g_autoptr(plan) lost = plan_new();
    add_entry(lost, 4242, STORE_NOTE, STORE_PUBLISHED, "x");
    run_badly(s, lost, NULL, ERR_NOT_FOUND);
    g_autoptr(plan) gone = plan_new();
    plan_publish(gone, id, 5);
    run_badly(s, gone, NULL, ERR_NOT_FOUND);
    g_autoptr(store_ledger) row = store_ledger_get(s, "l1", &error);
    assert_null(row);
    g_autoptr(store_ticket) t = store_ticket_get(s, id, &error);
    assert_int_equal(t->last_entry, 0);
}

/* ---- snapshot ---- */

static evidence *no_evidence(config_queue *queue)
{
    evidence *v = g_new0(evidence, 1);
    v->queue = queue;
    v->tags = g_array_new(FALSE, FALSE, sizeof(tag_found));
    v->asked = g_array_new(FALSE, FALSE, sizeof(int64_t));
    v->ids = g_ptr_array_new_with_free_func(g_free);
    v->others = g_ptr_array_new_with_free_func(g_free);
    return v;
}

static snapshot *ask(store *s, const secret_key *site, const evidence *v,
                     const trust_facts *t, const char *identity, GError **error)
{
    g_autoptr(GPtrArray) nobody = g_ptr_array_new();
    config c = {.operators = nobody, .queues = nobody, .lines = nobody};
    const snapshot_ask ask = {.c = &c,
                              .site = site,
                              .evidence = v,
                              .trust = t,
                              .identity = identity,
                              .now_ms = NOW};
    return snapshot_read(s, &ask, error);
}

static void test_snapshot(void **state)
{
    fixture *f = *state;
    store *s = f->s;
    GError *error = NULL;
    secret_key site;
    memset(&site, 7, sizeof site);
    config_queue queue = {.id = (char *)"support"};
    trust_facts t = {.from = (char *)"kari@example.com"};
    g_autoptr(plan) p = new_ticket_plan();
    g_autoptr(store_ledger) l = sample_ledger("l1", NOW);
    run(s, p, l, NOW);
    int64_t two = put_ticket(s, "two", NOW - 120000);
    g_autoptr(plan) hold = plan_new();
    plan_hold(hold, sample_held(two, "my answer", 0));
    run(s, hold, NULL, NOW);

    /* nothing at all */
    g_autoptr(evidence) none = no_evidence(&queue);
    g_autoptr(snapshot) empty = ask(s, &site, none, &t, "i2", &error);
    assert_fine(error);
    assert_null(snapshot_first(empty));
    assert_int_equal(empty->tickets->len, 0);
    assert_int_equal(empty->own->len, 2);
    assert_int_equal(empty->tickets_last_minute, 1);
    assert_int_equal(empty->mails_to_person, 0); /* a reply is none */
    trust_facts nobody = {0};
    g_autoptr(snapshot) blind = ask(s, &site, none, &nobody, "", &error);
    assert_fine(error);
    assert_int_equal(blind->own->len, 0);

    /* all at once, and each kind once wrong */
    g_autoptr(evidence) v = no_evidence(&queue);
    g_autofree char *tag = tag_make(&site, 1, 1001);
    g_autofree char *old = tag_make(&site, 2, two); /* of another epoch */
    g_autofree char *subject = g_strdup_printf("Re: x %s %s", old, tag);
    g_array_unref(v->tags);
    v->tags = tag_find(subject);
    assert_int_equal(v->tags->len, 2);
    g_ptr_array_add(v->ids, g_strdup("nobody@knows"));
    g_ptr_array_add(v->ids, g_strdup("m1@example.com"));
    v->capability_found = v->claim_found = v->bounce_found = true;
    v->capability = (tag_claim){.kind = TAG_HELD, .number = 1};
    v->claim = (tag_claim){.kind = TAG_CUSTOMER, .number = 1001};
    v->bounced = 2;
    v->held = g_array_new(FALSE, FALSE, sizeof(int64_t));
    int64_t held[] = {1, 77};
    g_array_append_vals(v->held, held, G_N_ELEMENTS(held));
    v->released = "l1";
    int64_t asked = 4242;
    g_array_append_val(v->asked, asked);
    g_autoptr(snapshot) full = ask(s, &site, v, &t, "i1", &error);
    assert_fine(error);
    assert_string_equal(snapshot_first(full)->id, "l1");
    assert_int_equal(full->by_capability, two);
    assert_int_equal(full->by_claim, 1001);
    assert_int_equal(full->by_tag, 1001);
    assert_int_equal(full->by_reference, 1001);
    assert_string_equal(full->held->text, "my answer");
    assert_int_equal(full->bounced->id, 2);
    assert_null(full->released); /* a held reply is no held message */
    if (t.operator_ || t.sasl) {
        assert_int_equal(full->named->len, 1);
        assert_int_equal(((store_held *)full->named->pdata[0])->id, 1);
    } else {
        assert_null(full->named);
    }
    assert_int_equal(full->tickets->len, 2);
    assert_non_null(snapshot_find(full, two));
    assert_null(snapshot_find(full, 4242));
    assert_int_equal(snapshot_find(full, two)->held->len, 1);

    /* numbers from another life */
    g_autoptr(evidence) lost = no_evidence(&queue);
    lost->capability_found = lost->claim_found = lost->bounce_found = true;
    lost->capability = (tag_claim){.kind = TAG_HELD, .number = 77};
    lost->claim = (tag_claim){.kind = TAG_REPLY, .number = 4242};
    lost->bounced = 99;
    lost->returned = g_strdup("m9@us");
    g_autoptr(snapshot) gone = ask(s, &site, lost, &t, "i9", &error);
    assert_fine(error);
    assert_int_equal(gone->by_capability, 0);
    assert_int_equal(gone->by_claim, 0);
    assert_null(gone->held);
    assert_null(gone->bounced);
}

/* Not a test of truth but of price: messages a second, 64 to a commit. */
static void test_speed(void **state)
{
    fixture *f = *state;
    GError *error = NULL;
    g_autoptr(plan) p = new_ticket_plan();
    const unsigned batches = 8, batch = 64;
    gint64 start = g_get_monotonic_time();
    for (unsigned b = 0; b < batches; b++) {
        store_begin_deciding(f->s, &error);
        for (unsigned i = 0; i < batch; i++) {
            g_autofree char *id = g_strdup_printf("l%u", b * batch + i);
            g_autoptr(store_ledger) l = sample_ledger(id, NOW);
            g_autofree char *text = g_strnfill(5000, 'a' + (char)(i % 26));
            g_autofree char *own = g_strconcat(id, text, NULL);
            g_autoptr(GBytes) raw = g_bytes_new(own, strlen(own));
            char hash[65];
            assert_true(store_savepoint(f->s, &error));
            assert_true(store_raw_put(f->s, raw, hash, &error));
            l->raw = g_strdup(hash);
            assert_true(apply_plan(f->s, p, l, NOW, NULL, &error));
            assert_true(store_savepoint_release(f->s, &error));
        }
        assert_true(store_commit(f->s, &error));
    }
    double seconds = (double)(g_get_monotonic_time() - start) / 1e6;
    print_message("[   INFO   ] %.0f messages a second, %u to a commit\n",
                  batches * batch / seconds, batch);
    assert_int_equal(store_ticket_count_since(f->s, 0, &error),
                     batches * batch);
}

/* ---- lines, partners, boards, tasks ---- */

static void assert_stack(store *s, int64_t id, const char *wanted)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) all = store_handover_list(s, id, &error);
    g_autoptr(GString) is = g_string_new(NULL);

    assert_fine(error);
    for (unsigned i = 0; i < all->len; i++) {
        const store_handover *h = all->pdata[i];
        g_string_append_printf(is, "%d%s ", h->line,
                               h->holder ? h->holder : "");
    }
    assert_string_equal(is->str, wanted);
}

static void test_lines(void **state)
{
    fixture *f = *state;
    store *s = f->s;
    GError *error = NULL;
    int64_t id = put_ticket(s, "one", NOW);

    g_autoptr(plan) there = plan_new();
    plan_handover(there, id, store_handover_new(1, "anna"));
    plan_set(there, id, PLAN_LINE, plan_number(2));
    plan_handover(there, id, store_handover_new(2, NULL));
    plan_set(there, id, PLAN_LINE, plan_number(3));
    run(s, there, NULL, NOW);
    assert_stack(s, id, "1anna 2 ");
    assert_int_equal(store_handover_hops(s, id, &error), 2);

    g_autoptr(plan) back = plan_new();
    plan_handback(back, id);
    plan_set(back, id, PLAN_LINE, plan_number(2));
    run(s, back, NULL, NOW);
    assert_stack(s, id, "1anna ");
    assert_int_equal(store_handover_hops(s, id, &error), 3);
    run(s, back, NULL, NOW);
    run(s, back, NULL, NOW); /* there is nothing left */
    assert_stack(s, id, "");

    /* the oldest is forgotten, the newest comes first */
    g_autoptr(plan) many = plan_new();
    for (int i = 0; i < STORE_HANDOVERS_MAX + 3; i++)
        plan_handover(many, id, store_handover_new(i, NULL));
    run(s, many, NULL, NOW);
    g_autoptr(GPtrArray) all = store_handover_list(s, id, &error);
    assert_int_equal(all->len, STORE_HANDOVERS_MAX);
    assert_int_equal(((store_handover *)all->pdata[0])->line, 3);
}

static void test_voices(void **state)
{
    fixture *f = *state;
    store *s = f->s;
    GError *error = NULL;
    int64_t id = put_ticket(s, "one", NOW);
    g_autoptr(plan) p = plan_new();

    plan_approval(
        p, store_approval_new(id, 1, "olga", STORE_APPROVAL_YES, "", NOW));
    plan_approval(
        p, store_approval_new(id, 2, "", STORE_APPROVAL_OPEN, "cab", NOW));
    plan_approval(
        p, store_approval_new(id, 2, "tom", STORE_APPROVAL_YES, "", NOW));
    plan_approval(
        p, store_approval_new(id, 2, "tom", STORE_APPROVAL_NO, "no", NOW));
    run(s, p, NULL, NOW);
    g_autoptr(GPtrArray) all = store_approval_list(s, id, &error);
    assert_fine(error);
    assert_int_equal(all->len, 2); /* of the newest round, one voice each */
    assert_string_equal(((store_approval *)all->pdata[0])->reason, "cab");
    assert_int_equal(((store_approval *)all->pdata[1])->answer,
                     STORE_APPROVAL_NO);
}

static void test_ratings(void **state)
{
    fixture *f = *state;
    store *s = f->s;
    GError *error = NULL;
    int64_t id = put_ticket(s, "one", NOW), asked_ms;
    g_autoptr(plan) p = plan_new();
    store_rating asked = {.ticket = id,
                          .n = PLAN_LATEST,
                          .person = (char *)"kari@example.com",
                          .operator_id = (char *)"anna",
                          .best = 5,
                          .asked_ms = NOW};
    store_entry *e = sample_entry(id, STORE_ARTICLE, "done", NOW);

    e->by = STORE_BY_OPERATOR;
    plan_entry(p, e);
    plan_entry(p, sample_entry(id, STORE_EVENT, "status", NOW));
    plan_rating(p, store_rating_copy(&asked));
    run(s, p, NULL, NOW);
    /* about the reply, not about what came after it */
    g_autoptr(store_rating) r = store_rating_get(s, id, 1, &error);
    assert_non_null(r);
    assert_int_equal(r->value, 0);
    assert_true(store_rating_asked(s, "kari@example.com", &asked_ms, &error));
    assert_int_equal(asked_ms, NOW);
    g_autoptr(plan) given = plan_new();
    store_rating *now = store_rating_copy(r);
    now->value = 2;
    now->given_ms = NOW + 1;
    plan_rating(given, now);
    store_review review = {.ticket = id, .n = 1, .lead = (char *)"lena"};
    plan_review(given, store_review_copy(&review));
    review.score = 4;
    plan_review(given, store_review_copy(&review));
    run(s, given, NULL, NOW + 1);
    g_autoptr(GPtrArray) all = store_rating_list(s, id, &error);
    assert_int_equal(all->len, 1); /* one a reply and person */
    assert_int_equal(((store_rating *)all->pdata[0])->value, 2);
    g_autoptr(GPtrArray) reviews = store_review_list(s, id, &error);
    assert_fine(error);
    assert_int_equal(reviews->len, 1);
    assert_int_equal(((store_review *)reviews->pdata[0])->score, 4);
    assert_null(store_rating_get(s, id, 2, &error));
    assert_fine(error);
}

static void test_partner(void **state)
{
    fixture *f = *state;
    store *s = f->s;
    GError *error = NULL;
    int64_t id = put_ticket(s, "one", NOW);
    store_forwarded row = {.ticket = id,
                           .partner = (char *)"integrator",
                           .operator_id = (char *)"anna",
                           .at_ms = NOW};

    for (int i = 0; i < 2; i++) {
        g_autoptr(plan) p = plan_new();
        row.answered_ms = i ? NOW + 5 : 0;
        plan_forwarded(p, store_forwarded_copy(&row));
        run(s, p, NULL, NOW);
    }
    g_autoptr(GPtrArray) all = store_forwarded_list(s, id, &error);
    assert_int_equal(all->len, 1);
    assert_int_equal(((store_forwarded *)all->pdata[0])->answered_ms, NOW + 5);
}

/* One that the same plan makes; and a request in another queue. */
static void test_task(void **state)
{
    fixture *f = *state;
    store *s = f->s;
    GError *error = NULL;
    int64_t id = put_ticket(s, "one", NOW);
    g_autoptr(plan) p = plan_new();

    plan_ticket(p, sample_ticket("is he paid?", 0));
    plan_task(p, id);
    add_entry(p, 0, STORE_ARTICLE, STORE_PUBLISHED, "is he paid?");
    add_entry(p, id, STORE_EVENT, STORE_PUBLISHED, "asked by " PLAN_NEW);
    plan_set(p, id, PLAN_QUEUE, plan_text("sales"));
    run(s, p, NULL, NOW);
    snapshot_ticket *task = snapshot_ticket_read(s, id + 1, NULL, &error);
    snapshot_ticket *asker = snapshot_ticket_read(s, id, NULL, &error);
    assert_fine(error);
    assert_int_equal(task->asker->id, id);
    assert_null(asker->asker);
    assert_string_equal(asker->t->queue, "sales");
    g_autoptr(store_entry) e = store_entry_get(s, id, 1, &error);
    assert_string_equal(e->text, "asked by #1002");
    snapshot_ticket_free(task);
    snapshot_ticket_free(asker);
}

int main(void)
{
#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_new_ticket),
        TEST(test_values),
        TEST(test_twice),
        TEST(test_reply_waits),
        TEST(test_set),
        TEST(test_hold),
        TEST(test_others),
        TEST(test_lessons),
        TEST(test_wrong_plans),
        TEST(test_snapshot),
        TEST(test_lines),
        TEST(test_voices),
        TEST(test_ratings),
        TEST(test_partner),
        TEST(test_task),
        TEST(test_time),
        TEST(test_no_less_than_nothing),
        TEST(test_timer),
        TEST(test_speed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
