/* test_net: the IMAP client against servers that err, stall, lie and vanish. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/fake_server.h"
#include "net/imap.h"
#include "net/stream.h"

#include <string.h>
#include <unistd.h>

#define QUICK_MS 1000

static config_server server_at(const fake_server *f)
{
    config_server s = {.host = (char *)"127.0.0.1",
                       .port = f->port,
                       .tls = CONFIG_TLS_NONE,
                       .user = (char *)"help",
                       .password_command = (char *)"echo secret",
                       .timeout_ms = QUICK_MS};
    return s;
}

static void no_complaint(fake_server *f)
{
    fake_server_end(f);
    assert_string_equal(f->wrong, "");
}

static void is_error(GError **e, err_class class, const char *words)
{
    assert_non_null(*e);
    if (!strstr((*e)->message, words))
        fail_msg("\"%s\" is not in \"%s\"", words, (*e)->message);
    assert_int_equal(err_class_of(*e), class);
    g_clear_error(e);
}

#define CAPS(words) \
    "< CAPABILITY", "> * CAPABILITY IMAP4rev1 " words, "> $T OK done"

/* base64 of "\0help\0secret" */
#define SECRET "AGhlbHAAc2VjcmV0"

#define LOGIN(words)                            \
    "> * OK ready", CAPS("SASL-IR AUTH=PLAIN"), \
        "< AUTHENTICATE PLAIN " SECRET, "> $T OK in", CAPS(words)

static const char *const login_full[] = {
    LOGIN("IDLE MOVE UIDPLUS"),
    "< SELECT INBOX",
    "> * 9 EXISTS",
    "> * FLAGS (\\Seen \\Deleted)",
    "> * OK [PERMANENTFLAGS (\\Seen \\Deleted \\*)] ok",
    "> * OK [UIDVALIDITY 77] ok",
    "> * OK [UIDNEXT 20] ok",
    "> $T OK [READ-WRITE] done",
    NULL};

static imap_client *open_box(fake_server *f, const char *const *first,
                             const char *const *rest)
{
    GError *e = NULL;
    imap_box box;
    imap_client *c;
    fake_server_start(f, first, rest);
    config_server s = server_at(f);
    c = imap_open(&s, &e);
    if (!c)
        fail_msg("%s (server: %s)", e->message, f->wrong);
    if (!imap_select(c, "INBOX", &box, &e))
        fail_msg("%s (server: %s)", e->message, f->wrong);
    assert_int_equal(box.uidvalidity, 77);
    assert_int_equal(box.uidnext, 20);
    return c;
}

/* ---- opening ---- */

typedef struct opening {
    const char *script[24];
    config_tls tls;
    bool token;
    int class; /* 0: it works */
    const char *words;
} opening;

static const opening openings[] = {
    {{LOGIN("IDLE")}, CONFIG_TLS_NONE, false, 0, NULL},
    {{"> 220 mail ESMTP", "? "},
     CONFIG_TLS_NONE,
     false,
     ERR_PROTOCOL,
     "not IMAP"},
    {{"> * BYE too many", "? "},
     CONFIG_TLS_NONE,
     false,
     ERR_LATER,
     "no connections"},
    {{"> 220 mail ESMTP", "zzz 100"},
     CONFIG_TLS_IMPLICIT,
     false,
     ERR_TLS,
     "tls = starttls"},
    {{"close"}, CONFIG_TLS_NONE, false, ERR_NET, "closed"},
    {{"zzz 2000"}, CONFIG_TLS_NONE, false, ERR_NET, "no answer for 1 s"},
    {{"drip 150"}, CONFIG_TLS_NONE, false, ERR_NET, "too slow"},
    {{"> * PREAUTH welcome", "? "},
     CONFIG_TLS_STARTTLS,
     false,
     ERR_PROTOCOL,
     "before STARTTLS"},
    {{"> * OK ready", CAPS("AUTH=PLAIN"), "? "},
     CONFIG_TLS_STARTTLS,
     false,
     ERR_TLS,
     "offers no STARTTLS"},
    {{"> * OK ready", CAPS("STARTTLS"), "< STARTTLS",
      "+ $T OK begin\r\n* OK injected\r\n", "? "},
     CONFIG_TLS_STARTTLS,
     false,
     ERR_PROTOCOL,
     "before TLS"},
    {{"> * OK ready", CAPS("STARTTLS"), "< STARTTLS", "> $T NO not now", "? "},
     CONFIG_TLS_STARTTLS,
     false,
     ERR_REFUSED,
     "not now"},
    {{"> * OK ready", CAPS("STARTTLS LOGINDISABLED"), "? "},
     CONFIG_TLS_NONE,
     false,
     ERR_AUTH,
     "without TLS"},
    {{"> * OK ready", CAPS("AUTH=PLAIN"), "? "},
     CONFIG_TLS_NONE,
     true,
     ERR_AUTH,
     "no XOAUTH2"},
    {{"> * OK ready", CAPS("SASL-IR AUTH=PLAIN"), "< AUTHENTICATE PLAIN",
      "> $T NO [AUTHENTICATIONFAILED] wrong password", "? "},
     CONFIG_TLS_NONE,
     false,
     ERR_AUTH,
     "wrong password"},
    {{"> * OK ready", CAPS("SASL-IR AUTH=PLAIN"), "< AUTHENTICATE PLAIN",
      "> $T NO [UNAVAILABLE] directory is away", "? "},
     CONFIG_TLS_NONE,
     false,
     ERR_LATER,
     "directory is away"},
    /* no initial response: the secret goes after "+" */
    {{"> * OK ready", CAPS("AUTH=PLAIN"), "< AUTHENTICATE PLAIN", "> + ",
      "= " SECRET, "> $T OK in", CAPS("IDLE")},
     CONFIG_TLS_NONE,
     false,
     0,
     NULL},
    {{"> * OK ready", CAPS("IDLE"), "< LOGIN {4}", "> + go on", "= help {6}",
      "> + go on", "= secret", "> $T OK in", CAPS("IDLE")},
     CONFIG_TLS_NONE,
     false,
     0,
     NULL},
    {{"> * OK ready", CAPS("IDLE"), "< LOGIN {4}", "> + ", "= help {6}", "> + ",
      "= secret", "> $T NO bad", "? "},
     CONFIG_TLS_NONE,
     false,
     ERR_AUTH,
     "bad"},
    /* user=help^Aauth=Bearer secret^A^A; the refusal comes as a challenge */
    {{"> * OK ready", CAPS("SASL-IR AUTH=XOAUTH2"),
      "< AUTHENTICATE XOAUTH2 dXNlcj1oZWxwAWF1dGg9QmVhcmVyIHNlY3JldAEB",
      "> + eyJzdGF0dXMiOiI0MDEifQ==", "= ", "> $T NO token", "? "},
     CONFIG_TLS_NONE,
     true,
     ERR_AUTH,
     "\"status\":\"401\""},
};

static void test_opening(void **state)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(openings); i++) {
        const opening *o = &openings[i];
        fake_server f;
        GError *e = NULL;
        fake_server_start(&f, o->script, NULL);
        config_server s = server_at(&f);
        s.tls = o->tls;
        if (o->token) {
            s.token_command = s.password_command;
            s.password_command = NULL;
        }
        imap_client *c = imap_open(&s, &e);
        print_message("opening %u: %s\n", i, e ? e->message : "works");
        if (o->class)
            is_error(&e, o->class, o->words);
        else
            assert_null(e);
        assert_int_equal(!c, o->class != 0);
        imap_close(c);
        no_complaint(&f);
    }
}

static void test_nobody(void **state)
{
    fake_server f;
    GError *e = NULL;
    static const char *const none[] = {"close", NULL};
    fake_server_start(&f, none, NULL);
    config_server s = server_at(&f);
    assert_null(imap_open(&s, &e));
    g_clear_error(&e);
    fake_server_end(&f); /* now nobody listens there */
    assert_null(imap_open(&s, &e));
    is_error(&e, ERR_NET, "cannot connect");
    s.host = (char *)"no-such-host.invalid";
    assert_null(imap_open(&s, &e));
    is_error(&e, ERR_NET, "not found");
    s.tls = CONFIG_TLS_IMPLICIT;
    s.ca_file = (char *)"/nonexistent/ca.pem";
}

static void test_stop(void **state)
{
    static const char *const script[] = {"zzz 3000", NULL};
    fake_server f;
    GError *e = NULL;
    int ends[2];
    int64_t began = g_get_monotonic_time();
    fake_server_start(&f, script, NULL);
    config_server s = server_at(&f);
    s.timeout_ms = 60000;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "x", 1), 1);
    assert_null(imap_open_until(&s, ends[0], &e));
    is_error(&e, ERR_NET, "stopping");
    assert_true(g_get_monotonic_time() - began < 2000000);
    close(ends[0]);
    close(ends[1]);
    no_complaint(&f);
}

/* ---- fetching ---- */

typedef struct basket {
    GString *got; /* "UID:text;" */
    unsigned stop_after;
} basket;

static bool collect(uint32_t uid, GBytes *raw, const char *why, void *context,
                    GError **error)
{
    basket *b = context;
    gsize size = 0;
    const char *data = raw ? g_bytes_get_data(raw, &size) : NULL;
    g_string_append_printf(b->got, "%u%s%.*s;", uid, raw ? ":" : "!",
                           raw ? (int)size : 0, raw ? data : "");
    if (!raw)
        assert_non_null(why);
    if (b->stop_after && --b->stop_after == 0) {
        err_set(error, ERR_FULL, "enough");
        return false;
    }
    return true;
}

typedef struct fetching {
    uint32_t uids[4];
    unsigned count, stop_after;
    const char *script[32];
    const char *got;
    int class;
    const char *words;
} fetching;

static const fetching fetchings[] = {
    {{3, 4, 5, 9},
     4,
     0,
     {"< UID FETCH 3:5,9 (UID RFC822.SIZE)",
      "> * 1 FETCH (UID 3 RFC822.SIZE 2)", "> * 2 FETCH (UID 4 RFC822.SIZE 2)",
      "> * 3 FETCH (RFC822.SIZE 0 UID 5)", "> $T OK done",
      "< UID FETCH 3:4 (UID BODY.PEEK[])", "> * 1 FETCH (UID 3 BODY[] {2}",
      "+ ab)\r\n", "> * 7 FETCH (FLAGS (\\Seen))",
      "> * 2 FETCH (UID 4 BODY[] \"cd\")", "> $T OK done",
      "< UID FETCH 5 (UID BODY.PEEK[])",
      "> * 3 FETCH (FLAGS () UID 5 BODY[] {0}", "+ )\r\n", "> $T OK done",
      /* nothing is told of 9: it is asked for all the same, and is gone */
      "< UID FETCH 9 (UID BODY.PEEK[])", "> $T OK done", "< UID SEARCH UID 9",
      "> * SEARCH", "> $T OK done"},
     "3:ab;4:cd;5:;",
     0,
     NULL},
    /* one of two does not come: alone it is refused; another gives NIL */
    {{3, 4},
     2,
     0,
     {"< UID FETCH 3:4 (UID RFC822.SIZE)", "> * 1 FETCH (UID 3 RFC822.SIZE 2)",
      "> * 2 FETCH (UID 4 RFC822.SIZE 2)", "> $T OK done", "< UID FETCH 3:4",
      "> * 2 FETCH (UID 4 BODY[] NIL)", "> $T NO some could not be read",
      "< UID SEARCH UID 3", "> * SEARCH 3", "> $T OK done",
      "< UID FETCH 3 (UID BODY.PEEK[])", "> $T NO disk trouble"},
     "4!;3!;",
     0,
     NULL},
    /* gone between search and fetch: skipped */
    {{3, 4},
     2,
     0,
     {"< UID FETCH 3:4", "> * 1 FETCH (UID 3 RFC822.SIZE 2)",
      "> * 2 FETCH (UID 4 RFC822.SIZE 2)", "> $T OK done", "< UID FETCH 3:4",
      "> * 2 FETCH (UID 4 BODY[] \"x\")", "> $T OK done", "< UID SEARCH UID 3",
      "> * SEARCH", "> $T OK nothing"},
     "4:x;",
     0,
     NULL},
    /* over the limit: never asked for */
    {{3},
     1,
     0,
     {"< UID FETCH 3 (UID RFC822.SIZE)",
      "> * 1 FETCH (UID 3 RFC822.SIZE 67108865)", "> $T OK done"},
     "3!;",
     0,
     NULL},
    /* two that are too large together go apart */
    {{3, 4},
     2,
     0,
     {"< UID FETCH 3:4", "> * 1 FETCH (UID 3 RFC822.SIZE 6000000)",
      "> * 2 FETCH (UID 4 RFC822.SIZE 6000000)", "> $T OK done",
      "< UID FETCH 3 (UID BODY.PEEK[])", "> * 1 FETCH (UID 3 BODY[] \"a\")",
      "> $T OK done", "< UID FETCH 4 (UID BODY.PEEK[])",
      "> * 1 FETCH (UID 4 BODY[] \"b\")", "> $T OK done"},
     "3:a;4:b;",
     0,
     NULL},
    /* the taker fails */
    {{3, 4},
     2,
     1,
     {"< UID FETCH 3:4", "> * 1 FETCH (UID 3 RFC822.SIZE 2)",
      "> * 2 FETCH (UID 4 RFC822.SIZE 2)", "> $T OK done", "< UID FETCH 3:4",
      "> * 1 FETCH (UID 3 BODY[] \"a\")", "> * 2 FETCH (UID 4 BODY[] \"b\")",
      "> $T OK done"},
     "3:a;",
     ERR_FULL,
     "enough"},
    /* the peer closes inside a literal */
    {{3},
     1,
     0,
     {"< UID FETCH 3", "> * 1 FETCH (UID 3 RFC822.SIZE 2)", "> $T OK done",
      "< UID FETCH 3", "> * 1 FETCH (UID 3 BODY[] {1000}", "+ only so much",
      "close"},
     "",
     ERR_NET,
     "closed"},
    /* it stalls there */
    {{3},
     1,
     0,
     {"< UID FETCH 3", "> * 1 FETCH (UID 3 RFC822.SIZE 2)", "> $T OK done",
      "< UID FETCH 3", "> * 1 FETCH (UID 3 BODY[] {1000}", "+ only so much",
      "zzz 2000"},
     "",
     ERR_NET,
     "no answer"},
    /* it drips there */
    {{3},
     1,
     0,
     {"< UID FETCH 3", "> * 1 FETCH (UID 3 RFC822.SIZE 2)", "> $T OK done",
      "< UID FETCH 3", "> * 1 FETCH (UID 3 BODY[] {1000}", "drip 150"},
     "",
     ERR_NET,
     "too slow"},
    /* a literal larger than any memory, and then nothing */
    {{3},
     1,
     0,
     {"< UID FETCH 3", "> * 1 FETCH (UID 3 RFC822.SIZE 2)", "> $T OK done",
      "< UID FETCH 3", "> * 1 FETCH (UID 3 BODY[] {1073741824}", "+ x",
      "close"},
     "",
     ERR_NET,
     "closed"},
    {{3},
     1,
     0,
     {"< UID FETCH 3", "> $T BAD what is this"},
     "",
     ERR_PROTOCOL,
     "what is this"},
    {{3},
     1,
     0,
     {"< UID FETCH 3", "> )(nonsense"},
     "",
     ERR_PROTOCOL,
     "not IMAP"},
    {{3},
     1,
     0,
     {"< UID FETCH 3", "> * BYE going down", "close"},
     "",
     ERR_NET,
     ""},
};

static void test_fetching(void **state)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(fetchings); i++) {
        const fetching *x = &fetchings[i];
        fake_server f;
        GError *e = NULL;
        imap_client *c = open_box(&f, login_full, x->script);
        basket b = {g_string_new(NULL), x->stop_after};
        bool ok = imap_fetch(c, x->uids, x->count, collect, &b, &e);
        print_message("fetching %u: %s\n", i, e ? e->message : "works");
        assert_string_equal(b.got->str, x->got);
        assert_int_equal(ok, x->class == 0);
        if (x->class)
            is_error(&e, x->class, x->words);
        assert_int_equal(imap_usable(c), x->class == 0 || x->class == ERR_FULL);
        imap_close(c);
        no_complaint(&f);
        g_string_free(b.got, TRUE);
    }
}

static void test_dates(void **state)
{
    static const char *const script[] = {
        "< UID FETCH 3:5 (UID INTERNALDATE)",
        /* 2026-11-21 10:00:00 UTC is 1795255200 */
        "> * 1 FETCH (UID 3 INTERNALDATE \"21-Nov-2026 12:59:59 +0300\")",
        "> * 2 FETCH (UID 4 INTERNALDATE \"21-Nov-2026 13:00:00 +0300\")",
        "> * 3 FETCH (UID 5 INTERNALDATE \"21-Nov-2026 06:30:00 -0330\")",
        "> $T OK done", NULL};
    fake_server f;
    imap_client *c = open_box(&f, login_full, script);
    g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    for (uint32_t u = 3; u <= 5; u++)
        g_array_append_val(uids, u);
    g_autoptr(GArray) since = imap_uids_since(c, uids, 1795255200, NULL);
    assert_int_equal(since->len, 2);
    assert_int_equal(g_array_index(since, uint32_t, 0), 4);
    imap_close(c);
    no_complaint(&f);
}

static void test_uids(void **state)
{
    static const char *const script[] = {
        "< UID SEARCH UID 20:* UNKEYWORD $PosternDone",
        /* N:* names the last message even if it is below N */
        "> * SEARCH 30 19 22", "> $T OK done", NULL};
    fake_server f;
    imap_client *c = open_box(&f, login_full, script);
    GError *e = NULL;
    g_autoptr(GArray) uids = imap_uids(c, 20, "$PosternDone", &e);
    if (!uids)
        fail_msg("%s (server: %s)", e->message, f.wrong);
    assert_int_equal(uids->len, 2);
    assert_int_equal(g_array_index(uids, uint32_t, 0), 22);
    assert_int_equal(g_array_index(uids, uint32_t, 1), 30);
    imap_close(c);
    no_complaint(&f);
}

static void test_selecting(void **state)
{
    static const char *const first[] = {LOGIN("IDLE"), NULL};
    static const char *const rest[] = {"< SELECT \"A&AOQ-B\"",
                                       "> * 3 EXISTS",
                                       "> * OK [UIDVALIDITY 5] ok",
                                       "> $T OK [READ-ONLY] done",
                                       "< UID SEARCH",
                                       "> * SEARCH 4 8",
                                       "> $T OK done",
                                       "< SELECT Gone",
                                       "> $T NO [NONEXISTENT] no such folder",
                                       "< SELECT Odd",
                                       "> * 0 EXISTS",
                                       "> $T OK done",
                                       NULL};
    fake_server f;
    GError *e = NULL;
    imap_box box;
    fake_server_start(&f, first, rest);
    config_server s = server_at(&f);
    imap_client *c = imap_open(&s, &e);
    assert_non_null(c);
    assert_true(imap_select(c,
                            "A\xc3\xa4"
                            "B",
                            &box, &e));
    assert_int_equal(box.uidnext, 9); /* the server did not tell */
    assert_true(box.read_only);
    assert_false(box.keywords);
    assert_false(imap_select(c, "Gone", &box, &e));
    is_error(&e, ERR_REFUSED, "no such folder");
    assert_false(imap_select(c, "Odd", &box, &e));
    is_error(&e, ERR_PROTOCOL, "UIDVALIDITY");
    assert_false(imap_select(c, "a\nb", &box, &e));
    is_error(&e, ERR_CONFIG, "not a folder's name");
    imap_close(c);
    no_complaint(&f);
}

/* ---- filing ---- */

typedef struct filing {
    const char *caps;
    const char *script[12];
    char what; /* m, k, d */
    int class;
    const char *words;
} filing;

static const filing filings[] = {
    {"MOVE",
     {"< UID MOVE 3:4,9 \"Do\\\"ne\"", "> * OK [COPYUID 1 3 1] ok",
      "> $T OK done"},
     'm',
     0,
     NULL},
    {"MOVE",
     {"< UID MOVE", "> $T NO [TRYCREATE] no folder", "< CREATE", "> $T OK made",
      "< UID MOVE", "> $T OK done"},
     'm',
     0,
     NULL},
    {"MOVE",
     {"< UID MOVE", "> $T NO over quota", "< CREATE", "> $T NO exists"},
     'm',
     ERR_REFUSED,
     "over quota"},
    {"MOVE",
     {"< UID MOVE", "> $T NO [INUSE] busy", "< CREATE", "> $T NO exists"},
     'm',
     ERR_LATER,
     "busy"},
    {"UIDPLUS",
     {"< UID COPY 3:4,9 \"Do\\\"ne\"", "> $T OK done",
      "< UID STORE 3:4,9 +FLAGS.SILENT (\\Deleted)", "> $T OK done",
      "< UID EXPUNGE 3:4,9", "> * 1 EXPUNGE", "> $T OK done"},
     'm',
     0,
     NULL},
    {"IDLE", {"< LOGOUT"}, 'm', ERR_CONFIG, "neither MOVE nor UIDPLUS"},
    {"IDLE", {"< LOGOUT"}, 'd', ERR_CONFIG, "no UIDPLUS"},
    {"UIDPLUS",
     {"< UID STORE 3:4,9 +FLAGS.SILENT (\\Deleted)", "> $T OK done",
      "< UID EXPUNGE 3:4,9", "> $T OK done"},
     'd',
     0,
     NULL},
    {"IDLE",
     {"< UID STORE 3:4,9 +FLAGS.SILENT ($PosternDone)", "> $T OK done"},
     'k',
     0,
     NULL},
};

static void test_filing(void **state)
{
    static const uint32_t uids[] = {3, 4, 9};
    for (unsigned i = 0; i < G_N_ELEMENTS(filings); i++) {
        const filing *x = &filings[i];
        g_autofree char *caps =
            g_strdup_printf("> * CAPABILITY IMAP4rev1 %s", x->caps);
        const char *first[] = {LOGIN(""),
                               "< SELECT",
                               "> * OK [UIDVALIDITY 77] ok",
                               "> * OK [UIDNEXT 20] ok",
                               "> $T OK done",
                               NULL};
        fake_server f;
        GError *e = NULL;
        bool ok;
        first[7] = caps; /* what is told after login */
        imap_client *c = open_box(&f, first, x->script);
        ok = x->what == 'm'   ? imap_move(c, uids, 3, "Do\"ne", &e)
             : x->what == 'd' ? imap_delete(c, uids, 3, &e)
                              : imap_keyword(c, uids, 3, "$PosternDone", &e);
        print_message("filing %u: %s\n", i, e ? e->message : "works");
        if (x->class)
            is_error(&e, x->class, x->words);
        assert_int_equal(ok, x->class == 0);
        assert_false(imap_keyword(c, uids, 3, "two words", NULL));
        assert_true(imap_usable(c));
        imap_close(c);
        no_complaint(&f);
    }
}

/* ---- waiting ---- */

typedef struct waiting {
    const char *script[12];
    int64_t ms, most_ms; /* asked for, and how long it may last */
    int class;
} waiting;

static const waiting waitings[] = {
    {{"< IDLE", "> + idling", "= DONE", "> $T OK done"}, 200, 1500, 0},
    {{"< IDLE", "> + idling", "> * 10 EXISTS", "= DONE", "> $T OK done"},
     5000,
     3000,
     0},
    /* news before the "+" */
    {{"< IDLE", "> * 10 EXISTS", "> + idling", "= DONE", "> $T OK done"},
     5000,
     3000,
     0},
    /* no news */
    {{"< IDLE", "> + idling", "> * OK Still here", "> * 3 FETCH (FLAGS ())",
      "= DONE", "> $T OK done"},
     300,
     2000,
     0},
    {{"< IDLE", "> + idling", "> * BYE shutting down", "close"},
     5000,
     3000,
     ERR_NET},
    {{"< IDLE", "> + idling", "close"}, 5000, 3000, ERR_NET},
    {{"< IDLE", "> $T NO not here"}, 5000, 3000, ERR_REFUSED},
    /* DONE is never answered */
    {{"< IDLE", "> + idling", "= DONE", "zzz 2000"}, 100, 4000, ERR_NET},
};

static unsigned told;

static void count_telling(void)
{
    told++;
}

static void test_waiting(void **state)
{
    stream_on_wait(count_telling);
    for (unsigned i = 0; i < G_N_ELEMENTS(waitings); i++) {
        const waiting *x = &waitings[i];
        fake_server f;
        GError *e = NULL;
        imap_client *c = open_box(&f, login_full, x->script);
        int64_t began = g_get_monotonic_time();
        told = 0;
        bool ok = imap_idle(c, x->ms, -1, &e);
        assert_true(told > 0 || x->class); /* what came at once is not waited
                                              for */
        print_message("waiting %u: %s\n", i, e ? e->message : "works");
        assert_true(g_get_monotonic_time() - began < x->most_ms * 1000);
        assert_int_equal(ok, x->class == 0);
        if (x->class)
            is_error(&e, x->class, "");
        imap_close(c);
        no_complaint(&f);
    }
    stream_on_wait(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_opening),   cmocka_unit_test(test_nobody),
        cmocka_unit_test(test_stop),      cmocka_unit_test(test_fetching),
        cmocka_unit_test(test_dates),     cmocka_unit_test(test_uids),
        cmocka_unit_test(test_selecting), cmocka_unit_test(test_filing),
        cmocka_unit_test(test_waiting),
    };
    return cmocka_run_group_tests_name("net", tests, NULL, NULL);
}
