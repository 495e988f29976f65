/* test_robots: random robots on a desk of random people, over weeks: nothing that a
 * robot does starts a robot, no budget is passed, all that is due at a moment comes
 * to an end, and no robot holds anything. And what comes at one moment gives the
 * same end, in whatever order it came.
 *
 * ROBOTS_EVENTS: how many events, else 3,000; ROBOTS_SEED: the first seed. */
#include "lib/desk_fixture.h"

#include "base/secret.h"
#include "desk/apply.h"
#include "desk/hook_config.h"
#include "desk/robot.h"
#include "roles/duty/duty.h"
#include "store/robot.h"
#include "store/store_config.h"

#include <stdio.h>
#include <stdlib.h>

#define EVENTS      3000
#define RUN         400 /* events of one desk */
#define TICKETS_MAX 12
#define QUIET_MAX   500 /* plans of one moment */
#define MINUTE      SPAN_MINUTE
#define HOUR        SPAN_HOUR
#define KARI        "kari@example.com"

/* ---- a desk with its store, and what is known of its robots ---- */

typedef struct act {
    const char *robot; /* of the configuration */
    int64_t ticket, at_ms;
    bool timed; /* nothing but time made it act, and it has no `every` */
} act;

typedef struct desk {
    world *w;
    char *folder;
    store *s;
    frame f;
    int64_t now_ms;
    GArray *tickets;    /* int64_t */
    GHashTable *person; /* int64_t* -> int64_t*: when a person did something */
    GArray *acts;       /* act: of the last hour, and since a person acted */
    unsigned letters;
    uint64_t acted, stopped, failed, looked;
} desk;

static void fine(GError *error)
{
    if (error)
        fail_msg("%s", error->message);
}

static desk *desk_new(const char *robots)
{
    GError *error = NULL;
    desk *d = g_new0(desk, 1);
    const char *was = fixture_more;

    fixture_more = robots;
    d->w = world_new(KARI, "Hello");
    fixture_more = was;
    d->folder = g_dir_make_tmp("postern-robots-XXXXXX", &error);
    fine(error);
    g_autofree char *path = g_build_filename(d->folder, "store.db", NULL);
    const config_store where = {.path = path};
    store_create(&where, &error);
    fine(error);
    d->s = d->f.store = store_open(&where, &error);
    fine(error);
    d->now_ms = FIXTURE_NOW;
    d->tickets = g_array_new(FALSE, FALSE, sizeof(int64_t));
    d->person =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    d->acts = g_array_new(FALSE, FALSE, sizeof(act));
    assert_true(store_begin_deciding(d->s, &error));
    assert_true(duty_robots_fill(d->s, d->w->c, d->now_ms, &error));
    return d;
}

static void desk_free(desk *d)
{
    g_autofree char *all = g_build_filename(d->folder, "store.db", NULL);
    g_autofree char *wal = g_strconcat(all, "-wal", NULL);
    g_autofree char *shm = g_strconcat(all, "-shm", NULL);

    store_rollback(d->s);
    store_close(d->s);
    g_unlink(all);
    g_unlink(wal);
    g_unlink(shm);
    g_rmdir(d->folder);
    world_free(d->w);
    g_array_unref(d->tickets);
    g_array_unref(d->acts);
    g_hash_table_unref(d->person);
    g_free(d->folder);
    g_free(d);
}

/* ---- what must hold of a robot's plan ---- */

static int64_t person_ms(const desk *d, int64_t ticket)
{
    const int64_t *ms = g_hash_table_lookup(d->person, &ticket);

    return ms ? *ms : 0;
}

static void person_acts(desk *d, int64_t ticket)
{
    g_hash_table_insert(d->person, g_memdup2(&ticket, sizeof ticket),
                        g_memdup2(&d->now_ms, sizeof d->now_ms));
}

static unsigned count(const desk *d, const act *like, int64_t from_ms,
                      bool any_ticket)
{
    unsigned n = 0;

    for (unsigned i = 0; i < d->acts->len; i++) {
        const act *a = &g_array_index(d->acts, act, i);
        n += strcmp(a->robot, like->robot) == 0 && a->at_ms > from_ms &&
             (any_ticket || a->ticket == like->ticket);
    }
    return n;
}

static void acts(desk *d, const act *a)
{
    const config_robot *r = config_robot_by_id(d->w->c, a->robot);
    int64_t hour_ms = a->at_ms - HOUR;

    g_array_append_val(d->acts, *a);
    d->acted++;
    if (count(d, a, hour_ms, false) > (unsigned)r->limit)
        fail_msg("%s acts too often on #%d", r->id, (int)a->ticket);
    if (count(d, a, hour_ms, true) > (unsigned)r->limit_hour)
        fail_msg("%s acts too often", r->id);
    if (a->timed &&
        count(d, a, person_ms(d, a->ticket) - 1, false) > (unsigned)r->limit)
        fail_msg("%s goes on by time alone on #%d", r->id, (int)a->ticket);
}

/* The job that it did, if it did one. */
static bool is_timed(const desk *d, const config_robot *r, const void *item,
                     bool is_job)
{
    g_autoptr(GPtrArray) keep = g_ptr_array_new_with_free_func(g_free);
    bool timed = true;

    if (is_job) {
        const store_job *job = item;
        g_autoptr(GArray) events = robot_event_read(job->event, keep, &timed);
    }
    return timed && !r->every;
}

static void look_at(desk *d, const plan *p, const void *item, bool is_job)
{
    const plan_step *s = plan_find(p, PLAN_ROBOT);

    if (!s)
        return;
    d->stopped += s->robot.act->result == STORE_ROBOT_STOPPED;
    d->failed += s->robot.act->result == STORE_ROBOT_FAILED;
    d->looked += s->robot.act->result == STORE_ROBOT_LOOKED;
    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *one = p->steps->pdata[i];
        if (one->what == PLAN_JOB && strcmp(one->job->kind, "robot") == 0)
            fail_msg("what %s does starts %s", s->robot.act->robot,
                     one->job->name);
        if (one->what == PLAN_WATCH || one->what == PLAN_CO)
            assert_false(g_str_has_prefix(one->co.operator_id, "robot:"));
        if (one->what == PLAN_SET && one->set.field == PLAN_HOLDER &&
            one->set.value.text)
            assert_non_null(
                config_operator_by_id(d->w->c, one->set.value.text));
    }
    const config_robot *r = config_robot_by_id(d->w->c, s->robot.act->robot);
    const act a = {r->id, s->robot.act->ticket, d->now_ms,
                   is_timed(d, r, item, is_job)};
    if (s->robot.act->result == STORE_ROBOT_ACTED)
        acts(d, &a);
}

/* What is too old to be counted. */
static void forget(desk *d)
{
    for (unsigned i = d->acts->len; i-- > 0;) {
        const act *a = &g_array_index(d->acts, act, i);
        if (a->at_ms < d->now_ms - HOUR && a->at_ms < person_ms(d, a->ticket))
            g_array_remove_index_fast(d->acts, i);
    }
}

/* ---- the clock, as its role has it ---- */

static void end_wait(plan *p, const store_wait *w)
{
    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        if (s->what == PLAN_WAIT && strcmp(s->wait->kind, w->kind) == 0 &&
            strcmp(s->wait->ref, w->ref) == 0)
            return;
    }
    plan_wait(p, w->kind, w->ref, w->ticket, 0);
}

static void apply(desk *d, const plan *p)
{
    GError *error = NULL;

    if (!apply_plan(d->s, p, NULL, d->now_ms, NULL, &error))
        fail_msg("%s", error->message);
}

/* How much it did. */
static unsigned do_duty(desk *d, const duty *y)
{
    GError *error = NULL;
    const duty_desk at = {&d->f, d->w->c, NULL, d->now_ms};
    g_autoptr(GPtrArray) items =
        y->waits ? store_wait_due(d->s, y->waits, d->now_ms, 100, &error)
                 : y->look(&at, &error);
    unsigned done = 0;

    fine(error);
    for (unsigned i = 0; i < items->len; i++) {
        g_autoptr(plan) p = y->decide(&at, items->pdata[i], &error);
        fine(error);
        if (y->waits)
            end_wait(p, items->pdata[i]);
        look_at(d, p, items->pdata[i], y == &duty_robot);
        if (y == &duty_publish) /* she acts when her reply is sent */
            person_acts(d, ((const store_entry *)items->pdata[i])->ticket);
        apply(d, p);
        done += p->steps->len > 0;
    }
    return done;
}

/* All that is due now; it must come to an end. */
static void run_clock(desk *d)
{
    unsigned all = 0, now;

    do {
        now = 0;
        for (unsigned i = 0; duty_all()[i]; i++)
            if (!duty_all()[i]->work)
                for (unsigned n; (n = do_duty(d, duty_all()[i])) > 0;)
                    if ((now += n, all += n) > QUIET_MAX)
                        fail_msg("one moment has no end");
    } while (now > 0);
    forget(d);
}

/* ---- people ---- */

static void letter_begin(desk *d, const char *from, const char *text)
{
    world *w = d->w;

    sprintf(w->entry.id, "%032x", ++d->letters);
    g_ptr_array_set_size(w->l->from, 0);
    g_ptr_array_add(w->l->from, letter_address_new("Somebody", from));
    g_free(w->l->message_id);
    w->l->message_id = g_strdup_printf("letter%u@example.com", d->letters);
    g_free(w->l->text);
    g_free(w->l->new_text);
    w->l->text = g_strdup(text);
    w->l->new_text = g_strdup(text);
    w->entry.sender = (char *)from;
    g_free(w->trust->from);
    w->trust->from = g_strdup(from);
    w->trust->operator_ = config_operator_by_address(w->c, from);
    w->v->capability_found = w->v->claim_found = false;
    w->s->by_capability = w->s->by_claim = w->s->by_tag = w->s->by_reference =
        0;
    g_ptr_array_set_size(w->s->tickets, 0);
    w->st = NULL;
}

/* It is about this ticket. */
static void letter_about(desk *d, int64_t ticket)
{
    GError *error = NULL;
    snapshot_ticket *st =
        snapshot_ticket_alone(d->s, d->w->c, ticket, NULL, &error);

    fine(error);
    g_ptr_array_add(d->w->s->tickets, st);
    d->w->st = st;
    d->w->s->by_tag = d->w->s->by_reference = ticket;
}

static void letter_by(desk *d, const char *operator_id)
{
    world *w = d->w;
    const tag_claim claim = {TAG_REPLY, config_operator_number(operator_id),
                             w->st->t->id, w->st->t->last_entry, 1};

    w->v->capability_found = w->v->claim_found = true;
    w->v->capability = w->v->claim = claim;
    w->s->by_capability = w->s->by_claim = w->st->t->id;
}

static void letter_end(desk *d)
{
    const decide_input in = {.config = d->w->c,
                             .entry = &d->w->entry,
                             .letter = d->w->l,
                             .trust = d->w->trust,
                             .evidence = d->w->v,
                             .verdict = d->w->verdict,
                             .snapshot = d->w->s,
                             .now_ms = d->now_ms};
    g_autoptr(plan) p = decide_letter(&in);

    apply(d, p);
}

static void opens(desk *d, const char *who)
{
    letter_begin(d, who, "It does not print.");
    letter_end(d);
    int64_t id = 1001 + d->tickets->len;
    g_array_append_val(d->tickets, id);
    person_acts(d, id);
}

static void writes(desk *d, int64_t ticket)
{
    letter_begin(d, KARI, "And now it smokes.");
    letter_about(d, ticket);
    letter_end(d);
    person_acts(d, ticket);
}

static void answers(desk *d, int64_t ticket, const char *who, const char *text)
{
    g_autofree char *from = g_strconcat(who, "@example.org", NULL);

    letter_begin(d, from, text);
    letter_about(d, ticket);
    letter_by(d, who);
    letter_end(d);
    person_acts(d, ticket);
}

/* ---- random robots ---- */

#define PICK(g, list) list[g_rand_int_range(g, 0, (gint32)G_N_ELEMENTS(list))]

static const char *const statuses[] = {"new",      "in-progress", "answered",
                                       "waiting",  "internal",    "feedback",
                                       "resolved", "closed"};

static const char *const conditions[] = {"",
                                         "",
                                         "",
                                         "if = open\n",
                                         "if = priority=normal\n",
                                         "if = unassigned\n",
                                         "if = line=1 or priority=high\n",
                                         "unless = priority=urgent\n",
                                         "if = by=operator\n",
                                         "if = by=clock\n",
                                         "if = smokes\n",
                                         "if = was=new or was=waiting\n",
                                         "unless = category:account\n",
                                         "if = overdue\n",
                                         "if = type=incident\n",
                                         "unless = holder:anna\n"};

static const char *const commands[] = {
    "/priority high", "/priority normal",  "/priority urgent", "/close",
    "/reopen",        "/line 1",           "/line 2 why",      "/return",
    "/wait 1d",       "/later 1d",         "/note Look",       "/reply Hello",
    "/assign anna",   "/assign tom",       "/release",         "/queue sales",
    "/queue support", "/category account", "/type incident",   "/pin x",
    "/due 3d",        "/unco anna"};

/* Three of the statuses, so that robots meet. */
static const char *near_status(GRand *g, unsigned around)
{
    unsigned i = around + (unsigned)g_rand_int_range(g, 0, 3);

    return statuses[i % G_N_ELEMENTS(statuses)];
}

static void put_trigger(GString *out, GRand *g, unsigned around)
{
    static const char *const spans[] = {"5m", "1h", "4h", "1d", "3d"};
    static const char *const every[] = {"10m", "1h", "4h", "1d at 08:00",
                                        "workday at 09:00"};
    unsigned n = (unsigned)g_rand_int_range(g, 1, 5);

    switch (g_rand_int_range(g, 0, 6)) {
    case 0:
    case 1:
        g_string_append_printf(out, "after = %s in %s\n", PICK(g, spans),
                               near_status(g, around));
        break;
    case 2:
        g_string_append_printf(out, "every = %s\n", PICK(g, every));
        break;
    default:
        g_string_append(out, "on = ");
        for (unsigned i = 0; i < n; i++)
            g_string_append_printf(
                out, "%s%s", i > 0 ? ", " : "",
                happen_names[g_rand_int_range(g, 0, HAPPEN_KINDS)]);
        g_string_append_c(out, '\n');
    }
}

static char *random_robots(GRand *g)
{
    GString *out = g_string_new(NULL);
    unsigned robots = (unsigned)g_rand_int_range(g, 2, 9);
    unsigned around = g_rand_int(g) % 64;

    for (unsigned i = 0; i < robots; i++) {
        unsigned n = (unsigned)g_rand_int_range(g, 1, 4);
        g_string_append_printf(
            out, "[robot r%u]\nlimit = %d\nlimit_hour = %d\n", i,
            g_rand_int_range(g, 1, 4), g_rand_int_range(g, 2, 12));
        put_trigger(out, g, around);
        g_string_append(out, PICK(g, conditions));
        g_string_append(out, "do = ");
        if (g_rand_boolean(g))
            g_string_append_printf(out, "/status %s; ", near_status(g, around));
        for (unsigned k = 0; k < n; k++)
            g_string_append_printf(out, "%s%s", k > 0 ? "; " : "",
                                   PICK(g, commands));
        g_string_append(out, "\n");
    }
    return g_string_free(out, FALSE);
}

/* Is it a configuration? Some conditions can never hold. */
static bool loads(const char *robots)
{
    g_autofree char *path = NULL;
    g_autofree char *file =
        g_strdup_printf("[site]\nname = Example\n[smtp]\nhost = 127.0.0.1\n"
                        "[queue support]\naddress = support@example.org\n"
                        "[queue sales]\naddress = sales@example.org\n"
                        "[operator anna]\naddress = anna@example.org\n"
                        "[operator tom]\naddress = tom@example.org\nlines = 2\n"
                        "[line 1]\nname = first\n[line 2]\nname = second\n"
                        "[category account]\ntitle = A\n%s",
                        robots);
    int fd = g_file_open_tmp("postern-robots-XXXXXX", &path, NULL);

    close(fd);
    assert_true(g_file_set_contents(path, file, -1, NULL));
    config *c = role_config_load(path, NULL, NULL);
    g_unlink(path);
    if (c)
        config_free(c);
    return c != NULL;
}

/* ---- random days ---- */

static int64_t some_ticket(desk *d, GRand *g)
{
    return g_array_index(d->tickets, int64_t,
                         g_rand_int_range(g, 0, (gint32)d->tickets->len));
}

static void step(desk *d, GRand *g)
{
    static const char *const who[] = {"anna", "olga", "tom"};
    static const char *const texts[] = {
        "/take",       "/priority high",    "/priority low",       "/close",
        "/line 2 see", "/note Look at it",  "/status in-progress", "/reopen",
        "/wait 1d",    "/category account", "Please try again.",   "/later 1d",
        "/release"};
    static const int64_t spans[] = {0,    MINUTE,   2 * MINUTE, 10 * MINUTE,
                                    HOUR, 5 * HOUR, 24 * HOUR};
    int what = g_rand_int_range(g, 0, 16);

    d->now_ms += PICK(g, spans);
    if (d->tickets->len == 0 || (what == 0 && d->tickets->len < TICKETS_MAX))
        opens(d, KARI);
    else if (what < 4)
        writes(d, some_ticket(d, g));
    else if (what < 8)
        answers(d, some_ticket(d, g), PICK(g, who), PICK(g, texts));
    run_clock(d);
}

static unsigned number_of(const char *name, unsigned standard)
{
    const char *text = g_getenv(name);

    return text ? (unsigned)strtoul(text, NULL, 10) : standard;
}

/* One desk, RUN events. Its seed is said first. */
static void run_one(unsigned seed, uint64_t sums[4])
{
    GRand *g = g_rand_new_with_seed(seed);
    g_autofree char *robots = NULL;

    do {
        g_free(robots);
        robots = random_robots(g);
    } while (!loads(robots));
    print_message("seed %u\n%s", seed, robots);
    desk *d = desk_new(robots);
    for (unsigned i = 0; i < RUN; i++)
        step(d, g);
    sums[0] += d->acted;
    sums[1] += d->stopped;
    sums[2] += d->failed;
    sums[3] += d->looked;
    desk_free(d);
    g_rand_free(g);
}

static void test_random(void **state)
{
    unsigned events = number_of("ROBOTS_EVENTS", EVENTS);
    unsigned first = number_of("ROBOTS_SEED", 1);
    uint64_t sums[4] = {0};

    for (unsigned i = 0; i * RUN < events; i++)
        run_one(first + i, sums);
    print_message("%u events: %u acted, %u stopped, %u failed, %u looked\n",
                  events, (unsigned)sums[0], (unsigned)sums[1],
                  (unsigned)sums[2], (unsigned)sums[3]);
    assert_true(sums[0] > 0 && sums[1] > 0 && sums[2] > 0 && sums[3] > 0);
}

/* ---- what a condition asks of one request and of all is the same ---- */

static void set_random(store_ticket *t, GRand *g)
{
    static const char *const priorities[] = {"low", "normal", "high"};
    static const char *const holders[] = {NULL, "anna", "tom"};
    static const char *const types[] = {NULL, "incident"};

    t->priority = (char *)PICK(g, priorities);
    t->holder = (char *)PICK(g, holders);
    t->type = (char *)PICK(g, types);
    t->status = (char *)PICK(g, statuses);
    t->line = g_rand_int_range(g, 1, 3);
    t->due_ms = g_rand_boolean(g) ? FIXTURE_NOW - 1 : 0;
    t->queue = (char *)(g_rand_boolean(g) ? "support" : "sales");
    t->open =
        strcmp(t->status, "resolved") != 0 && strcmp(t->status, "closed") != 0;
}

static int64_t put_random(desk *d, GRand *g)
{
    GError *error = NULL;
    store_ticket t = {.customer = (char *)KARI,
                      .subject = (char *)"Lamp",
                      .language = (char *)"en",
                      .created_ms = FIXTURE_NOW,
                      .updated_ms = FIXTURE_NOW,
                      .status_ms = FIXTURE_NOW};

    set_random(&t, g);
    store_ticket_add(d->s, &t, &error);
    fine(error);
    return t.id;
}

static bool stored_holds(desk *d, const condition *k, int64_t ticket)
{
    const condition_part *p = k->parts->pdata[0];
    store_ticket_filter f = p->filter->f;
    GError *error = NULL;

    f.only = ticket;
    f.overdue_ms = p->overdue ? FIXTURE_NOW : 0;
    g_autoptr(GPtrArray) all = store_ticket_list(d->s, &f, &error);
    fine(error);
    return all->len > 0;
}

static void test_agree(void **state)
{
    static const char *const texts[] = {"priority=high",
                                        "holder=anna",
                                        "unassigned",
                                        "type=incident",
                                        "status=waiting",
                                        "line=2",
                                        "overdue",
                                        "queue:sales",
                                        "open",
                                        "done",
                                        "",
                                        "customer=" KARI,
                                        "open priority=low line=1",
                                        "unassigned type:incident"};
    GRand *g = g_rand_new_with_seed(7);
    desk *d = desk_new("");
    unsigned held = 0;

    for (unsigned i = 0; i < 60; i++) {
        int64_t id = put_random(d, g);
        snapshot_ticket *t =
            snapshot_ticket_alone(d->s, d->w->c, id, NULL, NULL);
        for (size_t n = 0; n < G_N_ELEMENTS(texts); n++) {
            g_autofree char *wrong = NULL;
            g_autoptr(condition) k = condition_read(d->w->c, texts[n], &wrong);
            const condition_ask ask = {
                .c = d->w->c, .t = t, .now_ms = FIXTURE_NOW};
            bool one = condition_holds(k, &ask);
            held += one;
            if (one != stored_holds(d, k, id))
                fail_msg("\"%s\" %s of #%d alone", texts[n],
                         one ? "holds" : "does not hold", (int)id);
        }
        snapshot_ticket_free(t);
    }
    assert_in_range(held, 100, 700);
    desk_free(d);
    g_rand_free(g);
}

/* ---- all open requests, some at a time ---- */

#define MANY 450

static void put_many(desk *d)
{
    GError *error = NULL;

    for (unsigned i = 0; i < MANY; i++) {
        store_ticket t = {.customer = (char *)KARI,
                          .subject = (char *)"Lamp",
                          .language = (char *)"en",
                          .priority = (char *)"normal",
                          .queue = (char *)(i % 2 ? "support" : "sales"),
                          .status = (char *)(i % 10 ? "new" : "closed"),
                          .open = i % 10 != 0,
                          .line = 1};
        store_ticket_add(d->s, &t, &error);
        fine(error);
    }
}

static int64_t jobs(desk *d, store_job_state state)
{
    return store_job_count(d->s, state, NULL);
}

/* Each once, also if the program is started anew amid it; and not again before
 * its next time. */
static void test_every(void **state)
{
    desk *d = desk_new("[robot r]\nevery = 1h\nqueue = support\n"
                       "do = /priority high\n");

    put_many(d);
    run_clock(d);
    assert_int_equal(jobs(d, STORE_JOB_DONE), 0);
    d->now_ms += HOUR;
    do_duty(d, &duty_robot_every); /* a part of them */
    assert_in_range(jobs(d, STORE_JOB_OPEN), 1, 150);
    assert_true(duty_robots_fill(d->s, d->w->c, d->now_ms, NULL));
    run_clock(d);
    assert_int_equal(jobs(d, STORE_JOB_OPEN), 0);
    assert_int_equal(jobs(d, STORE_JOB_DONE), MANY / 2);
    assert_int_equal(d->acted, MANY / 2);
    d->now_ms += HOUR - MINUTE;
    assert_true(duty_robots_fill(d->s, d->w->c, d->now_ms, NULL));
    run_clock(d);
    assert_int_equal(jobs(d, STORE_JOB_DONE), MANY / 2);
    d->now_ms += 5 * HOUR; /* it did not run: that is done once */
    run_clock(d);
    assert_int_equal(jobs(d, STORE_JOB_DONE), MANY);
    desk_free(d);
}

/* ---- after a while in a status ---- */

/* Tickets that were there before the robot was; and once, whatever is started
 * anew. */
static void test_after(void **state)
{
    desk *d = desk_new("[robot r]\nafter = 1h in new\ndo = /note Look\n");

    opens(d, KARI);
    run_clock(d);
    d->now_ms += HOUR - 1;
    run_clock(d);
    assert_int_equal(d->acted, 0);
    d->now_ms += 1;
    run_clock(d);
    assert_int_equal(d->acted, 1);
    assert_true(duty_robots_fill(d->s, d->w->c, d->now_ms, NULL));
    d->now_ms += 24 * HOUR;
    run_clock(d);
    assert_int_equal(d->acted, 1);
    put_many(d); /* older ones, since 1970 in their status */
    assert_true(duty_robots_fill(d->s, d->w->c, d->now_ms, NULL));
    for (unsigned i = 0; i < 10; i++)
        do_duty(d, &duty_robot_after);
    assert_int_equal(d->acted, 1 + MANY - MANY / 10);
    desk_free(d);
}

/* ---- at one moment ---- */

static void by_publish(desk *d)
{
    do_duty(d, &duty_publish);
}
static void by_customer(desk *d)
{
    writes(d, 1001);
}
static void by_clocks(desk *d)
{
    do_duty(d, &duty_sla);
}
static void by_robots(desk *d)
{
    do_duty(d, &duty_robot_after);
    do_duty(d, &duty_robot_every);
    do_duty(d, &duty_robot);
}
static void by_operator(desk *d)
{
    answers(d, 1001, "tom", "/priority low\n/type incident");
}
static void by_hook(desk *d)
{
    static const char *const lines[] = {"/pin from the shop",
                                        "/complexity high", NULL};
    GError *error = NULL;
    g_autoptr(GPtrArray) errors = command_errors_new();
    snapshot_ticket *t =
        snapshot_ticket_alone(d->s, d->w->c, 1001, NULL, &error);

    fine(error);
    g_autoptr(plan) p =
        decide_do(d->w->c, t, config_hook_by_id(d->w->c, "shop"), lines,
                  d->now_ms, errors);
    assert_non_null(p);
    apply(d, p);
    snapshot_ticket_free(t);
}

/* The first four keep their order: publish, the customer's news, clocks, robots. */
enum { PUBLISH, NEWS, CLOCKS, ROBOTS, OPERATOR, HOOK, HANDS };
static void (*const hands[HANDS])(desk *d) = {
    [PUBLISH] = by_publish, [NEWS] = by_customer,     [CLOCKS] = by_clocks,
    [ROBOTS] = by_robots,   [OPERATOR] = by_operator, [HOOK] = by_hook,
};

#define MOMENT                                                          \
    "[sla standard]\nfirst_reply = 1h\nnext_reply = 1h\n"               \
    "[hook shop]\nmay = pin, complexity\n"                              \
    "[robot hurry]\non = message\nif = priority=normal\n"               \
    "do = /priority high\n"                                             \
    "[robot sort]\non = message\ndo = /category account; /line 2 see\n" \
    "[robot late]\nafter = 1h in new\ndo = /close\n"

/* Opened an hour ago, answered a minute ago, and all of it falls due. Caller
 * frees. */
static char *after_all(const int order[HANDS])
{
    GError *error = NULL;
    desk *d = desk_new(MOMENT);

    opens(d, KARI);
    run_clock(d);
    d->now_ms += HOUR - MINUTE;
    answers(d, 1001, "anna", "Please try again.");
    d->now_ms += MINUTE;
    for (unsigned i = 0; i < HANDS; i++)
        hands[order[i]](d);
    run_clock(d);
    g_autoptr(store_ticket) t = store_ticket_get(d->s, 1001, &error);
    g_autoptr(GPtrArray) held = store_held_list(d->s, 1001, &error);
    fine(error);
    char *end = g_strdup_printf(
        "%s line %d, %s, %s %s %s %s \"%s\", held %u", t->status, t->line,
        t->holder ? t->holder : "nobody", t->priority, t->type, t->category,
        t->complexity, t->pinned, held->len);
    desk_free(d);
    return end;
}

static bool is_allowed(const int order[HANDS])
{
    int before = -1;

    for (unsigned i = 0; i < HANDS; i++) {
        if (order[i] > ROBOTS)
            continue;
        if (order[i] < before)
            return false;
        before = order[i];
    }
    return true;
}

static bool next_order(int order[HANDS])
{
    int i = HANDS - 2, k = HANDS - 1, kept;

    while (i >= 0 && order[i] > order[i + 1])
        i--;
    if (i < 0)
        return false;
    while (order[k] < order[i])
        k--;
    kept = order[i], order[i] = order[k], order[k] = kept;
    for (k = HANDS - 1, i++; i < k; i++, k--)
        kept = order[i], order[i] = order[k], order[k] = kept;
    return true;
}

static void test_moment(void **state)
{
    int order[HANDS] = {PUBLISH, NEWS, CLOCKS, ROBOTS, OPERATOR, HOOK};
    g_autofree char *first = NULL;
    unsigned orders = 0;

    do {
        if (!is_allowed(order))
            continue;
        g_autofree char *end = after_all(order);
        orders++;
        if (!first)
            first = g_strdup(end);
        if (strcmp(first, end) != 0)
            fail_msg("%d%d%d%d%d%d: %s\n             not %s", order[0],
                     order[1], order[2], order[3], order[4], order[5], end,
                     first);
    } while (next_order(order));
    print_message("%u orders: %s\n", orders, first);
    assert_int_equal(orders, 30);
    assert_string_equal(first, "internal line 2, nobody, low incident "
                               "account high \"from the shop\", held 0");
}

/* The clock does them in that order, whatever was written first. */
static void test_order(void **state)
{
    const duty *const wanted[] = {&duty_publish, &duty_sla, &duty_status,
                                  &duty_robot_after, &duty_robot};
    unsigned n = 0;

    for (unsigned i = 0; duty_all()[i]; i++)
        if (n < G_N_ELEMENTS(wanted) && duty_all()[i] == wanted[n])
            n++;
    assert_int_equal(n, G_N_ELEMENTS(wanted));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_agree),  cmocka_unit_test(test_every),
        cmocka_unit_test(test_after),  cmocka_unit_test(test_order),
        cmocka_unit_test(test_moment), cmocka_unit_test(test_random),
    };
    secret_init(NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
