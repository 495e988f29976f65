/* test_age: how far a store has come, what waits in an older one, and revoked
 * addresses. */
#include "lib/store_fixture.h"

#include "store/age.h"
#include "store/revoked.h"

#define NOW INT64_C(1795000000000)

static GError *error;

static store_age age_of(store *s)
{
    store_age age;
    assert_true(store_age_get(s, &age, &error));
    return age;
}

static int64_t add_mail(store *s, int64_t ticket, store_out_state state)
{
    g_autoptr(store_outgoing) o = sample_outgoing(ticket, 1, "a@b", NOW);
    o->state = state;
    assert_true(store_outgoing_add(s, o, &error));
    return o->id;
}

static int64_t add_ticket(store *s)
{
    g_autoptr(store_ticket) t = sample_ticket("words", NOW);
    assert_true(store_ticket_add(s, t, &error));
    return t->id;
}

static void each_commit_counts(void **state)
{
    fixture *f = *state;
    store_age before = age_of(f->s), after;

    assert_int_equal(before.epoch, 1);
    assert_int_equal(before.ticket, 1000);
    assert_true(store_begin_deciding(f->s, &error));
    assert_true(store_commit(f->s, &error)); /* nothing was written */
    after = age_of(f->s);
    assert_int_equal(after.generation, before.generation);
    assert_true(store_begin_deciding(f->s, &error));
    add_ticket(f->s);
    assert_true(store_commit(f->s, &error));
    after = age_of(f->s);
    assert_int_equal(after.generation, before.generation + 1);
    assert_int_equal(after.ticket, 1001);
    assert_true(store_is_older(&before, &after));
    assert_false(store_is_older(&after, &before));
    assert_false(store_is_older(&after, &after));
    assert_true(store_begin_deciding(f->s, &error));
    add_ticket(f->s);
    store_rollback(f->s);
    before = age_of(f->s);
    assert_false(store_is_older(&after, &before));
    assert_false(store_is_older(&before, &after));
}

static unsigned due(store *s)
{
    int64_t next;
    g_autoptr(GPtrArray) rows =
        store_outgoing_due(s, NOW, 99, &next, NULL, &error);
    assert_non_null(rows);
    return rows->len;
}

static unsigned paused(store *s)
{
    int64_t since;
    g_autoptr(GPtrArray) rows = store_outgoing_paused(s, 99, &error);
    assert_true(store_paused(s, &since, &error));
    assert_true((rows->len > 0) <= (since > 0));
    return rows->len;
}

/* Of what there was nothing is sent; what comes afterwards is. */
static void an_epoch_begins(void **state)
{
    fixture *f = *state;
    store_age known = {.epoch = 4, .generation = 999, .ticket = 1500};
    int64_t count;

    assert_true(store_begin_deciding(f->s, &error));
    int64_t ticket = add_ticket(f->s);
    add_mail(f->s, ticket, STORE_OUT_READY);
    add_mail(f->s, ticket, STORE_OUT_WAITING);
    add_mail(f->s, ticket, STORE_OUT_SENT);
    assert_int_equal(due(f->s), 1);
    assert_true(store_begin_epoch(f->s, &known, NOW, &error));
    assert_int_equal(store_epoch(f->s), 5);
    assert_int_equal(due(f->s), 0);
    assert_int_equal(paused(f->s), 2);
    add_mail(f->s, ticket, STORE_OUT_READY);
    assert_int_equal(due(f->s), 1);
    assert_int_equal(add_ticket(f->s), 1501);
    g_autoptr(store_ticket) t = store_ticket_get(f->s, 1501, &error);
    assert_int_equal(t->epoch, 5);
    assert_true(store_commit(f->s, &error));
    store_age is = age_of(f->s);
    assert_false(store_is_older(&is, &known));
    assert_int_equal(is.epoch, 5);

    assert_true(store_begin_deciding(f->s, &error));
    assert_true(store_resume(f->s, false, NOW, &count, &error));
    assert_int_equal(count, 2);
    assert_int_equal(due(f->s), 2); /* one waits for its undo window */
    assert_int_equal(paused(f->s), 0);
    assert_true(store_begin_epoch(f->s, &known, NOW, &error));
    assert_int_equal(store_epoch(f->s), 6);
    assert_true(store_resume(f->s, true, NOW, &count, &error));
    assert_int_equal(count, 3);
    assert_int_equal(due(f->s), 0);
    assert_true(store_commit(f->s, &error));
}

static int64_t dead(store *s, int64_t ticket, const char *who)
{
    int64_t entry;
    assert_true(store_revoked(s, ticket, who, &entry, &error));
    return entry;
}

static void revoked(void **state)
{
    fixture *f = *state;

    assert_true(store_begin_deciding(f->s, &error));
    int64_t one = add_ticket(f->s), two = add_ticket(f->s);
    add_mail(f->s, two, STORE_OUT_SENT);
    assert_int_equal(dead(f->s, one, "anna"), -1);
    assert_true(store_revoke(f->s, one, "anna", 5, &error));
    assert_true(store_revoke(f->s, one, "anna", 3, &error));
    assert_int_equal(dead(f->s, one, "anna"), 5);
    assert_true(store_revoke(f->s, one, "anna", 7, &error));
    assert_int_equal(dead(f->s, one, "anna"), 7);
    assert_int_equal(dead(f->s, two, "anna"), -1);
    assert_int_equal(dead(f->s, one, "olga"), -1);
    g_autoptr(store_outgoing) o = sample_outgoing(one, 1, "a@b", NOW);
    o->operator_id = g_strdup("olga");
    assert_true(store_outgoing_add(f->s, o, &error));
    o->ticket = 0;
    assert_true(store_outgoing_add(f->s, o, &error));
    g_autoptr(GArray) told = store_told_tickets(f->s, "olga", &error);
    assert_int_equal(told->len, 1);
    assert_int_equal(g_array_index(told, int64_t, 0), one);
    assert_true(store_commit(f->s, &error));
}

/* Bit N for line N, for good. */
static void lines_are_kept(void **state)
{
    fixture *f = *state;

    assert_true(store_begin_deciding(f->s, &error));
    g_autoptr(store_ticket) t = sample_ticket("words", NOW);
    t->line = 1;
    assert_true(store_ticket_add(f->s, t, &error));
    t->line = 3;
    assert_true(store_ticket_update(f->s, t, &error));
    t->line = 1;
    assert_true(store_ticket_update(f->s, t, &error));
    g_autoptr(store_ticket) got = store_ticket_get(f->s, t->id, &error);
    assert_int_equal(got->lines, 1 << 1 | 1 << 3);
    assert_true(store_commit(f->s, &error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_commit_counts, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(an_epoch_begins, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(revoked, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(lines_are_kept, fixture_setup,
                                        fixture_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
