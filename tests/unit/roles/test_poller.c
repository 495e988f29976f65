/* test_poller: what the imap role reads in headers, what it does about messages
 * that break things, and where it draws its line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/log.h"
#include "config/site.h"
#include "lib/fake_server.h"
#include "lib/role_fixture.h"
#include "roles/imap_envelope.h"
#include "roles/imap_left.h"
#include "roles/imap_place.h"
#include "roles/imap_stuck.h"
#include "roles/imap_visit.h"
#include "roles/imap_wait.h"
#include "store/alarm.h"
#include "store/store_config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

typedef struct desk {
    role_desk *own;
    config *config;
    config_mailbox *m;
    spool *spool;
    imap_visit *visit;
} desk;

static desk *desk_new(const char *mailbox_keys)
{
    desk *d = g_new0(desk, 1);
    g_autofree char *sections =
        g_strdup_printf("[mailbox help]\nhost = 127.0.0.1\ntls = none\n"
                        "user = help\npassword_command = echo secret\n"
                        "queue = support\nbacklog = yes\n%s",
                        mailbox_keys);
    d->own = role_desk_new(sections);
    d->config = d->own->c;
    d->spool = d->own->spool;
    d->m = g_ptr_array_index(d->config->mailboxes, 0);
    d->m->server.timeout_ms = 1000;
    d->visit = imap_visit_new(d->config, d->m, d->spool);
    return d;
}

static void desk_free(desk *d)
{
    imap_visit_free(d->visit);
    role_desk_free(d->own);
    g_free(d);
}

static int64_t waiting(const desk *d)
{
    int64_t count = -1, oldest;
    assert_true(spool_status(d->spool, 0, &count, &oldest, NULL));
    return count;
}

static bool go_on(void)
{
    return false;
}

/* ---- headers ---- */

typedef struct header_case {
    const char *head;
    const char *recipients; /* joined with a blank */
    const char *sender;     /* NULL: none */
} header_case;

static const header_case header_cases[] = {
    {"Subject: x\r\n", "", NULL},
    {"Return-Path: <kari@example.com>\r\n", "", "kari@example.com"},
    {"Return-Path: kari@example.com\r\n", "", "kari@example.com"},
    {"Return-Path: <>\r\n", "", ""},
    {"Return-Path: < >\r\n", "", NULL},
    {"Return-Path: nonsense\r\n", "", NULL},
    {"Return-Path: >kari@example.com<\r\n", "", NULL},
    /* the last MTA writes above what the sender wrote */
    {"Return-Path: <a@example.com>\r\nReturn-Path: <b@example.com>\r\n", "",
     "a@example.com"},
    {"Delivered-To: support@example.org\r\n", "support@example.org", NULL},
    {"Delivered-To: <Support+X@Example.ORG>\r\n", "support+x@example.org",
     NULL},
    {"Delivered-To: help@example.org\r\nX-Original-To: info@example.org\r\n"
     "Envelope-To: support@example.org\r\n",
     "info@example.org support@example.org", NULL},
    {"Delivered-To: support@example.org\r\n"
     "delivered-to: SUPPORT@example.org\r\n",
     "support@example.org", NULL},
    {"Delivered-To: \r\nX-Original-To: a, support@example.org\r\n", "", NULL},
};

static void test_headers(void **state)
{
    desk *d = desk_new("");
    for (unsigned i = 0; i < G_N_ELEMENTS(header_cases); i++) {
        const header_case *x = &header_cases[i];
        g_autofree char *mail = g_strconcat(x->head, "\r\nbody\r\n", NULL);
        g_autoptr(GBytes) raw = g_bytes_new(mail, strlen(mail));
        g_auto(GStrv) to = imap_envelope_recipients(d->config, raw);
        g_autofree char *joined = g_strjoinv(" ", to);
        g_autofree char *from = imap_envelope_sender(raw);
        if (strcmp(joined, x->recipients) != 0 ||
            g_strcmp0(from, x->sender) != 0)
            fail_msg("case %u: to \"%s\", from \"%s\"", i, joined,
                     from ? from : "(none)");
    }
    desk_free(d);
}

static void test_many_headers(void **state)
{
    desk *d = desk_new("");
    GString *mail = g_string_new(NULL);
    for (int i = 0; i < 200; i++)
        g_string_append_printf(mail, "Delivered-To: info+%d@example.org\r\n",
                               i);
    g_autoptr(GBytes) raw = g_string_free_to_bytes(mail);
    g_auto(GStrv) to = imap_envelope_recipients(d->config, raw);
    assert_int_equal(g_strv_length(to), IMAP_ENVELOPE_MAX);
    desk_free(d);
}

/* ---- trouble ---- */

static void test_trouble(void **state)
{
    imap_stuck *t = imap_stuck_new();
    g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    int64_t now = 1000;
    assert_true(imap_stuck_wants(t, 5, now));
    assert_int_equal(imap_stuck_due(t), INT64_MAX);
    for (unsigned i = 1; i < IMAP_STUCK_TRIES; i++) {
        imap_stuck_note(t, 5, "why", now, "INBOX");
        bool quick = i < IMAP_STUCK_QUICK;
        assert_int_equal(imap_stuck_wants(t, 5, now), quick);
        assert_int_equal(g_hash_table_size(imap_stuck_left(t)),
                         i >= IMAP_STUCK_TELL);
        assert_int_equal(imap_stuck_due(t), quick ? now : now + IMAP_STUCK_MS);
        now = imap_stuck_due(t);
        assert_true(imap_stuck_wants(t, 5, now));
    }
    imap_stuck_note(t, 5, "given up", now, "INBOX");
    assert_int_equal(imap_stuck_due(t), INT64_MAX); /* given up */
    assert_string_equal(
        g_hash_table_lookup(imap_stuck_left(t), GUINT_TO_POINTER(5)),
        "given up");
    assert_false(imap_stuck_wants(t, 5, INT64_MAX - 1));

    imap_stuck_note(t, 6, "why", now, "INBOX");
    imap_stuck_add_due(t, uids, now);
    assert_int_equal(uids->len, 1);
    imap_stuck_drop_gone(t); /* nothing was heard of it */
    imap_stuck_add_due(t, uids, now);
    assert_int_equal(uids->len, 1);
    imap_stuck_note(t, 7, "why", now, "INBOX");
    imap_stuck_add_due(t, uids, now);
    imap_stuck_note(t, 7, "why", now, "INBOX");
    imap_stuck_drop_gone(t); /* it was heard of */
    assert_int_equal(imap_stuck_due(t), now);
    imap_stuck_over(t, 7);
    assert_int_equal(imap_stuck_due(t), INT64_MAX);
    assert_int_equal(g_hash_table_size(imap_stuck_left(t)), 1);
    imap_stuck_over(t, 5);
    assert_int_equal(g_hash_table_size(imap_stuck_left(t)), 0);
    for (unsigned i = 0; i < IMAP_STUCK_TELL; i++)
        imap_stuck_note(t, 8, "why", 0, "INBOX");
    assert_int_equal(g_hash_table_size(imap_stuck_left(t)), 1);
    imap_stuck_add_due(t, uids, INT64_MAX - 1);
    imap_stuck_drop_gone(t);
    assert_int_equal(g_hash_table_size(imap_stuck_left(t)), 0);
    imap_stuck_free(t);
}

/* ---- waiting ---- */

#define MINUTE (60 * 1000)
#define THROTTLED \
    "host: FETCH: BAD Request is throttled. Suggested Backoff Time: "

static void test_wait(void **state)
{
    static const struct {
        unsigned failures;
        err_class class;
        const char *words;
        int64_t ms;
    } rows[] = {
        {1, ERR_NET, "lost", 1000},
        {3, ERR_NET, "lost", 4000},
        {99, ERR_NET, "lost", 5 * MINUTE},
        {1, ERR_PROTOCOL, "nonsense", 1000},
        {1, ERR_AUTH, "refused", MINUTE},
        {99, ERR_AUTH, "refused", 30 * MINUTE},
        {1, ERR_LATER, "NO [LIMIT] Rate limit hit.", 10000},
        {2, ERR_LATER, "NO [LIMIT] Rate limit hit.", 20000},
        {99, ERR_LATER, "NO [LIMIT] Rate limit hit.", 15 * MINUTE},
        /* as long as it asks for, within reason */
        {1, ERR_LATER, THROTTLED "299992 milliseconds", 299992},
        {99, ERR_LATER, THROTTLED "5000 milliseconds", 15 * MINUTE},
        {1, ERR_LATER, THROTTLED "99999999 milliseconds", 30 * MINUTE},
        {1, ERR_NET, THROTTLED "299992 milliseconds", 1000},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        int64_t ms =
            imap_wait_ms(rows[i].failures, rows[i].class, rows[i].words, 1.0);
        if (ms != rows[i].ms)
            fail_msg("wait %u: %" G_GINT64_FORMAT, i, ms);
    }
    assert_int_equal(imap_wait_ms(1, ERR_NET, "", 0.75), 750);
    assert_int_equal(imap_wait_ms(1, ERR_LATER, THROTTLED "60000", 0.75),
                     60000);
}

static void test_telling(void **state)
{
    static const struct {
        unsigned failures;
        err_class class;
        int64_t failing_ms;
        bool worked, tells;
    } rows[] = {
        {1, ERR_NET, 0, true, false},
        {9, ERR_NET, 5 * MINUTE - 1, true, false},
        {9, ERR_NET, 5 * MINUTE, true, true},
        {1, ERR_AUTH, 0, false, true},
        /* Microsoft 365 says "LOGIN failed" when it has troubles of its own */
        {1, ERR_AUTH, 0, true, false},
        {2, ERR_AUTH, MINUTE, true, true},
        {1, ERR_CONFIG, 0, true, true},
        /* throttled: no alarm, unless it lasts */
        {1, ERR_LATER, 0, true, false},
        {30, ERR_LATER, 60 * MINUTE - 1, false, false},
        {30, ERR_LATER, 60 * MINUTE, true, true},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
        if (imap_wait_tells(rows[i].failures, rows[i].class, rows[i].failing_ms,
                            rows[i].worked) != rows[i].tells)
            fail_msg("telling %u is not %d", i, rows[i].tells);
}

/* ---- messages that are left ---- */

/* Open alarms, as "cause\ttext" lines. */
static char *open_alarms(const desk *d)
{
    store *s = store_open(d->config->store, NULL);
    g_autoptr(GPtrArray) list = store_alarm_list(s, NULL);
    GString *all = g_string_new(NULL);

    for (unsigned i = 0; i < list->len; i++)
        g_string_append_printf(all, "%s\n", (char *)list->pdata[i]);
    store_close(s);
    return g_string_free(all, FALSE);
}

static unsigned told_times(const desk *d)
{
    g_autofree char *path = g_build_filename(d->own->folder, "alarm", NULL);
    g_autofree char *text = NULL;
    unsigned n = 0;

    if (!g_file_get_contents(path, &text, NULL, NULL))
        return 0;
    for (const char *at = text; (at = strstr(at, "messages left\n")); at++)
        n++;
    return n;
}

static void test_left(void **state)
{
    desk *d = desk_new("");
    g_autoptr(GHashTable) left = g_hash_table_new(NULL, NULL);
    alarms *a = alarm_new();
    imap_left *l = imap_left_new();

    g_free(d->config->site->alarm_command);
    d->config->site->alarm_command =
        g_strdup_printf("cat >> %s/alarm", d->own->folder);
    imap_left_tell(l, a, d->config, d->m, left, 1000);
    assert_int_equal(told_times(d), 0);

    g_hash_table_insert(left, GUINT_TO_POINTER(7), (char *)"NO disk trouble");
    imap_left_tell(l, a, d->config, d->m, left, 2000);
    imap_left_tell(l, a, d->config, d->m, left, 3000);
    assert_int_equal(told_times(d), 1); /* once */
    g_autofree char *one = open_alarms(d);
    assert_non_null(strstr(one, "mailbox help, messages left"));
    assert_non_null(strstr(one, "UID 7: NO disk trouble"));

    g_hash_table_insert(left, GUINT_TO_POINTER(9), (char *)"too large");
    imap_left_tell(l, a, d->config, d->m, left, 4000);
    assert_int_equal(told_times(d), 2); /* there is one more */
    g_autofree char *two = open_alarms(d);
    assert_non_null(strstr(two, "UID 7"));
    assert_non_null(strstr(two, "UID 9: too large"));

    g_hash_table_remove(left, GUINT_TO_POINTER(7));
    imap_left_tell(l, a, d->config, d->m, left, 5000);
    assert_int_equal(told_times(d), 2); /* fewer are no news */

    /* another run begins, and nothing is left: the alarm is over */
    imap_left_free(l);
    alarm_free(a);
    a = alarm_new();
    l = imap_left_new();
    g_hash_table_remove_all(left);
    imap_left_tell(l, a, d->config, d->m, left, 6000);
    g_autofree char *none = open_alarms(d);
    assert_string_equal(none, "");
    imap_left_free(l);
    alarm_free(a);
    desk_free(d);
}

/* ---- the line ---- */

typedef struct place_step {
    imap_box box;
    bool backlog;
    int64_t now_ms;
    imap_place_news news;
    uint32_t line, from;
    int64_t since_s;
} place_step;

static const place_step place_steps[] = {
    {{.uidvalidity = 5, .uidnext = 10},
     false,
     7000000,
     IMAP_PLACE_FIRST,
     9,
     10,
     INT64_MAX},
    {{.uidvalidity = 5, .uidnext = 30},
     false,
     8000000,
     IMAP_PLACE_KNOWN,
     9,
     10,
     INT64_MAX},
    {{.uidvalidity = 6, .uidnext = 21},
     false,
     9000000,
     IMAP_PLACE_CHANGED,
     20,
     1,
     7000 - 600},
    /* the moment of the first contact is remembered */
    {{.uidvalidity = 6, .uidnext = 40},
     true,
     9500000,
     IMAP_PLACE_KNOWN,
     20,
     1,
     7000 - 600},
    {{.uidvalidity = 7, .uidnext = 3},
     false,
     9900000,
     IMAP_PLACE_CHANGED,
     2,
     1,
     7000 - 600},
};

static void test_place(void **state)
{
    desk *d = desk_new("");
    g_autofree char *contacts = g_build_filename(d->own->folder, "seen", NULL);
    imap_place p = {
        .account = "help@host", .folder = "INBOX", .contacts = contacts};
    imap_place_news news;
    for (unsigned i = 0; i < G_N_ELEMENTS(place_steps); i++) {
        const place_step *x = &place_steps[i];
        assert_true(imap_place_open(&p, d->spool, &x->box, x->backlog,
                                    x->now_ms, &news, NULL));
        assert_int_equal(news, x->news);
        assert_int_equal(p.line, x->line);
        assert_int_equal(p.since_s, x->since_s);
        assert_int_equal(imap_place_from(&p), x->from);
    }
    /* with a backlog all is ours from the beginning, whatever happens */
    p.folder = "Other";
    for (uint32_t validity = 1; validity < 4; validity++) {
        imap_box box = {.uidvalidity = validity, .uidnext = 10};
        assert_true(
            imap_place_open(&p, d->spool, &box, true, 1000, &news, NULL));
        assert_int_equal(news,
                         validity == 1 ? IMAP_PLACE_FIRST : IMAP_PLACE_CHANGED);
        assert_int_equal(p.line, 0);
        assert_int_equal(imap_place_from(&p), 1);
    }
    desk_free(d);
}

/* What came since the first contact is ours, though the spool forgot it. */
static void test_lost_spool(void **state)
{
    desk *d = desk_new("");
    g_autofree char *contacts = g_build_filename(d->own->folder, "seen", NULL);
    g_autofree char *folder = g_build_filename(d->own->folder, "other", NULL);
    imap_place p = {
        .account = "help@host", .folder = "INBOX", .contacts = contacts};
    imap_box box = {.uidvalidity = 5, .uidnext = 10};
    imap_place_news news;
    assert_true(
        imap_place_open(&p, d->spool, &box, false, 7000000, &news, NULL));
    assert_int_equal(news, IMAP_PLACE_FIRST);
    box.uidnext = 20;
    for (int time = 0; time < 2; time++) { /* the second time it is known */
        spool *fresh = spool_open(folder, NULL);
        assert_non_null(fresh);
        assert_true(
            imap_place_open(&p, fresh, &box, false, 9000000, &news, NULL));
        assert_int_equal(news, time ? IMAP_PLACE_KNOWN : IMAP_PLACE_LOST);
        assert_int_equal(p.line, 19);
        assert_int_equal(p.since_s, 7000 - 600);
        assert_int_equal(imap_place_from(&p), 1);
        spool_close(fresh);
    }
    /* another folder is a first contact */
    p.folder = "Other";
    assert_true(
        imap_place_open(&p, d->spool, &box, false, 9000000, &news, NULL));
    assert_int_equal(news, IMAP_PLACE_FIRST);
    desk_free(d);
}

/* ---- visits ---- */

#define OPENING                                                               \
    "> * OK ready", "< CAPABILITY",                                           \
        "> * CAPABILITY IMAP4rev1 SASL-IR "                                   \
        "AUTH=PLAIN MOVE",                                                    \
        "> $T OK done", "< AUTHENTICATE", "> $T OK in", "< CAPABILITY",       \
        "> * CAPABILITY IMAP4rev1 MOVE", "> $T OK done", "< SELECT",          \
        "> * 2 EXISTS", "> * OK [UIDVALIDITY 9] ok", "> * OK [UIDNEXT 3] ok", \
        "> $T OK [READ-WRITE] done"
#define SEARCH(found) "< UID SEARCH UID ", "> * SEARCH" found, "> $T OK done"
#define SIZE(uid, set)                       \
    "< UID FETCH " set " (UID RFC822.SIZE)", \
        "> * 1 FETCH (UID " uid " RFC822.SIZE 5)", "> $T OK done"
#define BODY(uid)                            \
    "< UID FETCH " uid " (UID BODY.PEEK[])", \
        "> * 1 FETCH (UID " uid " BODY[] \"hello\")", "> $T OK done"

/* One connection. Returns whether the visit went well. */
static bool visit(desk *d, const char *const *script, unsigned *taken)
{
    fake_server f;
    GError *e = NULL;
    imap_client *c;
    bool ok;
    fake_server_start(&f, script, NULL);
    d->m->server.port = f.port;
    c = imap_open(&d->m->server, &e);
    if (!c)
        fail_msg("%s (%s)", e->message, f.wrong);
    ok = imap_visit_begin(d->visit, c, 1000000, &e) &&
         imap_visit_run(d->visit, go_on, taken, &e);
    if (e)
        print_message("visit: %s\n", e->message);
    g_clear_error(&e);
    imap_visit_end(d->visit);
    imap_close(c);
    fake_server_end(&f);
    assert_string_equal(f.wrong, "");
    return ok;
}

/* The first of two messages breaks each connection: the other is taken. */
static void test_breaker(void **state)
{
    static const char *const both[] = {OPENING,
                                       SEARCH(" 1 2"),
                                       "< UID FETCH 1:2 (UID RFC822.SIZE)",
                                       "> * 1 FETCH (UID 1 RFC822.SIZE 5)",
                                       "> * 2 FETCH (UID 2 RFC822.SIZE 5)",
                                       "> $T OK done",
                                       "< UID FETCH 1:2",
                                       "+ * 1 FETCH (UID 1 BODY[] {5}\r\nhe",
                                       "close",
                                       NULL};
    static const char *const first[] = {OPENING,
                                        SEARCH(" 1 2"),
                                        SIZE("1", "1"),
                                        "< UID FETCH 1 (UID BODY",
                                        "+ * 1 FETCH (UID 1 BODY[] {5}\r\nhe",
                                        "close",
                                        NULL};
    static const char *const second[] = {
        OPENING,        SEARCH(" 1 2"),  SIZE("2", "2"),
        BODY("2"),      "< UID MOVE 2 ", "> $T OK done",
        SEARCH(" 1 2"), "< LOGOUT",      NULL};
    desk *d = desk_new("");
    unsigned taken;
    assert_false(visit(d, both, &taken));
    for (unsigned i = 0; i < IMAP_STUCK_QUICK; i++)
        assert_false(visit(d, first, &taken));
    assert_int_equal(waiting(d), 0);
    assert_true(visit(d, second, &taken));
    assert_int_equal(taken, 1);
    assert_int_equal(waiting(d), 1);
    assert_true(imap_visit_due(d->visit) < INT64_MAX); /* it is tried again */
    desk_free(d);
}

/* The connection breaks between accepting and filing: filed by the next visit,
 * not accepted again, and not fetched again. */
static void test_unfiled(void **state)
{
    static const char *const breaks[] = {
        OPENING, SEARCH(" 1"), SIZE("1", "1"), BODY("1"), "< UID MOVE 1 ",
        "close", NULL};
    static const char *const goes_on[] = {OPENING,         SEARCH(" 1"),
                                          "< UID MOVE 1 ", "> $T OK done",
                                          "< LOGOUT",      NULL};
    desk *d = desk_new("");
    unsigned taken;
    assert_false(visit(d, breaks, &taken));
    assert_int_equal(waiting(d), 1);
    assert_true(visit(d, goes_on, &taken));
    assert_int_equal(taken, 0);
    assert_int_equal(waiting(d), 1);
    desk_free(d);
}

static bool take_again(desk *d, unsigned *taken)
{
    GError *e = NULL;
    bool ok = imap_visit_run(d->visit, go_on, taken, &e);
    g_clear_error(&e);
    return ok;
}

/* A UID turns up late, below one that was looked at already. */
static void test_late(void **state)
{
    static const char *const script[] = {OPENING,
                                         SEARCH(" 2"),
                                         SIZE("2", "2"),
                                         BODY("2"),
                                         "< UID MOVE",
                                         "> $T OK done",
                                         "< UID SEARCH UID 3:*",
                                         "> * SEARCH",
                                         "> $T OK",
                                         "< UID SEARCH UID 3:*",
                                         "> * SEARCH",
                                         "> $T OK",
                                         "< UID SEARCH UID 1:*",
                                         "> * SEARCH 1",
                                         "> $T OK",
                                         SIZE("1", "1"),
                                         BODY("1"),
                                         "< UID MOVE 1 ",
                                         "> $T OK done",
                                         SEARCH(""),
                                         "< LOGOUT",
                                         NULL};
    desk *d = desk_new("");
    unsigned taken, late;
    fake_server f;
    GError *e = NULL;

    fake_server_start(&f, script, NULL);
    d->m->server.port = f.port;
    imap_client *c = imap_open(&d->m->server, &e);
    assert_true(imap_visit_begin(d->visit, c, 1000000, &e));
    assert_true(take_again(d, &taken));
    assert_int_equal(taken, 1);
    assert_true(take_again(d, &taken));
    assert_int_equal(taken, 0); /* not looked for */
    imap_visit_whole(d->visit);
    assert_true(take_again(d, &late));
    assert_int_equal(late, 1);
    imap_visit_end(d->visit);
    imap_close(c);
    fake_server_end(&f);
    assert_string_equal(f.wrong, "");
    desk_free(d);
}

/* Filing is refused: mail is taken all the same, and what somebody else has put
 * away is forgotten. */
static void test_refused_filing(void **state)
{
    static const char *const script[] = {
        OPENING,        SEARCH(" 1"),     SIZE("1", "1"),
        BODY("1"),      "< UID MOVE 1 ",  "> $T NO [OVERQUOTA] full",
        "< CREATE",     "> $T NO exists", SEARCH(" 1"),
        SEARCH(" 1 2"), SIZE("2", "2"),   BODY("2"),
        SEARCH(""),     "< LOGOUT",       NULL};
    desk *d = desk_new("");
    unsigned taken;
    assert_true(visit(d, script, &taken));
    assert_int_equal(taken, 2);
    assert_int_equal(waiting(d), 2);
    desk_free(d);
}

/* What the configuration wants cannot be done: nothing is taken. */
static void test_refused_wish(void **state)
{
    static const char *const script[] = {OPENING, "< LOGOUT", NULL};
    static const char *const wishes[] = {"after = delete\n",
                                         "after = keyword\n"};
    for (unsigned i = 0; i < G_N_ELEMENTS(wishes); i++) {
        desk *d = desk_new(wishes[i]);
        unsigned taken;
        assert_false(visit(d, script, &taken));
        desk_free(d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_headers),
        cmocka_unit_test(test_many_headers),
        cmocka_unit_test(test_trouble),
        cmocka_unit_test(test_wait),
        cmocka_unit_test(test_telling),
        cmocka_unit_test(test_left),
        cmocka_unit_test(test_late),
        cmocka_unit_test(test_place),
        cmocka_unit_test(test_lost_spool),
        cmocka_unit_test(test_breaker),
        cmocka_unit_test(test_unfiled),
        cmocka_unit_test(test_refused_filing),
        cmocka_unit_test(test_refused_wish),
    };
    log_open("test", LOG_LEVEL_INFO);
    return cmocka_run_group_tests_name("poller", tests, NULL, NULL);
}
