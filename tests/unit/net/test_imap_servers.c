/* test_imap_servers: what real and hostile IMAP servers say, as a table.
 *
 * Each row is a server that answers searching and fetching in its own manner;
 * no message may be lost, and none may be taken for what it is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/fake_server.h"
#include "net/imap.h"
#include "net/imap_link.h"
#include "net/imap_refusal.h"

#include <stdio.h>
#include <string.h>

#define QUICK_MS 1000

/* ---- refusals ---- */

static void test_refusals(void **state)
{
    static const struct {
        const char *text;
        imap_refusal means;
    } rows[] = {
        /* RFC 5530, whoever says it */
        {"NO [UNAVAILABLE] Temporary authentication failure.", IMAP_PASSING},
        {"NO [INUSE] Mailbox is locked", IMAP_PASSING},
        {"NO [SERVERBUG] Internal error occurred.", IMAP_PASSING},
        {"NO [LIMIT] Rate limit hit.", IMAP_THROTTLED},
        {"NO [limit] whatever", IMAP_THROTTLED},
        {"NO [OVERQUOTA] Account exceeded command limits.", IMAP_THROTTLED},
        {"NO [AUTHENTICATIONFAILED] Authentication failed.", IMAP_REFUSED},
        {"NO [AUTHENTICATIONFAILED] temporarily unavailable", IMAP_REFUSED},
        {"NO [EXPIRED] Password expired", IMAP_REFUSED},
        {"NO [PRIVACYREQUIRED] Plaintext authentication disallowed",
         IMAP_REFUSED},
        {"NO [LIMITED] no such code", IMAP_REFUSED},
        /* Gmail */
        {"NO [ALERT] Too many simultaneous connections. (Failure)",
         IMAP_THROTTLED},
        {"NO [ALERT] Account exceeded command or bandwidth limits. (Failure)",
         IMAP_THROTTLED},
        {"NO [THROTTLED] Request rate too high", IMAP_THROTTLED},
        {"NO [UNAVAILABLE] Temporary System Error", IMAP_PASSING},
        {"NO System Error (Failure)", IMAP_PASSING},
        {"NO [ALERT] Invalid credentials (Failure)", IMAP_REFUSED},
        {"NO [ALERT] Application-specific password required: "
         "https://support.google.com/accounts/answer/185833 (Failure)",
         IMAP_REFUSED},
        {"NO [WEBALERT https://accounts.google.com/] Web login required.",
         IMAP_REFUSED},
        /* Exchange and Microsoft 365 */
        {"NO LOGIN failed.", IMAP_REFUSED},
        {"NO AUTHENTICATE failed.", IMAP_REFUSED},
        {"BAD User is authenticated but not connected.", IMAP_THROTTLED},
        {"BAD Request is throttled. Suggested Backoff Time: 299992 "
         "milliseconds",
         IMAP_THROTTLED},
        {"NO Server Unavailable. 15", IMAP_PASSING},
        {"NO Server Busy. 10", IMAP_PASSING},
        {"BAD Command Error. 11", IMAP_REFUSED},
        /* Yahoo and AOL */
        {"NO [LIMIT] LOGIN Rate limit hit.", IMAP_THROTTLED},
        {"NO LOGIN Rate limit hit.", IMAP_THROTTLED},
        {"NO [SERVERBUG] LOGIN Server error - Please try again later",
         IMAP_PASSING},
        {"NO LOGIN Server error - Please try again later", IMAP_PASSING},
        {"NO [AUTHENTICATIONFAILED] LOGIN Invalid credentials", IMAP_REFUSED},
        /* Dovecot */
        {"NO [ALERT] Maximum number of connections from user+IP exceeded "
         "(mail_max_userip_connections=10)",
         IMAP_THROTTLED},
        {"NO Temporary internal error", IMAP_PASSING},
        /* Courier */
        {"NO Temporary problem, please try again later", IMAP_PASSING},
        {"NO Login failed.", IMAP_REFUSED},
        /* Cyrus */
        {"NO Too many open connections for this user", IMAP_THROTTLED},
        {"NO Login failed: authentication failure", IMAP_REFUSED},
        /* a wrong password, whatever else is said */
        {"NO Wrong password, try again later", IMAP_REFUSED},
        {"NO Invalid login, service temporarily closed", IMAP_REFUSED},
        {"NO Too many failed logins, invalid password", IMAP_THROTTLED},
        /* brackets in words for people are no code */
        {"NO Sorry, the account is gone [LIMIT]", IMAP_REFUSED},
        {"", IMAP_REFUSED},
        {"NO", IMAP_REFUSED},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
        if (imap_refusal_read(rows[i].text) != rows[i].means)
            fail_msg("\"%s\" means %d", rows[i].text,
                     imap_refusal_read(rows[i].text));
}

static void test_waits(void **state)
{
    static const struct {
        const char *text;
        int64_t ms;
    } rows[] = {
        {"BAD Request is throttled. Suggested Backoff Time: 299992 "
         "milliseconds",
         299992},
        {"BAD throttled. Suggested Backoff Time: 30 seconds", 30000},
        {"NO [LIMIT] Rate limit hit.", 0},
        {"Suggested Backoff Time: soon", 0},
        {"Backoff Time: 99999999999999999999 milliseconds", G_MAXINT32},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
        assert_int_equal(imap_refusal_wait_ms(rows[i].text), rows[i].ms);
}

/* ---- one FETCH answer ---- */

static void test_items(void **state)
{
    static const struct {
        const char *text, *says; /* NULL: not a FETCH answer */
    } rows[] = {
        {"* 3 FETCH (UID 7 RFC822.SIZE 12)", "3 uid 7 size 12 whole"},
        {"* 3 fetch (uid 7 rfc822.size 12)", "3 uid 7 size 12 whole"},
        {"* 3 FETCH (RFC822.SIZE 12  UID 7 )", "3 uid 7 size 12 whole"},
        {"* 3 FETCH (FLAGS (\\Seen $Work) UID 7)", "3 uid 7 whole"},
        {"* 3 FETCH ()", "3 whole"},
        /* items that nobody asked for: Gmail, CONDSTORE, RFC 8474, 8514, 8970 */
        {"* 3 FETCH (X-GM-THRID 1266894439832287888 X-GM-MSGID 127889 "
         "X-GM-LABELS (\\Inbox \"odd (label\" \"q\\\"x\") UID 7)",
         "3 uid 7 whole"},
        {"* 3 FETCH (MODSEQ (624140003) EMAILID (M6d99ac3275bb4e) "
         "THREADID NIL SAVEDATE NIL PREVIEW \"a) b\" UID 7)",
         "3 uid 7 whole"},
        {"* 3 FETCH (BODY[HEADER.FIELDS (DATE FROM)]<0> \"x\" UID 7)",
         "3 uid 7 whole"},
        {"* 3 FETCH (ENVELOPE (\"d\" NIL ((NIL NIL \"a\" \"b\")) ()) UID 7)",
         "3 uid 7 whole"},
        {"* 3 FETCH (BODYSTRUCTURE (\"TEXT\" \"PLAIN\" (\"CHARSET\" {3}) NIL) "
         "UID 7)",
         "3 uid 7 whole"},
        {"* 3 FETCH (SOMETHING new-and[odd]/here UID 7)", "3 uid 7 whole"},
        {"* 3 FETCH (UID 7 BODY[] NIL)", "3 uid 7 NIL whole"},
        {"* 3 FETCH (UID 7 BODY[] nil)", "3 uid 7 NIL whole"},
        {"* 3 FETCH (UID 7 BODY[] \"a\\\"b\\\\c\")", "3 uid 7 <a\"b\\c> whole"},
        {"* 3 FETCH (UID 7 BODY[] \"\")", "3 uid 7 <> whole"},
        {"* 3 FETCH (UID 7 BODY[TEXT] \"x\")", "3 uid 7 whole"},
        {"* 3 FETCH (INTERNALDATE \" 1-Nov-2026 12:59:59 +0300\")",
         "3 date 1793527199 whole"},
        {"* 3 FETCH (INTERNALDATE \"01-Nov-2026 06:30:00 -0330\")",
         "3 date 1793527200 whole"},
        {"* 3 FETCH (INTERNALDATE NIL UID 7)", "3 uid 7 whole"},
        {"* 3 FETCH (INTERNALDATE \"01-Abc-2026 06:30:00 -0330\" UID 7)",
         "3 uid 7 whole"},
        {"* 3 FETCH (RFC822.SIZE NIL UID 7)", "3 uid 7 whole"},
        {"* 3 FETCH (RFC822.SIZE 99999999999999 UID 7)",
         "3 uid 7 size 99999999999999 whole"},
        {"* 3 FETCH (UID 4294967296)", "3 whole"},
        {"* 3 FETCH (UID 0)", "3 whole"},
        /* broken: what stands before the break is known, and that it broke */
        {"* 3 FETCH (UID 7 BODY[] \"abc", "3 uid 7"},
        {"* 3 FETCH (UID 7 FLAGS (\\Seen", "3 uid 7"},
        {"* 3 FETCH (UID 7 RFC822.SIZE)", "3 uid 7"},
        {"* 3 FETCH (UID 7) rubbish", "3 uid 7"},
        {"* 3 FETCH (UID 7 BODY[] {2}x FLAGS)", "3 uid 7"},
        {"* 3 FETCH (UID 7 BODY[] \"ab\"x FLAGS)", "3 uid 7"},
        {"* 3 FETCH UID 7", "3"},
        {"* 3 FETCH ((((((((", "3"},
        {"* 0 FETCH (UID 7)", NULL},
        {"* 3 FETCHED (UID 7)", NULL},
        {"* 3 EXISTS", NULL},
        {"* 99999999999 FETCH (UID 7)", NULL},
        {"* SEARCH 3", NULL},
        {"", NULL},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        imap_answer a = {.text = (char *)rows[i].text};
        g_auto(imap_found) f = {0};
        g_autoptr(GString) says = g_string_new(NULL);
        bool is = imap_answer_found(&a, &f);
        assert_int_equal(is, rows[i].says != NULL);
        if (!is)
            continue;
        g_string_append_printf(says, "%u", f.number);
        if (f.uid)
            g_string_append_printf(says, " uid %u", f.uid);
        if (f.sized)
            g_string_append_printf(says, " size %" G_GUINT64_FORMAT, f.size);
        if (f.dated)
            g_string_append_printf(says, " date %" G_GINT64_FORMAT, f.date_s);
        if (f.has_body && f.body)
            g_string_append_printf(
                says, " <%.*s>", (int)g_bytes_get_size(f.body),
                (const char *)g_bytes_get_data(f.body, NULL));
        else if (f.has_body)
            g_string_append(says, " NIL");
        if (f.whole)
            g_string_append(says, " whole");
        if (strcmp(says->str, rows[i].says) != 0)
            fail_msg("%s: says %s", rows[i].text, says->str);
    }
}

/* Lists nest as deep as a line is long, and nothing overflows. */
static void test_depth(void **state)
{
    g_autofree char *open = g_strnfill(1000000, '(');
    g_autofree char *text = g_strdup_printf("* 3 FETCH (UID 7 X %s", open);
    imap_answer a = {.text = text};
    g_auto(imap_found) f = {0};

    assert_true(imap_answer_found(&a, &f));
    assert_int_equal(f.uid, 7);
    assert_false(f.whole);
}

/* ---- servers ---- */

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

#define CAPS "< CAPABILITY", "> * CAPABILITY IMAP4rev1 IDLE", "> $T OK done"
#define OPENED                                                         \
    "> * OK ready", "< CAPABILITY",                                    \
        "> * CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN", "> $T OK done", \
        "< AUTHENTICATE PLAIN", "> $T OK in", CAPS, "< SELECT INBOX",  \
        "> * 2 EXISTS", "> * OK [UIDVALIDITY 77] ok",                  \
        "> * OK [UIDNEXT 20] ok", "> $T OK [READ-WRITE] done"

typedef struct basket {
    GString *got; /* "UID:text;", "UID!why;" */
} basket;

static bool collect(uint32_t uid, GBytes *raw, const char *why, void *context,
                    GError **error)
{
    basket *b = context;
    gsize size = 0;
    const char *data = raw ? g_bytes_get_data(raw, &size) : NULL;

    g_string_append_printf(b->got, "%u%s%.*s;", uid, raw ? ":" : "!",
                           raw ? (int)size : (int)strlen(why),
                           raw ? data : why);
    return true;
}

/* Search from 3, and fetch what was found. */
static const struct {
    const char *name;
    const char *script[24];
    const char *got;
    int class; /* 0: all went well */
    const char *words;
} servers[] = {
    {"Dovecot: flags of another session before and after the body",
     {"< UID SEARCH UID 3:*", "> * SEARCH 3 4", "> $T OK Search completed.",
      "< UID FETCH 3:4 (UID RFC822.SIZE)", "> * 1 FETCH (UID 3 RFC822.SIZE 2)",
      "> * 2 FETCH (UID 4 RFC822.SIZE 2)", "> $T OK Fetch completed.",
      "< UID FETCH 3:4 (UID BODY.PEEK[])", "> * 1 FETCH (UID 3 FLAGS (\\Seen))",
      "> * 1 FETCH (FLAGS (\\Seen))",
      "+ * 1 FETCH (UID 3 BODY[] {2}\r\nab)\r\n",
      "> * 1 FETCH (UID 3 FLAGS (\\Seen \\Answered))",
      "+ * 2 FETCH (UID 4 FLAGS () BODY[] {2}\r\ncd)\r\n",
      "> * 2 FETCH (FLAGS (\\Seen))", "> $T OK Fetch completed."},
     "3:ab;4:cd;",
     0,
     NULL},
    {"Gmail: labels with literals and brackets, unasked for",
     {"< UID SEARCH UID 3:*", "> * SEARCH 3", "> $T OK SEARCH completed",
      "< UID FETCH 3 ", "> * 1 FETCH (UID 3 RFC822.SIZE 2)", "> $T OK Success",
      "< UID FETCH 3 (UID BODY.PEEK[])",
      "+ * 1 FETCH (X-GM-MSGID 1278455344230334865 X-GM-LABELS ({8}\r\n"
      "odd) \"{3 \"\\\\Inbox\") UID 3 BODY[] {2}\r\nab)\r\n",
      "> $T OK Success"},
     "3:ab;",
     0,
     NULL},
    {"Exchange: sizes are estimates, one message cannot be converted",
     {"< UID SEARCH UID 3:*", "> * SEARCH 3 4", "> $T OK SEARCH completed.",
      "< UID FETCH 3:4 ", "> * 1 FETCH (RFC822.SIZE 9999 UID 3)",
      "> * 2 FETCH (RFC822.SIZE 1 UID 4)", "> $T OK FETCH completed.",
      "< UID FETCH 3:4 (UID BODY.PEEK[])",
      "+ * 2 FETCH (BODY[] {6}\r\nlonger UID 4)\r\n",
      "> $T NO The requested message could not be converted to an RFC-822 "
      "compatible format.",
      "< UID SEARCH UID 3", "> * SEARCH 3", "> $T OK", "< UID FETCH 3 ",
      "> $T NO The requested message could not be converted"},
     "4:longer;3!127.0.0.1: FETCH: refused: NO The requested message could not "
     "be converted;",
     0,
     NULL},
    {"Exchange: throttled in the middle",
     {"< UID SEARCH UID 3:*", "> * SEARCH 3", "> $T OK", "< UID FETCH 3 ",
      "> * 1 FETCH (UID 3 RFC822.SIZE 2)", "> $T OK",
      "< UID FETCH 3 (UID BODY.PEEK[])",
      "> $T BAD Request is throttled. Suggested Backoff Time: 299992 "
      "milliseconds"},
     "",
     ERR_LATER,
     "299992"},
    {"Gmail: throttled by NO is about the account, not the message",
     {"< UID SEARCH UID 3:*", "> * SEARCH 3", "> $T OK", "< UID FETCH 3 ",
      "> * 1 FETCH (UID 3 RFC822.SIZE 2)", "> $T OK",
      "< UID FETCH 3 (UID BODY.PEEK[])",
      "> $T NO [OVERQUOTA] Account exceeded bandwidth limits. (Failure)",
      "< LOGOUT"},
     "",
     ERR_LATER,
     "bandwidth"},
    {"Exchange: logged in, and then not connected",
     {"< UID SEARCH UID 3:*",
      "> $T BAD User is authenticated but not connected."},
     "",
     ERR_LATER,
     "not connected"},
    {"Courier: message numbers and UIDs in answers of their own",
     {"< UID SEARCH UID 3:*", "> * SEARCH 3", "> $T OK SEARCH done.",
      "< UID FETCH 3 ", "> * 1 FETCH (UID 3)", "> * 1 FETCH (RFC822.SIZE 2)",
      "> $T OK FETCH completed.", "< UID FETCH 3 (UID BODY.PEEK[])",
      "> * 1 FETCH (UID 3)", "+ * 1 FETCH (BODY[] {2}\r\nab)\r\n",
      "> $T OK FETCH completed."},
     "3:ab;",
     0,
     NULL},
    {"an EXPUNGE makes message numbers worthless",
     {"< UID SEARCH UID 3:*", "> * SEARCH 3", "> $T OK", "< UID FETCH 3 ",
      "> * 1 FETCH (UID 3 RFC822.SIZE 2)", "> $T OK",
      "< UID FETCH 3 (UID BODY.PEEK[])", "> * 1 FETCH (UID 3)", "> * 1 EXPUNGE",
      "+ * 1 FETCH (BODY[] {2}\r\nno)\r\n", "> $T OK", "< UID SEARCH UID 3",
      "> * SEARCH", "> $T OK"},
     "",
     0,
     NULL},
    {"Cyrus: FETCH of one message in two answers, flags between",
     {"< UID SEARCH UID 3:*", "> * SEARCH 3", "> $T OK Completed",
      "< UID FETCH 3 ", "> * 1 FETCH (FLAGS (\\Recent) UID 3 RFC822.SIZE 2)",
      "> $T OK Completed", "< UID FETCH 3 (UID BODY.PEEK[])",
      "> * 1 FETCH (FLAGS (\\Recent \\Seen) UID 3)",
      "+ * 1 FETCH (UID 3 BODY[] {2}\r\nab)\r\n", "> * 2 EXISTS",
      "> * 0 RECENT", "> $T OK Completed (0.000 sec)"},
     "3:ab;",
     0,
     NULL},
    {"Yahoo: SEARCH with a 0, twice the same, over two lines",
     {"< UID SEARCH UID 3:*", "> * SEARCH 0 4 4", "> * SEARCH 3 x 99999999999",
      "> * SEARCH", "> $T OK", "< UID FETCH 3:4 ",
      "> * 1 FETCH (UID 3 RFC822.SIZE 2)", "> * 2 FETCH (UID 4 RFC822.SIZE 2)",
      "> $T OK", "< UID FETCH 3:4 ", "> * 1 FETCH (UID 3 BODY[] \"ab\")",
      "> * 2 FETCH (UID 4 BODY[] \"cd\")", "> $T OK"},
     "3:ab;4:cd;",
     0,
     NULL},
    {"CONDSTORE: SEARCH ends with a MODSEQ",
     {"< UID SEARCH UID 3:*", "> * SEARCH 3 (MODSEQ 917162500)", "> $T OK",
      "< UID FETCH 3 ", "> * 1 FETCH (UID 3 MODSEQ (9171) RFC822.SIZE 2)",
      "> $T OK", "< UID FETCH 3 ",
      "> * 1 FETCH (UID 3 MODSEQ (9171) BODY[] \"ab\")", "> $T OK"},
     "3:ab;",
     0,
     NULL},
    {"no sizes at all: each is fetched alone",
     {"< UID SEARCH UID 3:*", "> * SEARCH 3 4", "> $T OK", "< UID FETCH 3:4 ",
      "> $T OK", "< UID FETCH 3 (UID BODY.PEEK[])",
      "> * 1 FETCH (UID 3 BODY[] \"ab\")", "> $T OK", "< UID FETCH 4 ",
      "> * 2 FETCH (UID 4 BODY[] \"cd\")", "> $T OK"},
     "3:ab;4:cd;",
     0,
     NULL},
    {"flags alone are no answer: it is there, and is not handed over",
     {"< UID SEARCH UID 3:*", "> * SEARCH 3", "> $T OK", "< UID FETCH 3 ",
      "> * 1 FETCH (UID 3 RFC822.SIZE 2)", "> $T OK", "< UID FETCH 3 ",
      "> * 1 FETCH (UID 3 FLAGS (\\Seen))", "> $T OK", "< UID SEARCH UID 3",
      "> * SEARCH 3", "> $T OK", "< UID FETCH 3 ",
      "> * 1 FETCH (UID 3 FLAGS (\\Seen))", "> $T OK"},
     "3!the server lists it, but does not hand it over when asked;",
     0,
     NULL},
    {"an empty body of a message that has octets is none",
     {"< UID SEARCH UID 3:*", "> * SEARCH 3", "> $T OK", "< UID FETCH 3 ",
      "> * 1 FETCH (UID 3 RFC822.SIZE 200)", "> $T OK", "< UID FETCH 3 ",
      "+ * 1 FETCH (UID 3 BODY[] {0}\r\n)\r\n", "> $T OK"},
     "3!the server gives nothing of its 200 octets;",
     0,
     NULL},
    {"a message that nobody asked for is not taken",
     {"< UID SEARCH UID 3:*", "> * SEARCH 3", "> $T OK", "< UID FETCH 3 ",
      "> * 1 FETCH (UID 3 RFC822.SIZE 2)", "> $T OK", "< UID FETCH 3 ",
      "> * 9 FETCH (UID 9 BODY[] \"evil\")",
      "> * 1 FETCH (UID 3 BODY[] \"ab\")",
      "> * 1 FETCH (UID 3 BODY[] \"again\")", "> $T OK"},
     "3:ab;",
     0,
     NULL},
    {"a literal that is shorter than the message",
     {"< UID SEARCH UID 3:*", "> * SEARCH 3", "> $T OK", "< UID FETCH 3 ",
      "> * 1 FETCH (UID 3 RFC822.SIZE 9)", "> $T OK", "< UID FETCH 3 ",
      "+ * 1 FETCH (UID 3 BODY[] {2}\r\nabcdefghi)\r\n", "> $T OK"},
     "",
     ERR_PROTOCOL,
     "not IMAP"},
    {"a literal that is longer than the message",
     {"< UID SEARCH UID 3:*", "> * SEARCH 3", "> $T OK", "< UID FETCH 3 ",
      "> * 1 FETCH (UID 3 RFC822.SIZE 2)", "> $T OK", "< UID FETCH 3 ",
      "+ * 1 FETCH (UID 3 BODY[] {500}\r\nab)\r\n", "> $T OK", "close"},
     "",
     ERR_NET,
     "closed"},
    {"a literal of 2^70 octets",
     {"< UID SEARCH UID 3:*", "> * SEARCH 3", "> $T OK", "< UID FETCH 3 ",
      "> * 1 FETCH (UID 3 RFC822.SIZE 2)", "> $T OK", "< UID FETCH 3 ",
      "+ * 1 FETCH (UID 3 BODY[] {1180591620717411303424}\r\nab)\r\n", "close"},
     "",
     ERR_NET,
     "closed"},
    {"BYE in the middle, and no more",
     {"< UID SEARCH UID 3:*", "> * SEARCH 3", "> $T OK", "< UID FETCH 3 ",
      "> * BYE Session invalidated - AccessTokenExpired"},
     "",
     ERR_NET,
     "AccessTokenExpired"},
    {"BYE because we ask too much",
     {"< UID SEARCH UID 3:*",
      "> * BYE [ALERT] Too many simultaneous connections."},
     "",
     ERR_LATER,
     "simultaneous"},
    {"the folder is made anew meanwhile",
     {"< UID SEARCH UID 3:*", "> * OK [UIDVALIDITY 78] moved", "> * SEARCH 3",
      "> $T OK", "? "},
     "",
     ERR_NET,
     "UIDVALIDITY is now 78"},
    {"untagged noise",
     {"< UID SEARCH UID 3:*", "> * LIST (\\HasNoChildren) \"/\" {5}", "> Inbox",
      "> * OK still here {3}", "> * NO [ALERT] disk is slow", "> ",
      "> * STATUS INBOX (MESSAGES 3)", "> * VANISHED 41,43:116", "> + what?",
      "> * SEARCH 3", "> $T OK", "< UID FETCH 3 ",
      "> * 1 FETCH (UID 3 RFC822.SIZE 2)", "> $T OK", "< UID FETCH 3 ",
      "> * 1 FETCH (UID 3 BODY[] \"ab\")", "> $T OK"},
     "3:ab;",
     0,
     NULL},
    {"another command's answer",
     {"< UID SEARCH UID 3:*", "> P99 OK done"},
     "",
     ERR_PROTOCOL,
     "not IMAP"},
};

static imap_client *open_box(fake_server *f, const char *const *script)
{
    static const char *const opened[] = {OPENED, NULL};
    GError *e = NULL;
    imap_box box;

    fake_server_start(f, opened, script);
    config_server s = server_at(f);
    imap_client *c = imap_open(&s, &e);
    if (!c || !imap_select(c, "INBOX", &box, &e))
        fail_msg("%s (server: %s)", e->message, f->wrong);
    return c;
}

static bool take_all(imap_client *c, basket *b, GError **e)
{
    g_autoptr(GArray) uids = imap_uids(c, 3, NULL, e);

    return uids && imap_fetch(c, (const uint32_t *)(void *)uids->data,
                              uids->len, collect, b, e);
}

static void test_servers(void **state)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(servers); i++) {
        fake_server f;
        GError *e = NULL;
        imap_client *c = open_box(&f, servers[i].script);
        basket b = {g_string_new(NULL)};
        bool ok = take_all(c, &b, &e);
        print_message("%s: %s\n", servers[i].name, e ? e->message : "works");
        if (strcmp(b.got->str, servers[i].got) != 0)
            fail_msg("%s: got %s", servers[i].name, b.got->str);
        assert_int_equal(ok, servers[i].class == 0);
        if (e) {
            assert_int_equal(err_class_of(e), servers[i].class);
            if (!strstr(e->message, servers[i].words))
                fail_msg("%s: \"%s\" does not say %s", servers[i].name,
                         e->message, servers[i].words);
        }
        g_clear_error(&e);
        imap_close(c);
        fake_server_end(&f);
        if (*f.wrong)
            fail_msg("%s: %s", servers[i].name, f.wrong);
        g_string_free(b.got, TRUE);
    }
}

/* ---- what a hostile server costs ---- */

/* Most memory that this process had so far, in MiB; 0: nobody tells. */
static long peak_mib(void)
{
    g_autofree char *text = NULL;
    const char *at;

    if (!g_file_get_contents("/proc/self/status", &text, NULL, NULL) ||
        !(at = strstr(text, "VmHWM:")))
        return 0;
    return strtol(at + strlen("VmHWM:"), NULL, 10) / 1024;
}

static const struct {
    const char *name;
    const char *script[12];
} hostile[] = {
    {"EXISTS without end", {"< UID SEARCH", "endless * 1 EXISTS"}},
    {"words without end", {"< UID SEARCH", "endless * OK still here"}},
    {"lists without end",
     {"< UID SEARCH", "endless * LIST (\\HasNoChildren) \"/\" INBOX"}},
    {"flags without end",
     {"< UID SEARCH", "endless * 1 FETCH (UID 3 FLAGS (\\Seen))"}},
    {"UIDs without end", {"< UID SEARCH", "endless * SEARCH 7 8 9 10 11 12"}},
    {"capabilities without end",
     {"< UID SEARCH", "endless * CAPABILITY A B C D E F G"}},
    {"continuations without end", {"< UID SEARCH", "endless +"}},
    {"empty lines without end", {"< UID SEARCH", "endless "}},
    {"a line without end", {"< UID SEARCH", "+ * SEARCH", "pour  7"}},
    {"a line without a word", {"< UID SEARCH", "pour x"}},
    {"a line without end after a literal",
     {"< UID SEARCH", "> * LIST () \"/\" {3}", "pour x"}},
    {"literals without end", {"< UID SEARCH", "+ * X", "pour  {0}\r\n"}},
    {"a literal without end",
     {"< UID SEARCH", "> * LIST () \"/\" {2000000000}", "endless x"}},
    {"a body that nobody asked for",
     {"< UID SEARCH", "> * 1 FETCH (UID 3 BODY[] {2000000000}", "endless x"}},
    {"message numbers without end",
     {"< UID SEARCH UID 3:*", "> * SEARCH 3", "> $T OK",
      "< UID FETCH 3 (UID RFC822.SIZE)", "> * 1 FETCH (UID 3 RFC822.SIZE 2)",
      "> $T OK", "< UID FETCH 3 (UID BODY", "endless * 2 FETCH (UID 3)"}},
    {"flags in answer to a body",
     {"< UID SEARCH UID 3:*", "> * SEARCH 3", "> $T OK",
      "< UID FETCH 3 (UID RFC822.SIZE)", "> * 1 FETCH (UID 3 RFC822.SIZE 2)",
      "> $T OK", "< UID FETCH 3 (UID BODY", "endless * 1 FETCH (FLAGS ())"}},
};

static void test_hostile(void **state)
{
    long before = peak_mib();

    for (unsigned i = 0; i < G_N_ELEMENTS(hostile); i++) {
        fake_server f;
        GError *e = NULL;
        imap_client *c = open_box(&f, hostile[i].script);
        basket b = {g_string_new(NULL)};
        assert_false(take_all(c, &b, &e));
        print_message("%s: %s; %ld MiB more\n", hostile[i].name, e->message,
                      peak_mib() - before);
#ifndef __SANITIZE_ADDRESS__ /* which keeps what was freed */
        assert_true(peak_mib() - before <= 16);
#endif
        assert_false(imap_usable(c));
        g_clear_error(&e);
        imap_close(c);
        fake_server_end(&f);
        assert_string_equal(f.wrong, "");
        g_string_free(b.got, TRUE);
    }
}

/* One SEARCH answer of 64,000 UIDs is a mailbox, not an attack. */
static void test_large_search(void **state)
{
    const char *script[140];
    g_autoptr(GPtrArray) pieces = g_ptr_array_new_with_free_func(g_free);
    unsigned n = 0, uid = 3;
    fake_server f;

    script[n++] = "< UID SEARCH UID 3:*";
    script[n++] = "+ * SEARCH";
    while (n < 130) {
        g_autoptr(GString) piece = g_string_new("+ ");
        for (unsigned i = 0; i < 500; i++)
            g_string_append_printf(piece, " %u", uid++);
        g_ptr_array_add(pieces, g_strdup(piece->str));
        script[n++] = pieces->pdata[pieces->len - 1];
    }
    script[n++] = "> ";
    script[n++] = "> $T OK";
    script[n] = NULL;
    imap_client *c = open_box(&f, script);
    GError *e = NULL;
    g_autoptr(GArray) uids = imap_uids(c, 3, NULL, &e);
    if (!uids)
        fail_msg("%s", e->message);
    assert_int_equal(uids->len, uid - 3);
    assert_int_equal(g_array_index(uids, uint32_t, uids->len - 1), uid - 1);
    imap_close(c);
    fake_server_end(&f);
    assert_string_equal(f.wrong, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refusals),     cmocka_unit_test(test_waits),
        cmocka_unit_test(test_items),        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_hostile),      cmocka_unit_test(test_servers),
        cmocka_unit_test(test_large_search),
    };
    return cmocka_run_group_tests_name("imap servers", tests, NULL, NULL);
}
