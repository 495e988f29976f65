/* test_smtp: the SMTP client against servers that refuse, stall, lie and vanish
 * at each step. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/fake_server.h"
#include "net/smtp.h"

#include <string.h>

#define QUICK_MS 500

static config_server server_at(const fake_server *f)
{
    config_server s = {.host = (char *)"127.0.0.1",
                       .port = f->port,
                       .tls = CONFIG_TLS_NONE,
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

/* ---- opening ---- */

/* base64 of "\0me\0secret", "me", "secret", and XOAUTH2's words */
#define PLAIN  "AG1lAHNlY3JldA=="
#define USER   "bWU="
#define SECRET "c2VjcmV0"
#define TOKEN  "dXNlcj1tZQFhdXRoPUJlYXJlciBzZWNyZXQBAQ=="

#define HELLO "> 220 mail ESMTP", "= EHLO desk.test"

typedef struct opening {
    const char *script[16];
    int login; /* 0: none, 'p': password, 't': token */
    config_tls tls;
    int class; /* 0: it works */
    const char *words;
} opening;

static const opening openings[] = {
    {{HELLO, "> 250 mail", "= QUIT"}, 0, CONFIG_TLS_NONE, 0, NULL},
    {{"> 220-mail", "> 220 ESMTP", "= EHLO desk.test", "> 250 mail", "= QUIT"},
     0,
     CONFIG_TLS_NONE,
     0,
     NULL},
    {{"> 554 go away", "= QUIT"}, 0, CONFIG_TLS_NONE, ERR_REFUSED, "go away"},
    {{"> 421 busy", "= QUIT"}, 0, CONFIG_TLS_NONE, ERR_NET, "busy"},
    {{"> 450 later", "= QUIT"}, 0, CONFIG_TLS_NONE, ERR_LATER, "later"},
    {{"> * OK IMAP ready", "= QUIT"},
     0,
     CONFIG_TLS_NONE,
     ERR_PROTOCOL,
     "not SMTP"},
    {{"close"}, 0, CONFIG_TLS_NONE, ERR_NET, "closed"},
    {{"zzz 1000"}, 0, CONFIG_TLS_NONE, ERR_NET, "no answer"},
    {{"drip 60"}, 0, CONFIG_TLS_NONE, ERR_NET, "too slow"},
    {{HELLO, "> 550 no", "= QUIT"}, 0, CONFIG_TLS_NONE, ERR_REFUSED, "EHLO"},
    {{HELLO, "> 250-mail", "close"}, 0, CONFIG_TLS_NONE, ERR_NET, "closed"},
    {{HELLO, "> 250 mail", "= QUIT"},
     0,
     CONFIG_TLS_STARTTLS,
     ERR_TLS,
     "offers no STARTTLS"},
    {{HELLO, "> 250-mail", "> 250 STARTTLS", "= STARTTLS",
      "+ 220 begin\r\n250 injected\r\n", "? "},
     0,
     CONFIG_TLS_STARTTLS,
     ERR_PROTOCOL,
     "before TLS"},
    {{HELLO, "> 250-mail", "> 250 STARTTLS", "= STARTTLS", "> 454 not now",
      "= QUIT"},
     0,
     CONFIG_TLS_STARTTLS,
     ERR_LATER,
     "not now"},
    {{HELLO, "> 250-mail", "> 250 AUTH LOGIN PLAIN", "= AUTH PLAIN " PLAIN,
      "> 235 in", "= QUIT"},
     'p',
     CONFIG_TLS_NONE,
     0,
     NULL},
    {{HELLO, "> 250-mail", "> 250 AUTH LOGIN\tNTLM", "= AUTH LOGIN",
      "> 334 VXNlcm5hbWU6", "= " USER, "> 334 UGFzc3dvcmQ6", "= " SECRET,
      "> 235 in", "= QUIT"},
     'p',
     CONFIG_TLS_NONE,
     0,
     NULL},
    {{HELLO, "> 250-mail", "> 250 AUTH PLAIN", "= AUTH PLAIN " PLAIN,
      "> 535 5.7.8 wrong", "= QUIT"},
     'p',
     CONFIG_TLS_NONE,
     ERR_AUTH,
     "5.7.8 wrong"},
    {{HELLO, "> 250-mail", "> 250 AUTH PLAIN", "= AUTH PLAIN " PLAIN,
      "> 454 directory is away", "= QUIT"},
     'p',
     CONFIG_TLS_NONE,
     ERR_LATER,
     "directory is away"},
    {{HELLO, "> 250 mail", "= QUIT"},
     'p',
     CONFIG_TLS_NONE,
     ERR_AUTH,
     "without TLS"},
    {{HELLO, "> 250-mail", "> 250 AUTH XOAUTH2", "= AUTH XOAUTH2 " TOKEN,
      "> 235 in", "= QUIT"},
     't',
     CONFIG_TLS_NONE,
     0,
     NULL},
    {{HELLO, "> 250-mail", "> 250 AUTH XOAUTH2", "= AUTH XOAUTH2 " TOKEN,
      "> 334 eyJzdGF0dXMiOiI0MDAifQ==", "= ", "> 535 token", "= QUIT"},
     't',
     CONFIG_TLS_NONE,
     ERR_AUTH,
     "token"},
    {{HELLO, "> 250-mail", "> 250 AUTH PLAIN", "= QUIT"},
     't',
     CONFIG_TLS_NONE,
     ERR_AUTH,
     "no XOAUTH2"},
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
        if (o->login)
            s.user = (char *)"me";
        if (o->login == 'p')
            s.password_command = (char *)"echo secret";
        if (o->login == 't')
            s.token_command = (char *)"echo secret";
        smtp_client *c = smtp_open(&s, "desk.test", &e);
        print_message("opening %u: %s\n", i, e ? e->message : "works");
        if (o->class)
            is_error(&e, o->class, o->words);
        else
            assert_null(e);
        assert_int_equal(!c, o->class != 0);
        smtp_close(c);
        no_complaint(&f);
    }
}

/* ---- sending ---- */

static const char *const opened[] = {HELLO, "> 250-mail", "> 250 SIZE 1000",
                                     NULL};

static smtp_client *open_at(fake_server *f, const char *const *rest)
{
    GError *e = NULL;
    smtp_client *c;
    fake_server_start(f, opened, rest);
    config_server s = server_at(f);
    c = smtp_open(&s, "desk.test", &e);
    if (!c)
        fail_msg("%s (server: %s)", e->message, f->wrong);
    return c;
}

#define MAIL "= MAIL FROM:<b+1@desk.test> SIZE=6", "> 250 ok"
#define RCPT "= RCPT TO:<kari@example.com>", "> 250 ok"
#define DATA "= DATA", "> 354 go on"
#define BODY "= x", "= ..y", "= ."
/* after a refusal the next mail begins anew */
#define AGAIN                                                                  \
    "= RSET", "> 250 ok", MAIL, RCPT, DATA, BODY, "> 250 2.0.0 queued as 4F2", \
        "= QUIT"

typedef struct sending {
    const char *script[28];
    int class; /* 0: it works */
    int code;
    bool in_data, again; /* again: the connection must be good for one more */
    const char *words;
} sending;

static const sending sendings[] = {
    {{MAIL, RCPT, DATA, BODY, "> 250-2.0.0 Ok", "> 250 queued as 4F2",
      "= QUIT"},
     0,
     250,
     false,
     false,
     "250 2.0.0 Ok queued as 4F2"},
    {{"= MAIL FROM:<b+1@desk.test> SIZE=6", "> 451 later", AGAIN},
     ERR_LATER,
     451,
     false,
     true,
     "451 later"},
    {{"= MAIL FROM:<b+1@desk.test> SIZE=6", "> 553 no", AGAIN},
     ERR_REFUSED,
     553,
     false,
     true,
     "553 no"},
    {{MAIL, "= RCPT TO:<kari@example.com>", "> 450 grey", AGAIN},
     ERR_LATER,
     450,
     false,
     true,
     "450 grey"},
    {{MAIL, "= RCPT TO:<kari@example.com>", "> 550 5.1.1 unknown", AGAIN},
     ERR_REFUSED,
     550,
     false,
     true,
     "550 5.1.1 unknown"},
    {{MAIL, RCPT, "= DATA", "> 452 full", AGAIN},
     ERR_LATER,
     452,
     false,
     true,
     "452 full"},
    {{MAIL, RCPT, "= DATA", "> 554 no", AGAIN},
     ERR_REFUSED,
     554,
     false,
     true,
     "554 no"},
    /* after the end of data nothing is to be reset */
    {{MAIL, RCPT, DATA, BODY, "> 451 later", MAIL, RCPT, DATA, BODY, "> 250 ok",
      "= QUIT"},
     ERR_LATER,
     451,
     false,
     true,
     "451 later"},
    {{MAIL, RCPT, DATA, BODY, "> 554 5.7.1 spam", MAIL, RCPT, DATA, BODY,
      "> 250 ok", "= QUIT"},
     ERR_REFUSED,
     554,
     false,
     true,
     "554 5.7.1 spam"},
    /* the server ends it */
    {{MAIL, "= RCPT TO:<kari@example.com>", "> 421 shutting down"},
     ERR_NET,
     421,
     false,
     false,
     "421 shutting down"},
    {{"= MAIL FROM:<b+1@desk.test> SIZE=6", "close"},
     ERR_NET,
     0,
     false,
     false,
     "MAIL FROM"},
    {{MAIL, "= RCPT TO:<kari@example.com>", "close"},
     ERR_NET,
     0,
     false,
     false,
     "RCPT TO"},
    {{MAIL, RCPT, "= DATA", "close"}, ERR_NET, 0, false, false, "DATA"},
    {{MAIL, RCPT, DATA, BODY, "close"},
     ERR_NET,
     0,
     true,
     false,
     "after the message"},
    {{MAIL, RCPT, DATA, BODY, "zzz 6000"},
     ERR_NET,
     0,
     true,
     false,
     "no answer for 5 s"},
    /* slow after the dot is no failure: servers scan there */
    {{MAIL, RCPT, DATA, BODY, "zzz 1500", "> 250 ok", "= QUIT"},
     0,
     250,
     false,
     false,
     "250 ok"},
    {{MAIL, RCPT, DATA, BODY, "> hello", "= QUIT"},
     ERR_PROTOCOL,
     0,
     true,
     false,
     "not SMTP"},
    {{MAIL, RCPT, "= DATA", "> 250 what", "= QUIT"},
     ERR_PROTOCOL,
     250,
     false,
     false,
     "250 what"},
};

static bool send_one(smtp_client *c, smtp_result *r, GError **e)
{
    g_autoptr(GBytes) mail = g_bytes_new_static("x\r\n.y\n", 6);
    return smtp_send(c, "b+1@desk.test", "kari@example.com", mail, NULL, r, e);
}

static void test_sending(void **state)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(sendings); i++) {
        const sending *x = &sendings[i];
        fake_server f;
        GError *e = NULL;
        smtp_result r;
        smtp_client *c = open_at(&f, x->script);
        bool ok = send_one(c, &r, &e);
        print_message("sending %u: %s\n", i, r.text);
        assert_int_equal(ok, x->class == 0);
        if (x->class)
            is_error(&e, x->class, "127.0.0.1: ");
        assert_int_equal(r.code, x->code);
        assert_int_equal(r.in_data, x->in_data);
        if (!strstr(r.text, x->words))
            fail_msg("\"%s\" is not in \"%s\"", x->words, r.text);
        smtp_result_clear(&r);
        if (x->again)
            assert_true(send_one(c, NULL, NULL));
        smtp_close(c);
        no_complaint(&f);
    }
}

typedef struct body {
    const char *mail;
    const char *script[16];
} body;

#define HEAD                                                                 \
    "< MAIL FROM:<b@desk.test>", "> 250 ok", "< RCPT", "> 250 ok", "< DATA", \
        "> 354 go on"
#define TAIL "= .", "> 250 ok", "= QUIT"

/* No dot in the mail may end it, and no line may be added. */
static const body bodies[] = {
    {"", {HEAD, TAIL}},
    {"a", {HEAD, "= a", TAIL}},
    {"a\r\n", {HEAD, "= a", TAIL}},
    {"a\r\n\r\n", {HEAD, "= a", "= ", TAIL}},
    {".", {HEAD, "= ..", TAIL}},
    {"a\r\n.\r\nMAIL FROM:<evil@x>\r\n",
     {HEAD, "= a", "= ..", "= MAIL FROM:<evil@x>", TAIL}},
    {"a\n.\nb", {HEAD, "= a", "= ..", "= b", TAIL}},
    {"a\r.\rb", {HEAD, "= a", "= ..", "= b", TAIL}},
    {"a\r\r\n.\r\n", {HEAD, "= a", "= ", "= ..", TAIL}},
    {"..\r\n...x", {HEAD, "= ...", "= ....x", TAIL}},
};

static void test_bodies(void **state)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(bodies); i++) {
        fake_server f;
        GError *e = NULL;
        smtp_client *c = open_at(&f, bodies[i].script);
        g_autoptr(GBytes) mail =
            g_bytes_new_static(bodies[i].mail, strlen(bodies[i].mail));
        if (!smtp_send(c, "b@desk.test", "kari@example.com", mail, NULL, NULL,
                       &e))
            fail_msg("body %u: %s (%s)", i, e->message, f.wrong);
        smtp_close(c);
        no_complaint(&f);
    }
}

static void test_addresses(void **state)
{
    static const char *const bad[] = {"",
                                      "k\xc3\xa4ri@example.com",
                                      "a b@example.com",
                                      "a@example.com>\r\nDATA",
                                      "a\nb@example.com",
                                      "<a@example.com>"};
    static const char *const script[] = {"= QUIT", NULL};
    fake_server f;
    smtp_client *c = open_at(&f, script);
    g_autoptr(GBytes) mail = g_bytes_new_static("x", 1);
    g_autofree char *zeros = g_malloc0(2000);
    g_autoptr(GBytes) large = g_bytes_new_static(zeros, 2000);
    GError *e = NULL;
    for (unsigned i = 0; i < G_N_ELEMENTS(bad); i++) {
        assert_false(smtp_send(c, "b@desk.test", bad[i], mail, NULL, NULL, &e));
        is_error(&e, ERR_REFUSED, "ASCII");
    }
    assert_false(smtp_send(c, "b@desk.test\r\nX", "a@example.com", mail, NULL,
                           NULL, &e));
    is_error(&e, ERR_REFUSED, "ASCII");
    assert_false(
        smtp_send(c, "b@x.test", "a@example.com", large, NULL, NULL, &e));
    is_error(&e, ERR_REFUSED, "1000 at most");
    smtp_close(c);
    no_complaint(&f);
}

/* The peer goes away while a large mail is on its way: an error, no signal, and
 * nobody can have taken it. */
static void test_broken_pipe(void **state)
{
    static const char *const first[] = {HELLO, "> 250 mail", NULL};
    static const char *const rest[] = {HEAD, "close", NULL};
    fake_server f;
    GError *e = NULL;
    smtp_result r;
    gsize size = 8 << 20;
    char *text = g_malloc(size);
    memset(text, 'a', size);
    g_autoptr(GBytes) mail = g_bytes_new_take(text, size);
    fake_server_start(&f, first, rest);
    config_server s = server_at(&f);
    smtp_client *c = smtp_open(&s, "desk.test", &e);
    assert_non_null(c);
    assert_false(
        smtp_send(c, "b@desk.test", "kari@example.com", mail, NULL, &r, &e));
    is_error(&e, ERR_NET, "sending the message");
    assert_false(r.in_data);
    smtp_result_clear(&r);
    assert_false(
        smtp_send(c, "b@desk.test", "kari@example.com", mail, NULL, &r, &e));
    is_error(&e, ERR_NET, "");
    smtp_result_clear(&r);
    smtp_close(c);
    no_complaint(&f);
}

static void test_endless(void **state)
{
    static char line[3000];
    static const char *const script[] = {"> 220 mail", "= EHLO desk.test",
                                         line,         line,
                                         line,         line,
                                         line,         line,
                                         line,         line,
                                         line,         line,
                                         line,         line,
                                         line,         line,
                                         line,         line,
                                         line,         line,
                                         line,         line,
                                         line,         line,
                                         line,         line,
                                         NULL};
    fake_server f;
    GError *e = NULL;
    memset(line, 'x', sizeof line - 1);
    memcpy(line, "> 250-", 6);
    fake_server_start(&f, script, NULL);
    config_server s = server_at(&f);
    assert_null(smtp_open(&s, "desk.test", &e));
    is_error(&e, ERR_NET, "octets at once");
    no_complaint(&f);
}

/* ---- reports of delivery ---- */

#define OFFER(words) HELLO, "> 250-mail", "> 250 " words
#define PLAIN_MAIL   "= MAIL FROM:<b@desk.test>", "> 250 ok"
#define ASKING       "= MAIL FROM:<b@desk.test> RET=HDRS ENVID=b-token", "> 250 ok"
#define ALL_RCPT                                                 \
    "= RCPT TO:<k+=a@example.com> NOTIFY=SUCCESS,FAILURE,DELAY " \
    "ORCPT=rfc822;k+2B+3Da@example.com"
#define PLAIN_RCPT "= RCPT TO:<k+=a@example.com>", "> 250 ok"
#define REST       "= DATA", "> 354 go on", "= x", "= .", "> 250 ok"

#define ALL (SMTP_NOTIFY_SUCCESS | SMTP_NOTIFY_FAILURE | SMTP_NOTIFY_DELAY)

static const struct {
    const char *script[32];
    unsigned notify;
    unsigned mails;
    int class;
} reports[] = {
    {{OFFER("DSN"), ASKING, ALL_RCPT, "> 250 ok", REST, "= QUIT"}, ALL, 1, 0},
    {{OFFER("dsn"), ASKING,
      "= RCPT TO:<k+=a@example.com> NOTIFY=FAILURE "
      "ORCPT=rfc822;k+2B+3Da@example.com",
      "> 250 ok", REST, "= QUIT"},
     SMTP_NOTIFY_FAILURE,
     1,
     0},
    /* a server that does not offer it never hears of it */
    {{OFFER("DSNX"), PLAIN_MAIL, PLAIN_RCPT, REST, "= QUIT"}, ALL, 1, 0},
    {{OFFER("DSN"), PLAIN_MAIL, PLAIN_RCPT, REST, "= QUIT"}, 0, 1, 0},
    /* one that offers it and knows it not gets the mail without, and is not
     * asked again */
    {{OFFER("DSN"), "= MAIL FROM:<b@desk.test> RET=HDRS ENVID=b-token",
      "> 555 what is RET?", "= RSET", "> 250 ok", PLAIN_MAIL, PLAIN_RCPT, REST,
      PLAIN_MAIL, PLAIN_RCPT, REST, "= QUIT"},
     ALL,
     2,
     0},
    {{OFFER("DSN"), ASKING, ALL_RCPT, "> 501 what is NOTIFY?", "= RSET",
      "> 250 ok", PLAIN_MAIL, PLAIN_RCPT, REST, "= QUIT"},
     ALL,
     1,
     0},
    /* but whom it refuses it refuses */
    {{OFFER("DSN"), ASKING, ALL_RCPT, "> 550 no such user", "= QUIT"},
     ALL,
     1,
     ERR_REFUSED},
    {{OFFER("DSN"), ASKING, ALL_RCPT, "> 501 bad address", "= RSET", "> 250 ok",
      PLAIN_MAIL, "= RCPT TO:<k+=a@example.com>", "> 501 bad address",
      "= QUIT"},
     ALL,
     1,
     ERR_REFUSED},
};

static void test_reports(void **state)
{
    g_autoptr(GBytes) mail = g_bytes_new_static("x", 1);

    for (unsigned i = 0; i < G_N_ELEMENTS(reports); i++) {
        const smtp_dsn dsn = {reports[i].notify, "b-token"};
        fake_server f;
        fake_server_start(&f, reports[i].script, NULL);
        config_server s = server_at(&f);
        smtp_client *c = smtp_open(&s, "desk.test", NULL);
        for (unsigned k = 0; k < reports[i].mails; k++) {
            g_autoptr(GError) e = NULL;
            bool ok = smtp_send(c, "b@desk.test", "k+=a@example.com", mail,
                                &dsn, NULL, &e);
            if (ok != (reports[i].class == 0) ||
                (e && (int)err_class_of(e) != reports[i].class))
                fail_msg("row %u, mail %u: %s", i, k, e ? e->message : "sent");
        }
        smtp_close(c);
        no_complaint(&f);
    }
}

/* A server's words are shown to people. */
static void test_hostile_words(void **state)
{
    g_autofree char *far = g_strnfill(900, 'y');
    g_autofree char *line = g_strdup_printf("> 450 \x1b[2J\x07\xe2\x80\xae"
                                            "no\x01\xff %s",
                                            far);
    const char *script[] = {HELLO, "> 250 mail", "< MAIL FROM",
                            line,  "= QUIT",     NULL};
    g_autoptr(GBytes) mail = g_bytes_new_static("x", 1);
    fake_server f;
    smtp_result r;

    fake_server_start(&f, script, NULL);
    config_server s = server_at(&f);
    smtp_client *c = smtp_open(&s, "desk.test", NULL);
    assert_false(
        smtp_send(c, "b@desk.test", "a@example.com", mail, NULL, &r, NULL));
    assert_true(strlen(r.text) <= SMTP_WORDS_MAX);
    assert_true(g_utf8_validate(r.text, -1, NULL));
    assert_true(g_str_has_prefix(r.text, "450 [2Jno"));
    smtp_result_clear(&r);
    smtp_close(c);
    no_complaint(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_opening),
        cmocka_unit_test(test_sending),
        cmocka_unit_test(test_bodies),
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_broken_pipe),
        cmocka_unit_test(test_endless),
        cmocka_unit_test(test_reports),
        cmocka_unit_test(test_hostile_words),
    };
    return cmocka_run_group_tests_name("smtp", tests, NULL, NULL);
}
