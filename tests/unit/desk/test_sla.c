/* test_sla: which promise holds, clocks and what happens to them, and who is
 * told when; and the same clocks by a slow oracle that walks minute by
 * minute. */
#include "config/site.h"
#include "desk/promise.h"
#include "desk/sla.h"
#include "desk/speech.h"
#include "desk/status_config.h"
#include "lib/desk_fixture.h"
#include "worktime/calendar_config.h"

#define MINUTE INT64_C(60000)
#define HOUR   (60 * MINUTE)

/* Moments are written as "30 18:45": a day of November 2026 (30 is a
 * Monday), or of December if it is below 20, in Moscow. */
static config *desk;

static config *load(const char *more)
{
    GError *error = NULL;
    g_autofree char *path = NULL;
    int fd = g_file_open_tmp("postern-sla-XXXXXX", &path, &error);
    g_autofree char *text = g_strconcat(
        "[site]\nname = Example\nadmin = admin@example.org\n"
        "[smtp]\nhost = 127.0.0.1\n"
        "[calendar moscow]\nzone = Europe/Moscow\nweekdays = 10:00-19:00\n"
        "[queue support]\naddress = support@example.org\nundo = 60s\n"
        "calendar = moscow\nsla = none\n"
        "[queue sales]\naddress = sales@example.org\n"
        "[operator anna]\nname = Anna\naddress = anna@example.org\n"
        "[operator olga]\nname = Olga\naddress = olga@example.org\n"
        "[operator lena]\nname = Lena\naddress = lena@example.org\n"
        "roles = lead\n"
        "[operator maria]\nname = Maria\naddress = maria@example.org\n"
        "roles = manager\n"
        "[type question]\ntitle = question\n"
        "[type crash]\ntitle = crash\nsla = fast\n"
        "[sla none]\nfirst_reply = 24h\n"
        "[sla standard]\nfirst_reply = 6h\nfirst_reply.high = 2h\n"
        "first_reply.crash = 3h\nfirst_reply.crash.high = 1h\n"
        "first_reply.low = 0\nnext_reply = 4h\nresolution = 20h\n"
        "classification = 1h\nwarn = 50%\n"
        "[sla fast]\nfirst_reply = 1h\nwarn = 20m\n"
        "[sla special]\ncalendar = always\nfirst_reply = 1h\n"
        "warn = never\n",
        more, NULL);

    assert_true(fd >= 0);
    close(fd);
    assert_true(g_file_set_contents(path, text, -1, &error));
    config *c = role_config_load(path, NULL, &error);
    g_unlink(path);
    if (!c)
        fail_msg("%s", error->message);
    return c;
}

static const calendar *moscow(void)
{
    return config_calendar_find(desk, "moscow");
}

static int64_t at(const char *text)
{
    int day, hour, minute;

    assert_int_equal(sscanf(text, "%d %d:%d", &day, &hour, &minute), 3);
    g_autoptr(GDateTime) t =
        g_date_time_new_utc(2026, day < 20 ? 12 : 11, day, hour, minute, 0);
    return calendar_moment(moscow(), g_date_time_to_unix(t) * 1000);
}

static char *shown(int64_t moment)
{
    if (moment == 0)
        return g_strdup("-");
    g_autoptr(GDateTime) t =
        g_date_time_new_from_unix_utc(calendar_wall(moscow(), moment) / 1000);
    return g_date_time_format(t, "%-d %R");
}

/* ---- which promise ---- */

static void test_promise(void **state)
{
    static const struct {
        const char *coupon, *service, *contract, *type, *queue, *sla, *by;
    } rows[] = {
        {"special", "fast", "standard", "crash", "support", "special",
         "coupon"},
        {NULL, "fast", "standard", "crash", "support", "fast",
         "service of Care"},
        {NULL, NULL, "standard", "crash", "support", "standard",
         "contract of Acme"},
        {NULL, NULL, NULL, "crash", "support", "fast", "type of crash"},
        {NULL, NULL, NULL, "question", "support", "none", "queue of support"},
        {NULL, NULL, NULL, NULL, "support", "none", "queue of support"},
        {NULL, NULL, NULL, NULL, "sales", NULL, NULL},
        /* a name that the configuration lost is none */
        {"gold", NULL, "standard", NULL, "support", "standard",
         "contract of Acme"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        store_terms t = {.coupon_sla = (char *)rows[i].coupon,
                         .service_sla = (char *)rows[i].service,
                         .service_name = (char *)"Care",
                         .contract_sla = (char *)rows[i].contract,
                         .company_name = (char *)"Acme"};
        g_auto(sla_promise) p =
            sla_choose(desk, &t, rows[i].type, rows[i].queue, 0);
        if (g_strcmp0(p.sla ? p.sla->id : NULL, rows[i].sla) != 0 ||
            g_strcmp0(p.by, rows[i].by) != 0)
            fail_msg("row %u: %s by %s", i, p.sla ? p.sla->id : "-", p.by);
    }
}

static void test_calendar(void **state)
{
    store_terms t = {.coupon_sla = (char *)"special"};
    g_auto(sla_promise) always = sla_choose(desk, &t, NULL, "support", 0);
    g_auto(sla_promise) queue = sla_choose(desk, NULL, NULL, "support", 0);

    assert_true(calendar_is_open(always.calendar, at("29 03:00")));
    assert_ptr_equal(queue.calendar, moscow());
}

static void test_limits(void **state)
{
    static const struct {
        const char *type, *priority;
        int64_t hours;
    } rows[] = {
        {NULL, "normal", 6},       {NULL, "high", 2}, {"crash", "normal", 3},
        {"crash", "high", 1},      {NULL, "low", 0},  {"crash", "low", 3},
        {"question", "normal", 6},
    };
    const config_sla *s = config_sla_by_id(desk, "standard");

    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
        assert_int_equal(
            sla_limit(s, SLA_FIRST, rows[i].type, rows[i].priority),
            rows[i].hours * HOUR);
}

/* ---- clocks and events ---- */

/* A request as the desk would keep it. */
typedef struct request {
    sla_promise promise;
    char *status, *priority;
    int64_t created_ms;
    GPtrArray *clocks; /* store_clock*, by kind and seq */
    GPtrArray *stays;
    store_asked asked;
} request;

static request *request_new(void)
{
    request *r = g_new0(request, 1);

    r->status = g_strdup("new");
    r->priority = g_strdup("normal");
    r->clocks =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_clock_free);
    r->stays = g_ptr_array_new_with_free_func((GDestroyNotify)store_stay_free);
    return r;
}

static void request_free(request *r)
{
    sla_promise_clear(&r->promise);
    g_free(r->status);
    g_free(r->priority);
    g_ptr_array_unref(r->clocks);
    g_ptr_array_unref(r->stays);
    g_free(r);
}

static void promise(request *r, const char *contract)
{
    store_terms t = {.contract_sla = (char *)contract,
                     .company_name = (char *)"Acme"};

    sla_promise_clear(&r->promise);
    r->promise = sla_choose(desk, &t, NULL, "sales", 0);
    if (r->promise.sla && !r->promise.sla->calendar)
        r->promise.calendar = moscow();
}

static int by_kind(const void *a, const void *b)
{
    const store_clock *x = *(store_clock *const *)a;
    const store_clock *y = *(store_clock *const *)b;
    int order = strcmp(x->kind, y->kind);

    return order ? order : (int)(x->seq - y->seq);
}

static void keep(request *r, GPtrArray *changed)
{
    for (unsigned i = 0; i < changed->len; i++) {
        const store_clock *k = changed->pdata[i];
        for (unsigned n = 0; n < r->clocks->len; n++) {
            const store_clock *old = r->clocks->pdata[n];
            if (strcmp(old->kind, k->kind) == 0 && old->seq == k->seq) {
                g_ptr_array_remove_index(r->clocks, n);
                break;
            }
        }
        g_ptr_array_add(r->clocks, store_clock_copy(k));
    }
    g_ptr_array_sort(r->clocks, by_kind);
}

static void stay(request *r, int64_t now_ms)
{
    store_stay *y = g_new0(store_stay, 1);

    if (r->stays->len > 0)
        ((store_stay *)r->stays->pdata[r->stays->len - 1])->to_ms = now_ms;
    y->status = g_strdup(r->status);
    y->from_ms = now_ms;
    g_ptr_array_add(r->stays, y);
}

/* What may happen: "new", "asks", "replies", "note", "is STATUS", "sla NAME",
 * "priority NAME". */
static void happens(request *r, int64_t now_ms, const char *event)
{
    const char *word = strchr(event, ' ');
    sla_case c = {.statuses = status_model_of(desk), .now_ms = now_ms};

    word = word ? word + 1 : "";
    if (strcmp(event, "new") == 0)
        c.received_ms = r->created_ms = now_ms;
    else if (strcmp(event, "asks") == 0)
        c.asked_ms = now_ms;
    c.replied = strcmp(event, "replies") == 0;
    if (g_str_has_prefix(event, "sla "))
        promise(r, word);
    c.anew =
        g_str_has_prefix(event, "sla ") || g_str_has_prefix(event, "priority ");
    if (g_str_has_prefix(event, "is ")) {
        g_free(r->status);
        r->status = g_strdup(word);
    } else if (g_str_has_prefix(event, "priority ")) {
        g_free(r->priority);
        r->priority = g_strdup(word);
    }
    c.promise = &r->promise;
    c.priority = r->priority;
    c.status = r->status;
    c.created_ms = r->created_ms;
    c.before = r->asked;
    c.stays = r->stays;
    g_autoptr(GPtrArray) changed = sla_run(&c, r->clocks);
    keep(r, changed);
    if (c.received_ms || g_str_has_prefix(event, "is "))
        stay(r, now_ms);
    if (c.replied)
        r->asked = (store_asked){true, 0};
    else if ((c.asked_ms || c.received_ms) && r->asked.since_ms == 0)
        r->asked.since_ms = now_ms;
}

/* "first.1 due 30 16:00; next.1 paused 60; ..." */
static char *clocks_of(const request *r)
{
    GString *out = g_string_new(NULL);

    for (unsigned i = 0; i < r->clocks->len; i++) {
        const store_clock *k = r->clocks->pdata[i];
        g_autofree char *due = shown(k->due_ms);
        g_string_append_printf(out, "%s%s.%d ", out->len ? "; " : "", k->kind,
                               (int)k->seq);
        if (k->stopped_ms)
            g_string_append_printf(out, "%s %d",
                                   k->breached_ms ? "late" : "met",
                                   (int)(k->used_ms / MINUTE));
        else if (k->since_ms)
            g_string_append_printf(out, "due %s", due);
        else
            g_string_append_printf(out, "paused %d",
                                   (int)(k->used_ms / MINUTE));
    }
    return g_string_free(out, FALSE);
}

typedef struct story_row {
    const char *at, *event, *clocks; /* clocks NULL: not looked at */
} story_row;

static void play(const char *sla, const story_row *rows)
{
    request *r = request_new();

    promise(r, sla);
    for (; rows->at; rows++) {
        happens(r, at(rows->at), rows->event);
        g_autofree char *now = clocks_of(r);
        if (rows->clocks && strcmp(now, rows->clocks) != 0)
            fail_msg("%s %s: %s, not %s", rows->at, rows->event, now,
                     rows->clocks);
    }
    request_free(r);
}
#define PLAY(sla, ...) \
    play(sla, (const story_row[]){__VA_ARGS__, {NULL, NULL, NULL}})

static void test_first(void **state)
{
    PLAY("fast", {"30 12:00", "new", "first.1 due 30 13:00"},
         {"30 12:30", "note", "first.1 due 30 13:00"},
         {"30 12:31", "asks", "first.1 due 30 13:00"},
         {"30 12:40", "replies", "first.1 met 40"},
         {"30 12:50", "replies", "first.1 met 40"});
    /* outside of hours: its full time, from the opening */
    PLAY("fast", {"28 23:00", "new", "first.1 due 30 11:00"});
    PLAY("fast", {"30 18:30", "new", "first.1 due 1 10:30"},
         {"1 10:30", "replies", "first.1 met 60"});
    PLAY("fast", {"30 18:30", "new", NULL},
         {"1 10:31", "replies", "first.1 late 61"});
}

/* Closing is no reply. */
static void test_not_met(void **state)
{
    PLAY("fast", {"30 12:00", "new", NULL},
         {"30 12:20", "is resolved", "first.1 paused 20"},
         {"30 15:00", "is in-progress", "first.1 due 30 15:40"},
         {"30 15:30", "is spam", "first.1 paused 50"});
}

static void test_next(void **state)
{
    PLAY("standard",
         {"30 10:00", "new",
          "classification.1 due 30 11:00; first.1 due 30 16:00; "
          "resolution.1 due 2 12:00"},
         {"30 10:30", "is in-progress",
          "classification.1 met 30; first.1 due 30 16:00; "
          "resolution.1 due 2 12:00"},
         {"30 11:00", "replies",
          "classification.1 met 30; first.1 met 60; "
          "resolution.1 due 2 12:00"},
         {"30 11:00", "is answered",
          "classification.1 met 30; first.1 met 60; resolution.1 paused 60"},
         {"30 12:00", "asks",
          "classification.1 met 30; first.1 met 60; next.1 paused 0; "
          "resolution.1 paused 60"},
         {"30 12:00", "is in-progress",
          "classification.1 met 30; first.1 met 60; next.1 due 30 16:00; "
          "resolution.1 due 2 13:00"},
         /* a second question waits since the first */
         {"30 13:00", "asks",
          "classification.1 met 30; first.1 met 60; next.1 due 30 16:00; "
          "resolution.1 due 2 13:00"},
         {"30 14:00", "is waiting",
          "classification.1 met 30; first.1 met 60; next.1 paused 120; "
          "resolution.1 paused 180"},
         {"30 18:30", "is in-progress",
          "classification.1 met 30; first.1 met 60; next.1 due 1 11:30; "
          "resolution.1 due 2 17:30"},
         {"1 12:00", "replies",
          "classification.1 met 30; first.1 met 60; next.1 late 270; "
          "resolution.1 due 2 17:30"},
         {"1 12:00", "is resolved",
          "classification.1 met 30; first.1 met 60; next.1 late 270; "
          "resolution.1 met 330"},
         /* opened again it goes on where it was */
         {"2 10:00", "is in-progress",
          "classification.1 met 30; first.1 met 60; next.1 late 270; "
          "resolution.1 due 3 15:30"});
}

static void test_anew(void **state)
{
    /* a shorter promise, from the recorded history: a wait does not count */
    PLAY("standard", {"30 10:00", "new", NULL},
         {"30 11:00", "is waiting", NULL},
         {"30 12:00", "is in-progress",
          "classification.1 met 60; first.1 due 30 17:00; "
          "resolution.1 due 2 13:00"},
         {"30 12:30", "priority high",
          "classification.1 met 60; first.1 due 30 13:00; "
          "resolution.1 due 2 13:00"},
         {"30 12:40", "priority low",
          "classification.1 met 60; first.1 met 100; "
          "resolution.1 due 2 13:00"});
    /* around the clock, from the beginning: what is over stays as it was */
    PLAY("standard", {"27 18:00", "new", NULL}, {"27 18:30", "replies", NULL},
         {"27 18:40", "asks", NULL},
         {"27 18:50", "sla special",
          "classification.1 met 50; first.1 met 30; next.1 met 10; "
          "resolution.1 met 50"});
    PLAY("none", {"27 18:00", "new", "first.1 due 2 15:00"},
         {"27 18:30", "sla special", "first.1 due 27 19:00"});
    /* nothing was promised before */
    PLAY(NULL, {"30 10:00", "new", ""},
         {"30 10:30", "sla fast", "first.1 due 30 11:00"});
    PLAY(NULL, {"30 10:00", "new", ""}, {"30 10:20", "replies", ""},
         {"30 10:30", "sla fast", ""});
    PLAY(NULL, {"30 10:00", "new", ""}, {"30 10:20", "replies", ""},
         {"30 10:40", "asks", ""},
         {"30 10:50", "sla standard",
          "classification.1 due 30 11:50; next.1 due 30 14:40; "
          "resolution.1 due 2 12:00"});
}

/* ---- when to tell ---- */

static void expect_next(const request *r, const char *when)
{
    const store_clock *k = r->clocks->pdata[0];
    g_autofree char *is =
        shown(sla_next_ms(k, r->promise.sla, r->promise.calendar));

    assert_string_equal(is, when);
}

static void test_tell(void **state)
{
    static const struct {
        const char *sla, *made, *warn, *late, *manager;
    } rows[] = {
        /* a warning whose span crosses a night falls into hours */
        {"fast", "30 18:30", "1 10:10", "1 10:30", "1 11:30"},
        {"fast", "30 18:20", "1 10:00", "1 10:20", "1 11:20"},
        {"fast", "30 12:00", "30 12:40", "30 13:00", "30 14:00"},
        {"none", "30 12:00", "2 12:00", "2 18:00", "3 10:00"},
        {"special", "28 12:00", "28 13:00", "28 13:00", "28 14:00"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        request *r = request_new();
        promise(r, rows[i].sla);
        happens(r, at(rows[i].made), "new");
        store_clock *k = r->clocks->pdata[0];
        expect_next(r, rows[i].warn);
        assert_int_equal(
            sla_level(k, r->promise.sla, r->promise.calendar, at(rows[i].made)),
            SLA_TOLD_NOTHING);
        k->told = SLA_TOLD_WARNING;
        expect_next(r, rows[i].late);
        assert_int_equal(
            sla_level(k, r->promise.sla, r->promise.calendar, k->due_ms),
            SLA_TOLD_NOTHING);
        assert_int_equal(
            sla_level(k, r->promise.sla, r->promise.calendar, k->due_ms + 1),
            SLA_TOLD_BREACH);
        k->told = SLA_TOLD_BREACH;
        expect_next(r, rows[i].manager);
        k->told = SLA_TOLD_MANAGER;
        expect_next(r, "-");
        request_free(r);
    }
}

static void test_words(void **state)
{
    store_clock k = {.kind = (char *)"first", .target_ms = 6 * HOUR};

    k.since_ms = at("30 10:00");
    k.due_ms = at("30 16:00");
    g_autofree char *soon =
        sla_words(NULL, &k, moscow(), calendar_zone(moscow()), at("30 13:50"));
    g_autofree char *late =
        sla_words(NULL, &k, moscow(), calendar_zone(moscow()), at("30 16:05"));
    k.since_ms = k.due_ms = 0;
    k.used_ms = HOUR;
    g_autofree char *paused =
        sla_words(NULL, &k, moscow(), calendar_zone(moscow()), at("30 16:05"));
    assert_string_equal(soon,
                        "first reply due in 2 h 10 min (Mon 30 Nov 16:00)");
    assert_string_equal(late,
                        "first reply overdue by 5 min (Mon 30 Nov 16:00)");
    assert_string_equal(paused, "first reply: 5 h left, paused");
}

/* ---- the oracle ---- */

/* Walks minute by minute; knows nothing of rows. */
typedef struct oracle {
    int64_t used; /* minutes of working time */
    bool late;    /* it was more than was promised then */
    bool over;
} oracle;

static bool is_paused_status(const char *status)
{
    return status_find(status_model_of(desk), status)->paused;
}

static const char *const statuses[] = {"new",     "in-progress", "answered",
                                       "waiting", "internal",    "resolved"};

static void compare(const oracle *o, const request *r, const char *kind,
                    int64_t seq, unsigned seed)
{
    const store_clock *k = NULL;

    for (unsigned i = 0; i < r->clocks->len; i++) {
        const store_clock *one = r->clocks->pdata[i];
        if (strcmp(one->kind, kind) == 0 && one->seq == seq)
            k = one;
    }
    if (!k || o->over != (k->stopped_ms != 0) ||
        (o->over && k->used_ms / MINUTE != o->used) ||
        (o->over && (k->breached_ms != 0) != o->late))
        fail_msg("seed %u %s.%d: %d minutes and over %d; the row: %d and %d",
                 seed, kind, (int)seq, (int)o->used, o->over,
                 k ? (int)(k->used_ms / MINUTE) : -1, k && k->stopped_ms);
}

/* One request through a fortnight of random events, minute by minute. */
static void walk(unsigned seed)
{
    GRand *rand = g_rand_new_with_seed(seed);
    request *r = request_new();
    int64_t from = at("30 09:00") + g_rand_int_range(rand, 0, 600) * MINUTE;
    oracle first = {0}, resolution = {0};
    int64_t target = 6 * 60;
    bool paused = false;

    promise(r, "standard");
    happens(r, from, "new");
    for (int m = 0; m < 14 * 24 * 60; m++) {
        int64_t now = from + m * MINUTE;
        if (m > 0 && g_rand_int_range(rand, 0, 300) == 0) {
            int what = g_rand_int_range(rand, 0, 10);
            if (what < 2) {
                happens(r, now, "asks");
            } else if (what == 2) {
                happens(r, now, "replies");
                first.late |= !first.over && first.used > target;
                first.over = true;
            } else if (what == 3) {
                bool high = g_rand_boolean(rand);
                happens(r, now, high ? "priority high" : "priority normal");
                target = high ? 2 * 60 : 6 * 60;
            } else {
                const char *to =
                    statuses[g_rand_int_range(rand, 0, G_N_ELEMENTS(statuses))];
                g_autofree char *event = g_strdup_printf("is %s", to);
                happens(r, now, event);
                paused = is_paused_status(to);
                resolution.over = strcmp(to, "resolved") == 0;
            }
        }
        bool works = calendar_work(moscow(), now, now + MINUTE) > 0 && !paused;
        first.used += works && !first.over;
        resolution.used += works && !resolution.over;
        first.late |= !paused && !first.over && first.used > target;
        resolution.late |=
            !paused && !resolution.over && resolution.used > 20 * 60;
    }
    compare(&first, r, "first", 1, seed);
    compare(&resolution, r, "resolution", 1, seed);
    request_free(r);
    g_rand_free(rand);
}

static void test_oracle(void **state)
{
    const char *rounds = g_getenv("SLA_ROUNDS");
    unsigned n = rounds ? (unsigned)atoi(rounds) : 300;

    for (unsigned seed = 1; seed <= n; seed++)
        walk(seed);
}

/* ---- who is told ---- */

/* A request whose clock was due at 13:00. */
static snapshot_ticket *late_ticket(int64_t id, const char *holder)
{
    snapshot_ticket *st = g_new0(snapshot_ticket, 1);
    store_clock *k = g_new0(store_clock, 1);
    store_ticket *t = st->t = g_new0(store_ticket, 1);

    t->id = id;
    t->queue = g_strdup("support");
    t->subject = g_strdup("The map");
    t->status = g_strdup("new");
    t->priority = g_strdup("normal");
    t->customer = g_strdup("kari@example.com");
    t->language = g_strdup("en");
    t->holder = g_strdup(holder);
    t->sla = g_strdup("fast");
    t->line = 1;
    st->participants = g_ptr_array_new();
    st->watchers = g_ptr_array_new();
    st->entries = g_ptr_array_new();
    st->pending = g_ptr_array_new();
    st->held = g_ptr_array_new();
    k->kind = g_strdup("first");
    k->seq = 1;
    k->sla = g_strdup("fast");
    k->target_ms = HOUR;
    k->since_ms = at("30 12:00");
    k->due_ms = at("30 13:00");
    st->terms = g_new0(store_terms, 1);
    st->terms->service_sla = g_strdup("fast");
    st->clocks =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_clock_free);
    g_ptr_array_add(st->clocks, k);
    return st;
}

/* "anna notify sla_breach; lena notice": of the mails of a plan, and what the
 * clock waits for. */
static char *told(const plan *p)
{
    GString *out = g_string_new(NULL);

    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        if (s->what == PLAN_SEND)
            g_string_append_printf(
                out, "%s %s%s; ", s->send->operator_id,
                strstr(s->send->data, "sla_breach")    ? "breach"
                : strstr(s->send->data, "sla_warning") ? "warning"
                                                       : "digest",
                s->send->ticket == PLAN_NONE ? " of none" : "");
        if (s->what == PLAN_WAIT) {
            g_autofree char *when = shown(s->wait->at_ms);
            g_string_append_printf(out, "%s until %s; ", s->wait->ref, when);
        }
    }
    return g_string_free(out, FALSE);
}

static char *due_at(const char *when, unsigned count, const char *holder,
                    int64_t was_told)
{
    g_autoptr(GArray) due = g_array_new(FALSE, FALSE, sizeof(decide_due));
    g_autoptr(GPtrArray) all =
        g_ptr_array_new_with_free_func((GDestroyNotify)snapshot_ticket_free);

    for (unsigned i = 0; i < count; i++) {
        decide_due one = {late_ticket(1001 + i, holder), "#1001/first"};
        ((store_clock *)one.t->clocks->pdata[0])->told = was_told;
        g_array_append_val(due, one);
        g_ptr_array_add(all, (void *)one.t);
    }
    g_autoptr(plan) p = decide_sla(desk, due, at(when));
    return told(p);
}

static void test_told(void **state)
{
    static const struct {
        const char *at, *holder;
        int64_t was_told;
        const char *told;
    } rows[] = {
        {"30 12:41", "anna", SLA_TOLD_NOTHING,
         "#1001/first until 30 13:00; anna warning; "},
        {"30 12:41", NULL, SLA_TOLD_NOTHING,
         "#1001/first until 30 13:00; anna warning; olga warning; "},
        {"30 13:01", "anna", SLA_TOLD_WARNING,
         "#1001/first until 30 14:00; anna breach; lena breach; "},
        {"30 14:01", "anna", SLA_TOLD_BREACH,
         "#1001/first until -; maria breach; "},
        /* the clock role was away: all at once, and one mail each */
        {"30 14:01", "anna", SLA_TOLD_NOTHING,
         "#1001/first until -; anna breach; lena breach; maria breach; "},
        /* nobody is there: it waits for the opening */
        {"30 19:01", "anna", SLA_TOLD_WARNING, "#1001/first until 1 10:00; "},
        /* too early: it was moved */
        {"30 12:10", "anna", SLA_TOLD_NOTHING, "#1001/first until 30 12:40; "},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *is =
            due_at(rows[i].at, 1, rows[i].holder, rows[i].was_told);
        if (strcmp(is, rows[i].told) != 0)
            fail_msg("row %u: %s", i, is);
    }
}

static void test_digest(void **state)
{
    g_autofree char *five = due_at("30 12:41", 5, "anna", SLA_TOLD_NOTHING);
    g_autofree char *six = due_at("30 12:41", 6, "anna", SLA_TOLD_NOTHING);

    assert_null(strstr(five, "digest"));
    assert_non_null(strstr(six, "anna digest of none; "));
    assert_null(strstr(six, "warning"));
    assert_null(strstr(strstr(six, "digest") + 1, "digest"));
}

/* ---- only what is sent is a reply ---- */

static const store_clock *clock_in(const plan *p)
{
    const plan_step *s = plan_find(p, PLAN_CLOCK);

    return s ? s->clock : NULL;
}

static store_entry *reply(store_entry_state state)
{
    store_entry *e = g_new0(store_entry, 1);

    e->ticket = 1001;
    e->n = 2;
    e->kind = STORE_ARTICLE;
    e->state = state;
    e->by = STORE_BY_OPERATOR;
    e->author = g_strdup("anna");
    e->text = g_strdup("It is mended.");
    e->attachments = g_ptr_array_new();
    return e;
}

/* The end of its undo window is when it counts. */
static void test_published(void **state)
{
    snapshot_ticket *st = late_ticket(1001, "anna");
    store_entry *e = reply(STORE_PENDING);
    g_autoptr(plan) p = decide_publish(desk, st, e, at("30 12:30"));
    const store_clock *k = clock_in(p);

    assert_non_null(k);
    assert_int_equal(k->stopped_ms, at("30 12:30"));
    assert_int_equal(k->used_ms, 30 * MINUTE);
    assert_int_equal(k->breached_ms, 0);
    store_entry_free(e);
    snapshot_ticket_free(st);
}

/* One that was stopped, or had to be held, does not. */
static void test_unpublished(void **state)
{
    snapshot_ticket *st = late_ticket(1001, "anna");
    store_entry *stopped = reply(STORE_WITHDRAWN);
    store_entry *crossed = reply(STORE_PENDING);
    store_head *news = g_new0(store_head, 1);

    g_autoptr(plan) none = decide_publish(desk, st, stopped, at("30 12:30"));
    assert_null(clock_in(none));
    news->n = 3;
    news->kind = STORE_ARTICLE;
    news->state = STORE_PUBLISHED;
    news->by = STORE_BY_CUSTOMER;
    news->author = g_strdup("kari@example.com");
    g_ptr_array_add(st->entries, news);
    st->t->last_entry = 3;
    g_autoptr(plan) held = decide_publish(desk, st, crossed, at("30 12:30"));
    assert_non_null(plan_find(held, PLAN_HOLD));
    assert_null(clock_in(held));
    store_entry_free(stopped);
    store_entry_free(crossed);
    g_free(news->author);
    g_free(news);
    snapshot_ticket_free(st);
}

/* ---- a coupon ---- */

/* Kari, of Acme, spends one. */
static world *spends(bool follows)
{
    world *w = world_new("kari@example.com", "Nothing works.");
    snapshot_coupon *k = g_new0(snapshot_coupon, 1);

    config_free(w->c);
    w->c = load("");
    w->v->queue = w->c->queues->pdata[0];
    w->trust->auth = TRUST_PASS;
    w->s->terms = g_new0(store_terms, 1);
    w->s->terms->company = 7;
    w->s->terms->contract_sla = g_strdup("standard");
    w->s->coupons = g_ptr_array_new_with_free_func(g_free);
    k->ours = true;
    k->row = g_new0(store_coupon, 1);
    k->row->mac = g_strdup("5f");
    k->row->sla = g_strdup("special");
    k->row->expires_ms = FIXTURE_NOW + HOUR;
    k->row->company = 7;
    g_ptr_array_add(w->s->coupons, k);
    if (follows)
        w->s->by_tag = 1001;
    return w;
}

static void free_spent(world *w)
{
    const snapshot_coupon *k = w->s->coupons->pdata[0];

    store_coupon_free(k->row);
    world_free(w);
}

/* By when a person answers, as a mail of the plan says; caller frees. */
static char *planned(const plan *p, const char *template)
{
    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        if (s->what != PLAN_SEND || strcmp(s->send->template, template) != 0)
            continue;
        json_t *data = json_loads(s->send->data, 0, NULL);
        char *is =
            g_strdup(json_string_value(json_object_get(data, "planned")));
        json_decref(data);
        return is;
    }
    return NULL;
}

/* All that is said is the coupon's hour, in the zone of the queue's hours. */
static void test_coupon(void **state)
{
    GTimeZone *zone = calendar_zone(moscow());
    g_autofree char *hour =
        promise_moment(NULL, FIXTURE_NOW - 1000 + HOUR, zone);

    for (int follows = 0; follows < 2; follows++) {
        world *w = spends(follows);
        g_autoptr(plan) p = world_decide(w);
        g_autofree char *ack = planned(p, "ack");
        g_autofree char *word = planned(p, "coupon");
        assert_non_null(plan_find(p, PLAN_COUPON));
        assert_non_null(word);
        if (!follows)
            assert_string_equal(word, hour);
        if (!follows)
            assert_string_equal(ack, hour);
        assert_non_null(strstr(word, "MSK"));
        free_spent(w);
    }
}

/* What operators are told of is the last entry. */
static void test_news(void **state)
{
    world *w = spends(false);
    g_autoptr(plan) p = world_decide(w);
    const store_entry *last = NULL;
    bool told = false;

    for (unsigned i = 0; i < p->steps->len && !told; i++) {
        const plan_step *s = p->steps->pdata[i];
        if (s->what == PLAN_ENTRY)
            last = s->entry;
        told = s->what == PLAN_SEND && strcmp(s->send->template, "notify") == 0;
    }
    assert_true(told);
    assert_int_equal(last->kind, STORE_ARTICLE);
    free_spent(w);
}

/* Who reads it sees her own clock; the queue's hours where nobody said any. */
static void test_zone(void **state)
{
    static const struct {
        const char *operator_zone, *queue_zone, *site_zone, *sla, *when;
    } rows[] = {
        {NULL, NULL, "UTC", "special", "Mon 30 Nov 16:00"},
        {NULL, NULL, "UTC", "none", "Mon 30 Nov 16:00"},
        {NULL, NULL, "Europe/Oslo", "special", "Mon 30 Nov 14:00"},
        {NULL, "Asia/Tokyo", "Europe/Oslo", "special", "Mon 30 Nov 22:00"},
        {"Europe/London", "Asia/Tokyo", "UTC", "none", "Mon 30 Nov 13:00"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        config_site site = *desk->site;
        config c = *desk;
        config_queue q = *(config_queue *)desk->queues->pdata[0];
        config_operator o = {.zone = (char *)rows[i].operator_zone};
        store_terms t = {.coupon_sla = (char *)rows[i].sla};
        site.zone = (char *)rows[i].site_zone;
        q.zone = (char *)rows[i].queue_zone;
        c.site = &site;
        g_auto(sla_promise) p = sla_choose(&c, &t, NULL, "support", 0);
        g_autoptr(GTimeZone) zone = sla_zone(&c, &o, &q, &p);
        g_autofree char *is = speech_soon_here(NULL, at("30 16:00"), zone);
        if (strcmp(is, rows[i].when) != 0)
            fail_msg("row %u: %s", i, is);
    }
}

/* ---- two requests that become one ---- */

static void add_clock(snapshot_ticket *st, const char *kind, int64_t due_ms,
                      int64_t told)
{
    store_clock *k = g_new0(store_clock, 1);

    g_free(st->t->sla);
    st->t->sla = g_strdup("none");
    k->ticket = st->t->id;
    k->kind = g_strdup(kind);
    k->seq = 1;
    k->sla = g_strdup("none");
    k->target_ms = 24 * HOUR;
    k->from_ms = k->since_ms = FIXTURE_NOW - HOUR;
    k->due_ms = due_ms;
    k->told = told;
    st->clocks =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_clock_free);
    g_ptr_array_add(st->clocks, k);
}

/* The earlier moment holds, whichever of them had it. */
static void test_join(void **state)
{
    static const struct {
        const char *kind; /* of the one that goes */
        int64_t here, there, due;
        int64_t told;
    } rows[] = {
        {"first", 300, 500, 300, SLA_TOLD_WARNING},
        {"first", 500, 300, 0, 0},
        {"first", 300, 300, 0, 0},
        {"next", 300, 500, 0, 0},
        /* it is over already, and nobody is told of that again */
        {"first", -100, 500, -100, SLA_TOLD_BREACH},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        world *w = world_new("anna@example.org", "/merge #1002");
        snapshot_ticket *into = world_ticket(w, 1002, "kari@example.com");
        const store_clock *sooner = NULL;
        config_free(w->c);
        w->c = load("");
        w->v->queue = w->c->queues->pdata[0];
        w->trust->operator_ = config_operator_by_id(w->c, "anna");
        world_capability(w, TAG_REPLY, "anna", 1);
        add_clock(w->st, rows[i].kind, FIXTURE_NOW + rows[i].here * MINUTE,
                  rows[i].told);
        add_clock(into, "first", FIXTURE_NOW + rows[i].there * MINUTE, 0);
        g_autoptr(plan) p = world_decide(w);
        assert_non_null(plan_find(p, PLAN_JOIN));
        for (unsigned n = 0; n < p->steps->len; n++) {
            const plan_step *s = p->steps->pdata[n];
            if (s->what == PLAN_CLOCK && s->clock->ticket == 1002)
                sooner = s->clock;
        }
        if (!sooner != !rows[i].due)
            fail_msg("row %u", i);
        if (sooner) {
            assert_int_equal(sooner->due_ms,
                             FIXTURE_NOW + rows[i].due * MINUTE);
            assert_int_equal(sooner->told, rows[i].told);
            assert_int_equal(sooner->target_ms, 24 * HOUR);
        }
        world_free(w);
    }
}

/* Of its limit so much is used that the rest ends then. */
static void test_hasten(void **state)
{
    store_clock k = {.target_ms = 6 * HOUR,
                     .from_ms = at("30 12:00"),
                     .since_ms = at("30 12:00"),
                     .due_ms = at("30 18:00")};
    const store_clock other = {.from_ms = at("30 10:00"),
                               .since_ms = at("30 10:00"),
                               .due_ms = at("30 16:00")};

    sla_hasten(&k, &other, moscow(), at("30 13:00"));
    assert_int_equal(k.due_ms, at("30 16:00"));
    assert_int_equal(k.from_ms, at("30 10:00"));
    assert_int_equal(sla_left(&k, moscow(), at("30 13:00")), 3 * HOUR);
    sla_hasten(&k, &other, moscow(), at("30 17:00"));
    assert_int_equal(sla_left(&k, moscow(), at("30 17:00")), -HOUR);
}

/* ---- all of them ---- */

static int setup(void **state)
{
    desk = load("");
    return 0;
}
static int teardown(void **state)
{
    config_free(desk);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_promise),   cmocka_unit_test(test_calendar),
        cmocka_unit_test(test_limits),    cmocka_unit_test(test_first),
        cmocka_unit_test(test_not_met),   cmocka_unit_test(test_next),
        cmocka_unit_test(test_anew),      cmocka_unit_test(test_tell),
        cmocka_unit_test(test_words),     cmocka_unit_test(test_oracle),
        cmocka_unit_test(test_told),      cmocka_unit_test(test_digest),
        cmocka_unit_test(test_published), cmocka_unit_test(test_unpublished),
        cmocka_unit_test(test_join),      cmocka_unit_test(test_hasten),
        cmocka_unit_test(test_coupon),    cmocka_unit_test(test_news),
        cmocka_unit_test(test_zone),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
