/* test_merge: letter and snapshot -> steps: requests that are merged, parted and
 * linked. */
#include "lib/desk_fixture.h"

#define KARI "kari@example.com"
#define PER  "per@example.com"
#define ANNA "anna@example.org"
#define OLGA "olga@example.org"
#define TOM  "tom@example.org"

/* Anna answers a mail about 1001 that showed its first entry; 1002 is there too.
 */
static snapshot_ticket *two(world *w, const char *customer)
{
    world_capability(w, TAG_REPLY, "anna", 1);
    return world_ticket(w, 1002, customer);
}

static void of_kari(world *w)
{
    two(w, KARI);
}
static void of_per(world *w)
{
    two(w, PER);
}
static void company(snapshot_ticket *st, int64_t id)
{
    for (unsigned i = 0; i < st->participants->len; i++) {
        store_participant *p = st->participants->pdata[i];
        p->company = id;
    }
}
static void of_one_company(world *w)
{
    company(two(w, PER), 7);
    company(w->st, 7);
}
static void of_two_companies(world *w)
{
    company(two(w, PER), 8);
    company(w->st, 7);
}
static void readers_there(world *w)
{
    world_participant(two(w, KARI), PER, STORE_CC);
}
static void readers_here(world *w)
{
    two(w, KARI);
    world_participant(w->st, PER, STORE_CC);
}
static void colleagues_there(world *w)
{
    snapshot_ticket *st = two(w, KARI);
    world_participant(st, PER, STORE_CC);
    company(st, 7);
    company(w->st, 7);
}
static void away(world *w)
{
    snapshot_ticket *st = two(w, KARI);
    st->t->line = 2;
    st->t->lines = 1 << 2;
}
static void is_merged(world *w)
{
    two(w, KARI)->t->merged_into = 1001;
}
static void leads_on(world *w)
{
    two(w, KARI)->t->merged_into = 1003;
    world_ticket(w, 1003, KARI);
}
static void spam_there(world *w)
{
    snapshot_ticket *st = two(w, KARI);
    g_free(st->t->status);
    st->t->status = g_strdup("spam");
}
static void held_by_both(world *w)
{
    snapshot_ticket *st = two(w, KARI);
    w->st->t->holder = g_strdup("anna");
    st->t->holder = g_strdup("olga");
    g_ptr_array_add(st->watchers, g_strdup("anna"));
    g_ptr_array_add(w->st->watchers, g_strdup("tom"));
}
static void held_here(world *w)
{
    two(w, KARI);
    w->st->t->holder = g_strdup("olga");
}
static void closed_there(world *w)
{
    snapshot_ticket *st = two(w, KARI);
    g_free(st->t->status);
    st->t->status = g_strdup("closed");
    st->t->holder = g_strdup("anna");
}
static void due_here(world *w)
{
    two(w, KARI)->t->due_ms = 9000;
    w->st->t->due_ms = 5000;
}
static void due_there(world *w)
{
    two(w, KARI)->t->due_ms = 4000;
    w->st->t->due_ms = 5000;
}
static void hers_pending(world *w)
{
    two(w, KARI);
    world_pending(w->st, "anna", "Mine");
}
static void olgas_pending(world *w)
{
    two(w, KARI)->t->holder = g_strdup("anna");
    world_pending(w->st, "olga", "Hers");
    w->v->capability.entry = 2; /* Anna has seen it */
}
static void olgas_held(world *w)
{
    two(w, KARI)->t->holder = g_strdup("anna");
    g_ptr_array_add(w->st->held, world_held(w, "olga", STORE_HELD_STALE));
}

#define CLOSES                        \
    "merged_into=1002 status=closed " \
    "event[status new -> closed] event[merged into #1002] =command "
#define JOINS "join(#1001 #1002) event[#1001 is part of it now] "
#define TOLD  "notify/merged>anna notify/merged>olga"

static void test_merge(void **state)
{
    static const plan_row rows[] = {
        {"of one customer", ANNA, "/merge #1002", of_kari, CLOSES JOINS TOLD},
        {"without the sign", ANNA, "/merge 1002", of_kari, CLOSES JOINS TOLD},
        {"of two", ANNA, "/merge #1002", of_per, "error>anna =error"},
        {"of two, whatever she says", ANNA, "/merge #1002 all", of_per,
         "error>anna =error"},
        {"of one company", ANNA, "/merge #1002", of_one_company,
         CLOSES "+kari@example.com " JOINS TOLD},
        {"of two companies", ANNA, "/merge #1002", of_two_companies,
         "error>anna =error"},
        {"somebody there would read it", ANNA, "/merge #1002", readers_there,
         "error>anna =error"},
        {"she says that he may", ANNA, "/merge #1002 all", readers_there,
         CLOSES JOINS TOLD},
        {"he is of her company", ANNA, "/merge #1002", colleagues_there,
         CLOSES JOINS TOLD},
        {"somebody here does not come along", ANNA, "/merge #1002",
         readers_here, CLOSES JOINS TOLD},
        {"unless she says so", ANNA, "/merge #1002 all", readers_here,
         CLOSES "+per@example.com " JOINS TOLD},
        {"no such one", ANNA, "/merge #1003", of_kari, "error>anna =error"},
        {"itself", ANNA, "/merge #1001", of_kari, "error>anna =error"},
        {"one that is part of it", ANNA, "/merge #1002", is_merged,
         "error>anna =error"},
        {"one that is part of another: that", ANNA, "/merge #1002", leads_on,
         "merged_into=1003 status=closed event[status new -> closed] "
         "event[merged into #1003] =command join(#1001 #1003) event[#1001 is "
         "part of "
         "it now] " TOLD},
        {"spam", ANNA, "/merge #1002", spam_there, "error>anna =error"},
        {"one that she may not see", ANNA, "/merge #1002", away,
         "error>anna =error"},
        {"holders and watchers, each once", ANNA, "/merge #1002", held_by_both,
         CLOSES "watch=tom " JOINS "notify/merged>olga notify/merged>anna "
                "notify/merged>tom"},
        {"its holder has the other, too", ANNA, "/merge #1002", held_here,
         CLOSES "holder=olga " JOINS "notify/merged>olga notify/merged>anna"},
        {"the customer waits in one", ANNA, "/merge #1002", closed_there,
         CLOSES "status=in-progress event[status closed -> in-progress] " JOINS
                "notify/merged>anna"},
        {"the earlier date", ANNA, "/merge #1002", due_here,
         CLOSES "due=5000 " JOINS TOLD},
        {"which it had", ANNA, "/merge #1002", due_there, CLOSES JOINS TOLD},
        {"her own reply goes on", ANNA, "/merge #1002", hers_pending,
         CLOSES JOINS TOLD},
        {"another's is held", ANNA, "/merge #1002", olgas_pending,
         "withdraw2 " CLOSES JOINS "hold:stale held>olga notify/merged>anna"},
        {"what is held is held there", ANNA, "/merge #1002", olgas_held,
         CLOSES JOINS "held7=dropped hold:stale held>olga notify/merged>anna"},
        {"it acts last", ANNA, "/merge #1002\n/priority high", of_kari,
         "priority=high event[priority normal -> high] " CLOSES JOINS TOLD},
        {"two of a kind", ANNA, "/merge #1002\n/split", of_kari,
         "error>anna =error"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

/* The text leaves first, and goes along. */
static void test_merge_text(void **state)
{
    static const plan_row rows[] = {
        {"a reply beside it", ANNA, "We go on there.\n/merge #1002", of_kari,
         "article:anna~ =reply reply>" KARI "~ merged_into=1002 status=closed "
         "event[status new -> closed] event[merged into #1002] " JOINS TOLD},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

/* ---- /split ---- */

static void three(world *w)
{
    world_entry(w->st, STORE_ARTICLE, STORE_BY_CUSTOMER, KARI);
    world_entry(w->st, STORE_NOTE, STORE_BY_OPERATOR, "olga");
    world_capability(w, TAG_REPLY, "anna", 2);
}
static void three_of_two(world *w)
{
    three(w);
    w->st->t->holder = g_strdup("olga");
    g_ptr_array_add(w->st->watchers, g_strdup("anna"));
    world_participant(w->st, PER, STORE_CC);
}
static void at_first(world *w)
{
    three(w);
    w->v->capability.entry = 1;
}
static void at_event(world *w)
{
    three(w);
    w->v->capability.entry = 4;
    w->st->t->last_entry = 4;
}

#define PARTS                                                     \
    "event[split: what was written from message 2 on is #? now] " \
    "=command "                                                   \
    "ticket(" KARI ") "
#define PARTED                                       \
    "part(#1001 2) link(the new ticket #1001 part) " \
    "event[split from #1001] "

static void test_split(void **state)
{
    static const plan_row rows[] = {
        {"from the second", ANNA, "/split", three,
         PARTS PARTED "notify/split>anna notify/split>olga"},
        {"with all people", ANNA, "/split", three_of_two,
         PARTS "+per@example.com watch=anna " PARTED
               "notify/split>olga notify/split>anna"},
        {"nothing would stay", ANNA, "/split", at_first, "error>anna =error"},
        {"from what is no message", ANNA, "/split", at_event,
         "error>anna =error"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

/* ---- /link ---- */

static void linked(world *w)
{
    store_link *l = g_new0(store_link, 1);

    two(w, PER);
    *l = (store_link){1002, 1001, g_strdup("related"), 0};
    w->st->links =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_link_free);
    g_ptr_array_add(w->st->links, l);
}

static void test_link(void **state)
{
    static const plan_row rows[] = {
        {"of anybody", ANNA, "/link #1002", of_per,
         "link(#1001 #1002 related) event[linked to #1002] =command "
         "event[linked to #1001]"},
        {"once", ANNA, "/link #1002", linked, "=command"},
        {"and no longer", ANNA, "/unlink #1002", linked,
         "unlink(#1001 #1002 related) event[no longer linked to #1002] "
         "=command event[no longer linked to #1001]"},
        {"which it is not", ANNA, "/unlink #1002", of_kari,
         "error>anna =error"},
        {"to itself", ANNA, "/link #1001", of_kari, "error>anna =error"},
        {"to none", ANNA, "/link #1003", of_kari, "error>anna =error"},
        {"to one that she may not see", ANNA, "/link #1002", away,
         "error>anna =error"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

/* ---- mail about one that is part of another ---- */

#define TO_1002 "article:anna~ =reply reply>" KARI "~"

static snapshot_ticket *merged(world *w)
{
    snapshot_ticket *st = two(w, KARI);

    w->st->t->merged_into = 1002;
    g_free(w->st->t->status);
    w->st->t->status = g_strdup("closed");
    g_ptr_array_set_size(w->st->entries, 0);
    world_entry(st, STORE_ARTICLE, STORE_BY_CUSTOMER, KARI);
    ((store_head *)st->entries->pdata[1])->joined = true;
    st->t->holder = g_strdup("anna");
    return st;
}
static void by_old_address(world *w)
{
    merged(w);
    w->s->capability_at = w->s->claim_at = (store_place){1002, 2, 0};
}
static void answered_there(world *w)
{
    by_old_address(w);
    snapshot_ticket *st = (snapshot_ticket *)snapshot_find(w->s, 1002);
    world_entry(st, STORE_ARTICLE, STORE_BY_OPERATOR, "anna");
}
static void answered_before(world *w)
{
    answered_there(w);
    snapshot_ticket *st = (snapshot_ticket *)snapshot_find(w->s, 1002);
    ((store_head *)st->entries->pdata[2])->joined = true;
}
static void by_customer(world *w)
{
    merged(w);
    w->v->capability_found = false;
    w->v->claim.kind = TAG_CUSTOMER;
    w->v->claim.who = 0;
    w->s->by_reference = 1001;
}

static void test_led_on(void **state)
{
    static const plan_row rows[] = {
        {"she has not seen the other", ANNA, "Yes.", by_old_address,
         "hold:stale held>anna =held"},
        {"she has answered in it since", ANNA, "Yes.", answered_there, TO_1002},
        {"a reply of hers that came along says nothing", ANNA, "Yes.",
         answered_before, "hold:stale held>anna =held"},
        {"the customer's goes there, and revives nothing", KARI, "And?",
         by_customer, "article:customer =article notify/article>anna"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

/* What parted is meant by its own mails. */
static void by_part(world *w)
{
    snapshot_ticket *st = two(w, KARI);
    int64_t from = 1001;

    st->from = g_array_new(FALSE, FALSE, sizeof from);
    g_array_append_val(st->from, from);
    st->t->holder = g_strdup("anna");
    w->v->capability_found = false;
    w->v->claim.kind = TAG_CUSTOMER;
    w->v->claim.who = 0;
    w->s->by_reference = 1002;
}

static void test_parted(void **state)
{
    world *w = world_new(KARI, "And?");

    by_part(w);
    g_autoptr(plan) p = world_decide(w);
    const plan_step *fate = plan_find(p, PLAN_FATE);
    assert_int_equal(fate->fate.ticket, 1002);
    g_autofree char *is = plan_summary(p);
    assert_string_equal(is, "article:customer =article notify/article>anna");
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_merge),  cmocka_unit_test(test_merge_text),
        cmocka_unit_test(test_split),  cmocka_unit_test(test_link),
        cmocka_unit_test(test_led_on), cmocka_unit_test(test_parted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
