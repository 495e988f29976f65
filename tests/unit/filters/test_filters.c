/* test_filters: what kind of mail it is, and what a bounce is about. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "filters/filter.h"
#include "mail/mime.h"

static letter *parse(const char *text)
{
    return filters_letter(text, strlen(text), false, NULL);
}

#define REPORT                                                                \
    "From: mailer-daemon@x.example\nContent-Type: multipart/report; "         \
    "report-type=delivery-status; boundary=b\n\n--b\n\nsorry\n"               \
    "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n" \
    "Original-Recipient: rfc822; Kari@example.com\n"                          \
    "Final-Recipient: rfc822; other@example.com\nAction: failed\n"            \
    "Status: 5.1.1 (no such user)\n\n"                                        \
    "Final-Recipient: rfc822; <ola@example.com>\nAction: delayed\n"           \
    "Status: 4.4.1\n--b\nContent-Type: message/rfc822\n\n"                    \
    "Message-ID: <sent@us.example>\nReferences: <r@s>\n"                      \
    "X-Postern-Claim: support c-token\n\nbody\n--b--\n"

static void test_kinds(void **state)
{
    static const struct {
        const char *message;
        letter_kind kind;
    } rows[] = {
        {"Subject: x\n\nhello", LETTER_NORMAL},
        {REPORT, LETTER_BOUNCE},
        {"Auto-Submitted: auto-replied\n\nx", LETTER_AUTO_REPLY},
        {"Auto-Submitted: AUTO-GENERATED (x)\n\nx", LETTER_AUTO_REPLY},
        {"Auto-Submitted: no\n\nx", LETTER_NORMAL},
        {"Auto-Submitted: (comment) no\n\nx", LETTER_NORMAL},
        {"Auto-Submitted: auto-generated\nList-Id: <x.y>\n\nx", LETTER_LIST},
        {"X-Autoreply: yes\n\nx", LETTER_AUTO_REPLY},
        {"X-Loop: Postfix Admin Virtual Vacation\n\nx", LETTER_AUTO_REPLY},
        /* one weak sign alone never suffices */
        {"Precedence: bulk\n\nx", LETTER_NORMAL},
        {"Subject: Automatic reply: x\n\nx", LETTER_NORMAL},
        {"X-Auto-Response-Suppress: All\n\nx", LETTER_NORMAL},
        {"Return-Path: <>\n\nx", LETTER_NORMAL},
        {"Subject: x\n\nI am out of the office until Monday, but please go on.",
         LETTER_NORMAL},
        {"Subject: Automatic reply: x\nReturn-Path: <>\n\nI am away until "
         "Monday.",
         LETTER_AUTO_REPLY},
        {"Subject: Re: Automatic reply: x\nX-Mailer: Microsoft Outlook 16.0\n\n"
         "He is out of the office, what now?",
         LETTER_NORMAL},
        {"Subject: read\nContent-Type: multipart/report; boundary=b\n\n--b\n\n"
         "read\n--b\nContent-Type: message/disposition-notification\n\n"
         "Original-Message-ID: <a@b>\n--b--\n",
         LETTER_AUTO_REPLY},
        {"List-Unsubscribe: <mailto:x@y>\n\nx", LETTER_LIST},
        {"Content-Type: multipart/report; boundary=b\n\n--b\n\nx\n--b\n"
         "Content-Type: message/feedback-report\n\nx\n--b--\n",
         LETTER_FEEDBACK},
        {"Content-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\n",
         LETTER_CALENDAR},
        {"Content-Type: text/calendar; method=PUBLISH\n\nBEGIN:VCALENDAR\n",
         LETTER_NORMAL},
        {"From: MAILER-DAEMON@x.example\nSubject: failure notice\n\n"
         "Hi. This is the qmail-send program.\n\n<kari@example.com>:\n"
         "Sorry, no mailbox here by that name. (#5.1.1)\n",
         LETTER_BOUNCE},
        {"From: Tobias <t@x.example>\nSubject: Re: Undeliverable: card\n\n"
         "My mail to kari@example.com could not be delivered, why?\n",
         LETTER_NORMAL},
        {"From: postmaster@x.example\nSubject: Your SPF record\n\n"
         "Mail from you is rejected here.\n",
         LETTER_NORMAL},
        {"From: noreply-dmarc@x.example\nSubject: Report Domain: y.example "
         "Submitter: x.example Report-ID: <1>\nContent-Type: application/gzip;"
         " name=x.xml.gz\n\nx",
         LETTER_AUTO_REPLY},
        {"Content-Type: multipart/report; report-type=\"tlsrpt\"; boundary=b\n"
         "\n--b\n\nreport\n--b--\n",
         LETTER_AUTO_REPLY},
        /* a bounce that a person attaches */
        {"From: a@b\nContent-Type: multipart/mixed; boundary=z\n\n--z\n\nlook\n"
         "--z\nContent-Type: message/rfc822\n\n" REPORT "\n--z--\n",
         LETTER_NORMAL},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(letter) l = parse(rows[i].message);

        if (l->kind != rows[i].kind)
            fail_msg("'%s' is '%s' (%s)", rows[i].message,
                     letter_kind_name(l->kind),
                     l->kind_reason ? l->kind_reason : "");
        assert_true((l->kind == LETTER_NORMAL) == (l->kind_reason == NULL));
    }
}

/* "Accepted" by a program alone, or with words of hers. */
static void test_bare(void **state)
{
#define ANSWER(text, method, more)                                    \
    "From: Kari Nordmann <kari@example.com>\n"                        \
    "Content-Type: multipart/alternative; boundary=b\n\n--b\n\n" text \
    "\n--b\nContent-Type: text/calendar; method=" method              \
    "\n\nBEGIN:VCALENDAR\nMETHOD:" method "\nBEGIN:VEVENT\n" more     \
    "END:VEVENT\nEND:VCALENDAR\n--b--\n"
    static const struct {
        const char *message;
        bool bare;
    } rows[] = {
        {ANSWER("", "REPLY", ""), true},
        {ANSWER("Kari Nordmann hat diese Einladung angenommen.", "REPLY", ""),
         true},
        {ANSWER("kari@example.com has accepted.\n\nVisit\n9:00", "REPLY", ""),
         true},
        {ANSWER("Kari Nordmann has accepted.", "REPLY", "COMMENT:\n"), true},
        {ANSWER("Kari Nordmann has accepted.", "REPLY",
                "COMMENT;LANGUAGE=en:Ring twice\n"),
         false},
        {ANSWER("Fine, but ring twice.\n\nKari Nordmann", "REPLY", ""), false},
        {ANSWER("", "REQUEST", ""), false},
        {ANSWER("", "COUNTER", ""), false},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(letter) l = parse(rows[i].message);
        g_autoptr(GBytes) bytes = letter_to_bytes(l);
        g_autoptr(letter) back = letter_from_bytes(bytes, NULL);

        print_message("%s\n", rows[i].message);
        assert_int_equal(l->kind, LETTER_CALENDAR);
        assert_int_equal(l->bare, rows[i].bare);
        assert_int_equal(back->bare, rows[i].bare);
    }
}

static void test_report(void **state)
{
    g_autoptr(letter) l = parse(REPORT);
    const letter_bounce *one, *two;

    assert_int_equal(l->bounces->len, 2);
    one = l->bounces->pdata[0];
    two = l->bounces->pdata[1];
    assert_string_equal(one->recipient, "Kari@example.com");
    assert_string_equal(one->action, "failed");
    assert_string_equal(one->status, "5.1.1");
    assert_string_equal(two->recipient, "ola@example.com");
    assert_string_equal(two->action, "delayed");
    assert_string_equal(l->returned_id, "sent@us.example");
    assert_string_equal(l->returned_claim, "support c-token");
    assert_string_equal(l->returned_references->pdata[0], "r@s");
}

#define DAEMON(text)                                         \
    "From: Mail Delivery System <MAILER-DAEMON@x.example>\n" \
    "To: us@y.example\nSubject: Mail delivery failed\n\n" text

static void test_texts(void **state)
{
    static const struct {
        const char *message, *expected; /* "recipient action status" | ... */
    } rows[] = {
        {DAEMON("The following address(es) failed:\n\n  a@b.example\n"
                "    550 5.7.1 blocked\n\n------ This is a copy of the message"
                ", including all the headers. ------\n\nTo: x@z.example\n"),
         "a@b.example failed 5.7.1"},
        {DAEMON("Unable to deliver message to the following address(es).\n\n"
                "<a@b.example>:\nThis user doesn't have an account\n\n"
                "<c@d.example>:\nunknown domain: host not found\n\n"
                "--- Original message follows.\n"),
         "a@b.example failed 5.1.1|c@d.example failed 5.1.2"},
        {DAEMON("Your message to a@b.example has not yet been delivered.\n"
                "Delivery attempts will continue for 3 days.\n"),
         "a@b.example delayed "},
        {DAEMON("Could not be delivered.\nFailed Recipient: a@b.example\n"
                "Contact postmaster@x.example.\n"),
         "a@b.example failed "},
        {"X-Failed-Recipients: a@b.example, c@d.example\n" DAEMON(
             "It could not be delivered: 550 unknown user\n"),
         "a@b.example failed 5.1.1|c@d.example failed 5.1.1"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(letter) l = parse(rows[i].message);
        g_autoptr(GString) got = g_string_new(NULL);

        for (guint k = 0; k < l->bounces->len; k++) {
            const letter_bounce *b = l->bounces->pdata[k];

            g_string_append_printf(got, "%s%s %s %s", k > 0 ? "|" : "",
                                   b->recipient, b->action,
                                   b->status ? b->status : "");
        }
        if (strcmp(got->str, rows[i].expected) != 0)
            fail_msg("'%s' gave '%s'", rows[i].message, got->str);
    }
}

static void test_receipt_and_flag(void **state)
{
    g_autoptr(letter) l =
        parse("X-Spam-Flag: YES\nContent-Type: multipart/report; boundary=b\n\n"
              "--b\n\nread\n--b\nContent-Type: message/disposition-notification"
              "\n\nOriginal-Message-ID: <a@b>\n--b--\n");

    assert_string_equal(l->returned_id, "a@b");
    assert_string_equal(l->spam_flag, "X-Spam-Flag: YES");
}

/* Values that end in the middle of a character, or hold only what is cleaned
 * away, make no letter that is refused on its way. */
static void test_odd_values(void **state)
{
    static const char control[] =
        "From: mailer-daemon@x.example\nContent-Type: "
        "message/delivery-status\n\nReporting-MTA: dns; x\n\n"
        "Final-Recipient: rfc822; a@b.example\nAction: \x01\x02\nStatus:\n";
    g_autoptr(letter) l = parse(control), flag = NULL, back = NULL;
    g_autoptr(GString) message = g_string_new("X-Spam-Flag: x");
    g_autoptr(GBytes) bytes = NULL;

    assert_int_equal(l->bounces->len, 1);
    assert_string_equal(((letter_bounce *)l->bounces->pdata[0])->action,
                        "failed");
    assert_null(((letter_bounce *)l->bounces->pdata[0])->status);
    for (int i = 0; i < 300; i++)
        g_string_append(message, "å");
    g_string_append(message, "\n\ntext\n");
    flag = parse(message->str);
    assert_true(g_utf8_validate(flag->spam_flag, -1, NULL));
    bytes = letter_to_bytes(flag);
    back = letter_from_bytes(bytes, NULL);
    assert_non_null(back);
}

/* New text says it, a header helps it, quoted words do not count. */
static void test_language(void **state)
{
    static const struct {
        const char *message, *language; /* NULL: not told */
    } rows[] = {
        {"\n\nThe printer on the third floor does not work any more.\n", "en"},
        {"Content-Language: nb-NO\n\nThe printer on the third floor does not "
         "work any more.\n",
         "en"},
        {"Content-Language: nb-NO\n\nHei\n", NULL},
        {"Content-Type: text/plain; charset=utf-8\n\nVi har byttet "
         "organisasjonsnummer. Hvordan oppdaterer vi det hos dere?\n",
         NULL},
        {"Content-Type: text/plain; charset=utf-8\nContent-Language: nb-NO\n\n"
         "Vi har byttet organisasjonsnummer. Hvordan oppdaterer vi det hos "
         "dere?\n",
         "nb"},
        {"\n\nok\n\nOn Monday Kari wrote:\n> The printer on the third floor "
         "does not work any more.\n",
         NULL},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(letter) l = parse(rows[i].message);
        if (rows[i].language)
            assert_string_equal(l->language ? l->language : "none",
                                rows[i].language);
        else
            assert_null(l->language);
    }
}

static int set_up(void **state)
{
    mime_init();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_bare),
        cmocka_unit_test(test_report),
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_receipt_and_flag),
        cmocka_unit_test(test_odd_values),
        cmocka_unit_test(test_language),
    };

    return cmocka_run_group_tests(tests, set_up, NULL);
}
