/* test_queue: letter and snapshot -> steps: requests that go to another queue, and
 * tasks for another department. */
#include "lib/desk_fixture.h"

#define KARI "kari@example.com"
#define ANNA "anna@example.org"
#define OLGA "olga@example.org"
#define TOM  "tom@example.org"

static void cap(world *w)
{
    world_capability(w, TAG_REPLY, "anna", 1);
}
static void at_line2(world *w)
{
    cap(w);
    w->st->t->line = 2;
    w->st->t->returned_from = 1;
    w->st->t->holder = g_strdup("tom");
    w->st->handovers =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_handover_free);
    g_ptr_array_add(w->st->handovers, store_handover_new(1, "anna"));
}
/* Olga alone serves the other queue. */
static void two_houses(world *w)
{
    GPtrArray *all = w->c->operators;

    at_line2(w);
    for (unsigned i = 0; i < all->len; i++) {
        config_operator *o = all->pdata[i];
        bool olga = strcmp(o->id, "olga") == 0;
        g_array_set_size(o->grants, 0);
        role_grants_add(o->grants, ROLE_OPERATOR, olga ? "sales" : "support",
                        0);
    }
}

static void test_queue(void **state)
{
    static const plan_row rows[] = {
        {"/queue", ANNA, "/queue sales", cap,
         "queue=sales event[queue support -> sales] =command "
         "notify/line>olga"},
        {"with why", ANNA, "/queue Sales she wants to buy", cap,
         "queue=sales event[queue support -> sales] note:anna =command "
         "notify/line>olga"},
        {"from a line, which it forgets", ANNA, "/queue sales", at_line2,
         "pop queue=sales event[queue support -> sales] =command line=1 "
         "returned_from=0 notify/line>olga"},
        {"where its holder does not work", ANNA, "/queue sales", two_houses,
         "pop queue=sales event[queue support -> sales] =command line=1 "
         "returned_from=0 holder=none notify/line>olga"},
        {"where it is", ANNA, "/queue support", cap, "error>anna =error"},
        {"of another name", ANNA, "/queue sale", cap, "error>anna =error"},
        {"a reply then comes from there", ANNA, "/reply\nHi.\n/queue sales",
         cap, "article:anna~{/queue sales} =reply reply>" KARI "~"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

/* ---- tasks ---- */

#define ASKS                                                         \
    "watch=anna ticket(" ANNA ")staff task(#1001) "                  \
    "event[Anna Larsen asked for #1001; answers go there as notes] " \
    "article:customer notify/task>anna notify/task>olga "            \
    "event[asked sales by task #?: is he paid?] status=internal "    \
    "event[status new -> internal] =command"

/* 1001 is a task that tom asked of anna's line for 1002, which he has. */
static void is_task(world *w)
{
    store_ticket *a = g_new0(store_ticket, 1);

    cap(w);
    a->id = 1002;
    a->queue = g_strdup("sales");
    a->status = g_strdup("internal");
    a->open = true;
    a->line = 1;
    a->holder = g_strdup("tom");
    a->status_ms = FIXTURE_NOW - 5000;
    w->st->asker = a;
    world_status(w, "in-progress");
    g_ptr_array_set_size(w->st->participants, 0);
}
static void is_free_task(world *w)
{
    is_task(w);
    g_clear_pointer(&w->st->asker->holder, g_free);
}
static void is_task_of_done(world *w)
{
    is_task(w);
    w->st->asker->open = false;
    g_free(w->st->asker->status);
    w->st->asker->status = g_strdup("resolved");
}
static void is_task_of_line2(world *w)
{
    is_task(w);
    world_capability(w, TAG_REPLY, "tom", 1);
    w->st->t->line = 2;
}
static void is_done_task(world *w)
{
    is_task(w);
    world_status(w, "resolved");
}

#define THERE "note:anna notify/answer>tom status=feedback "

static void test_task(void **state)
{
    static const plan_row rows[] = {
        {"/task", ANNA, "/task sales is he paid?", cap, ASKS},
        {"without a question", ANNA, "/task sales", cap, "error>anna =error"},
        {"of nobody", ANNA, "/task sale is he paid?", cap, "error>anna =error"},
        {"its answer", ANNA, "Yes, since May.", is_task,
         THERE "article:anna =reply holder=anna event[took it by replying] "
               "status=answered event[status in-progress -> answered]"},
        {"its answer, if nobody has the request", ANNA, "Yes.", is_free_task,
         "note:anna notify/answer>anna notify/answer>olga status=feedback "
         "article:anna =reply holder=anna event[took it by replying] "
         "status=answered event[status in-progress -> answered]"},
        {"of a done request", ANNA, "Yes.", is_task_of_done,
         "note:anna notify/answer>tom article:anna =reply holder=anna "
         "event[took it by replying] status=answered "
         "event[status in-progress -> answered]"},
        {"a finding is one, too", TOM, "Yes.", is_task_of_line2,
         "note:tom notify/answer>tom status=feedback note:tom =note"},
        {"a note stays there", ANNA, "/note\nHm.", is_task,
         "note:anna =note notify/note>olga"},
        {"when it is done", ANNA, "/close", is_task,
         "status=resolved event[status in-progress -> resolved] =command "
         "event[Task #1001 (Printer) is resolved.] notify/answer>tom"},
        {"once", ANNA, "/close", is_done_task, "=command"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_queue),
        cmocka_unit_test(test_task),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
