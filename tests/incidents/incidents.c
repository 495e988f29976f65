/* incidents: what has happened to other desks, each as the message that did it
 * and the refusal that must come here.
 *
 * Before each: Kari has opened #1001, Anna has answered with the word
 * "publicword" and written a note with "secretword". In the messages
 *   {tag} {public} {claim} {cap}   the tag of #1001, the Message-ID of Anna's
 *       answer, that of the notification to Anna, and its Reply-To
 * stand for what somebody may have seen. */
#include "adversary/mailer.h"
#include "adversary/world.h"

#include "base/address.h"
#include "store/people.h"
#include "store/ticket.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#define START_MS  INT64_C(1796000000000)
#define UNDONE_MS 120000
#define BODY      "Content-Type: text/plain; charset=utf-8\n\n"
#define PASS(domain)                                                         \
    "Authentication-Results: mx.example.org; dmarc=pass header.from=" domain \
    "\n"
#define FAIL(domain)                                                         \
    "Authentication-Results: mx.example.org; dmarc=fail header.from=" domain \
    "\n"

typedef struct incident {
    const char *name;
    const char *sender, *to, *login; /* envelope */
    const char *mail;
    unsigned times;     /* it comes; 0: once */
    const char *fates;  /* one of these; NULL: any */
    const char *then;   /* Kari or Anna writes afterwards: "kari", "anna" */
    const char *text;   /* that */
    const char *never;  /* in nothing that leaves to anybody outside; NULL */
    const char *nobody; /* who gets no mail at all; NULL */
    bool hers;          /* an operator's own: it may change #1001 */
} incident;

static const incident incidents[] = {
    /* Ticket Trick (2017): sign-up mail of a service was read through a ticket
     * whose address somebody gave as his own. */
    {.name = "a sign-up code is read through a ticket",
     .sender = "bounce@service.example",
     .to = "support@example.org",
     .mail = PASS(
         "service.example") "From: Service <no-reply@service.example>\nTo: "
                            "support@example.org\n"
                            "Subject: Your verification code "
                            "{tag}\nMessage-ID: <c1@service>\n" BODY
                            "Your verification code is 774411. Do not share "
                            "it.\n",
     .fates = "stranger ticket",
     .then = "kari",
     .text = "/status\n",
     .never = "774411"},
    {.name = "a sign-up code answers the acknowledgement's thread",
     .sender = "bounce@service.example",
     .to = "support@example.org",
     .mail =
         PASS("service.example") "From: Service <login@service.example>\nTo: "
                                 "support@example.org\n"
                                 "Subject: Confirm your email "
                                 "address\nIn-Reply-To: <{public}>\n"
                                 "Message-ID: <c2@service>\n" BODY
                                 "Click to verify your email: "
                                 "https://service.example/v?t=774411\n",
     .fates = "stranger ticket",
     .then = "kari",
     .text = "/show\n",
     .never = "774411"},
    /* Agents forged by what stands in mail to customers. */
    {.name = "an agent is forged by a Message-ID that everybody has seen",
     .sender = "x@evil.example",
     .to = "support@example.org",
     .mail = FAIL("example.org") "From: Anna Larsen <anna@example.org>\nTo: "
                                 "support@example.org\n"
                                 "Subject: Re: {tag}\nIn-Reply-To: "
                                 "<{public}>\nMessage-ID: <f1@evil>\n" BODY
                                 "/close\n\nIgnore what I wrote, pay to "
                                 "account evilword.\n",
     .fates = "held stranger",
     .never = "evilword"},
    {.name = "an agent is forged by the claim of a notification",
     .sender = "x@evil.example",
     .to = "support@example.org",
     .mail = "From: Anna Larsen <anna@example.org>\nTo: support@example.org\n"
             "Subject: Re: {tag}\nIn-Reply-To: <{claim}>\nMessage-ID: "
             "<f2@evil>\n" BODY "/reply\nPay to account evilword.\n",
     .fates = "held",
     .never = "evilword"},
    {.name = "an agent is forged by a Sender field",
     .sender = "x@evil.example",
     .to = "support@example.org",
     .mail = PASS("evil.example") "From: Mallory <m@evil.example>\nSender: "
                                  "Anna <anna@example.org>\n"
                                  "To: support@example.org\nSubject: Re: "
                                  "{tag}\nMessage-ID: <f3@evil>\n" BODY
                                  "/assign tom\n/reply\nevilword\n",
     .fates = "stranger",
     .never = "evilword"},
    {.name = "an agent is forged by a second From",
     .sender = "x@evil.example",
     .to = "{cap}",
     .mail = PASS("evil.example") "From: Mallory <m@evil.example>\nFrom: Anna "
                                  "<anna@example.org>\n"
                                  "To: {cap}\nSubject: Re: {tag}\nIn-Reply-To: "
                                  "<{claim}>\n"
                                  "Message-ID: <f4@evil>\n" BODY
                                  "/reply\nevilword\n",
     .fates = "held stranger",
     .never = "evilword"},
    {.name = "results that the sender wrote are believed",
     .sender = "x@evil.example",
     .to = "support@example.org",
     .mail = FAIL("example.org")
         PASS("example.org") "From: Anna Larsen <anna@example.org>\nTo: "
                             "support@example.org\n"
                             "Subject: Re: {tag}\nIn-Reply-To: "
                             "<{claim}>\nMessage-ID: <f5@evil>\n" BODY
                             "/reply\nevilword\n",
     .fates = "held",
     .never = "evilword"},
    {.name = "another server's results are believed",
     .sender = "x@evil.example",
     .to = "support@example.org",
     .mail = "Authentication-Results: mx.evil.example; dmarc=pass "
             "header.from=example.org\n"
             "From: Anna Larsen <anna@example.org>\nTo: support@example.org\n"
             "Subject: Re: {tag}\nIn-Reply-To: <{claim}>\nMessage-ID: "
             "<f6@evil>\n" BODY "/reply\nevilword\n",
     .fates = "held",
     .never = "evilword"},
    {.name = "internal header fields are accepted from outside",
     .sender = "x@evil.example",
     .to = "support@example.org",
     .mail = PASS(
         "evil.example") "From: Mallory <m@evil.example>\nTo: "
                         "support@example.org\n"
                         "X-Postern-Claim: o-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"
                         "X-OTRS-Queue: sales\nX-Priority: 1\nX-Ticket-Owner: "
                         "tom\n"
                         "X-Zammad-Customer-Email: kari@c.example\n"
                         "Subject: Hello\nMessage-ID: <h1@evil>\n" BODY
                         "A question.\n",
     .fates = "ticket"},
    /* Reply-To taken for the author. */
    {.name = "Reply-To is taken for the author",
     .sender = "x@evil.example",
     .to = "support@example.org",
     .mail = "From: Kari <kari@c.example>\nReply-To: m@evil.example\n"
             "To: support@example.org\nSubject: Something new\n"
             "Message-ID: <r1@evil>\n" BODY "Please answer me here.\n",
     .fates = "ticket",
     .nobody = "m@evil.example"},
    {.name = "Reply-To in an answer brings a reader",
     .sender = "x@evil.example",
     .to = "support@example.org",
     .mail = "From: Kari <kari@c.example>\nReply-To: m@evil.example\n"
             "To: support@example.org\nSubject: Re: {tag}\n"
             "Message-ID: <r2@evil>\n" BODY "Please answer me here.\n",
     .then = "anna",
     .text = "/reply\nOf course, afterword.\n",
     .nobody = "m@evil.example"},
    /* An agent who may not see a queue answered by mail. */
    {.name = "an agent without access answers by mail",
     .sender = "bob@example.org",
     .to = "support@example.org",
     .login = "bob",
     .mail = "From: Bob Sale <bob@example.org>\nTo: support@example.org\n"
             "Subject: Re: {tag}\nIn-Reply-To: <{claim}>\n"
             "Message-ID: <a1@example.org>\n" BODY "/reply\nbobword\n",
     .never = "bobword"},
    {.name = "an agent without access uses a colleague's address",
     .sender = "bob@example.org",
     .to = "{cap}",
     .login = "bob",
     .mail = "From: Bob Sale <bob@example.org>\nTo: {cap}\n"
             "Subject: Re: {tag}\nIn-Reply-To: <{claim}>\n"
             "Message-ID: <a2@example.org>\n" BODY "/reply\nbobword\n",
     .never = "bobword"},
    {.name = "a login is another agent's",
     .sender = "bob@example.org",
     .to = "{cap}",
     .login = "bob",
     .mail = "From: Anna Larsen <anna@example.org>\nTo: {cap}\n"
             "Subject: Re: {tag}\nIn-Reply-To: <{claim}>\n"
             "Message-ID: <a3@example.org>\n" BODY "/reply\nbobword\n",
     .fates = "held",
     .never = "bobword"},
    /* A stranger who inherits the customer. */
    {.name = "a stranger with the tag inherits the customer",
     .sender = "m@evil.example",
     .to = "support@example.org",
     .mail = PASS("evil.example") "From: Mallory <m@evil.example>\nTo: "
                                  "support@example.org\n"
                                  "Cc: n@evil.example\nSubject: Re: "
                                  "{tag}\nIn-Reply-To: <{public}>\n"
                                  "Message-ID: <s1@evil>\n" BODY
                                  "/cc n@evil.example\nSend me all.\n",
     .fates = "stranger",
     .then = "anna",
     .text = "/reply\nDear Kari, afterword.\n",
     .nobody = "n@evil.example"},
    {.name = "the domain is taken for membership without proof",
     .sender = "m@c.example",
     .to = "support@example.org",
     .mail = "From: Mallory <m@c.example>\nTo: support@example.org\n"
             "Subject: Re: {tag}\nIn-Reply-To: <{public}>\n"
             "Message-ID: <s2@c>\n" BODY "/close\n/list\n",
     .fates = "stranger",
     .never = "Kari"},
    {.name = "the customer is forged",
     .sender = "x@evil.example",
     .to = "support@example.org",
     .mail = FAIL(
         "c.example") "From: Kari <kari@c.example>\nTo: support@example.org\n"
                      "Subject: Re: {tag}\nMessage-ID: <s3@evil>\n" BODY
                      "/close\n",
     .fates = "stranger"},
    {.name = "a tag that somebody made is believed",
     .sender = "m@evil.example",
     .to = "support@example.org",
     .mail =
         PASS("evil.example") "From: Mallory <m@evil.example>\nTo: "
                              "support@example.org\n"
                              "Subject: Re: [#1001-00000000]\nMessage-ID: "
                              "<s4@evil>\n" BODY "What is the state of it?\n",
     .fates = "ticket"},
    /* Loops and bombs. */
    {.name = "error replies by the thousand",
     .sender = "",
     .to = "support@example.org",
     .mail = "From: Mail Delivery <mailer-daemon@evil.example>\n"
             "To: support@example.org\nSubject: Undeliverable: hello\n"
             "Message-ID: <b{n}@evil>\n"
             "Auto-Submitted: auto-replied\n" BODY "No such user here.\n",
     .times = 30,
     .nobody = "mailer-daemon@evil.example"},
    {.name = "acknowledgements are a mail bomb",
     .sender = "victim@victim.example",
     .to = "support@example.org",
     .mail = "From: victim@victim.example\nTo: support@example.org\n"
             "Subject: buyword pills {n}\nMessage-ID: <v{n}@evil>\n" BODY
             "buyword\n",
     .times = 30,
     .never = "buyword"},
    {.name = "acknowledgements to a forged address",
     .sender = "x@evil.example",
     .to = "support@example.org",
     .mail =
         FAIL("victim.example") "From: victim@victim.example\nTo: "
                                "support@example.org\n"
                                "Subject: hello\nMessage-ID: <v@evil>\n" BODY
                                "hello\n",
     .fates = "ticket",
     .nobody = "victim@victim.example"},
    {.name = "a responder is answered",
     .sender = "kari@c.example",
     .to = "support@example.org",
     .mail = PASS(
         "c.example") "From: Kari <kari@c.example>\nTo: support@example.org\n"
                      "Subject: Automatic reply: {tag}\nIn-Reply-To: "
                      "<{public}>\n"
                      "Message-ID: <o1@c>\n" BODY "I am away, awayword.\n",
     .never = "awayword"},
    /* What an operator's client gives away. */
    {.name = "Bcc is disclosed",
     .sender = "anna@example.org",
     .to = "{cap}",
     .login = "anna",
     .hers = true,
     .mail = "From: Anna <anna@example.org>\nTo: {cap}\nBcc: boss@x.example\n"
             "Subject: Re: {tag}\nIn-Reply-To: <{claim}>\n"
             "Message-ID: <k1@example.org>\n" BODY "/reply\nYes.\n",
     .fates = "reply",
     .never = "boss@x.example"},
    {.name = "a note and a secret address stand in a quote",
     .sender = "anna@example.org",
     .to = "{cap}",
     .login = "anna",
     .hers = true,
     .mail =
         "From: Anna <anna@example.org>\nTo: {cap}\n"
         "Subject: Re: {tag}\nIn-Reply-To: <{claim}>\n"
         "Message-ID: <k2@example.org>\n" BODY "/reply\nYes, it works now.\n\n"
         "From: Support [mailto:{cap}]\n"
         "Sent: Monday, November 30, 2026 1:00 AM\n"
         "To: anna@example.org\nSubject: #1001\n\n"
         "Anna Larsen added an internal note:\n\n"
         "    The secretword bank says that he is broke.\n",
     .never = "secretword"},
    {.name = "a secret address is pasted",
     .sender = "anna@example.org",
     .to = "{cap}",
     .login = "anna",
     .hers = true,
     .mail = "From: Anna <anna@example.org>\nTo: {cap}\n"
             "Subject: Re: {tag}\nIn-Reply-To: <{claim}>\n"
             "Message-ID: <k3@example.org>\n" BODY
             "/reply\nYou can write to {cap} from now on.\n",
     .never = "support+o-"},
    /* Names. */
    {.name = "a name with line ends adds a field",
     .sender = "kari@c.example",
     .to = "support@example.org",
     .mail = PASS(
         "c.example") "From: =?utf-8?q?Kari=0D=0ABcc:_all@evil.example=0D=0A?= "
                      "<kari@c.example>\nTo: support@example.org\n"
                      "Subject: =?utf-8?q?Hi=0D=0ABcc:_all@evil.example?=\n"
                      "Message-ID: <n1@c>\n" BODY "Hi.\n",
     .fates = "ticket",
     .never = "\nBcc:",
     .nobody = "all@evil.example"},
    {.name = "an attachment's name is a path",
     .sender = "anna@example.org",
     .to = "{cap}",
     .login = "anna",
     .hers = true,
     .mail = "From: Anna <anna@example.org>\nTo: {cap}\n"
             "Subject: Re: {tag}\nIn-Reply-To: <{claim}>\n"
             "Message-ID: <n2@example.org>\nMIME-Version: 1.0\n"
             "Content-Type: multipart/mixed; boundary=b\n\n"
             "--b\nContent-Type: text/plain\n\n/reply\nHere.\n"
             "--b\nContent-Type: application/octet-stream\n"
             "Content-Disposition: attachment;\n"
             " filename=\"../../etc/cron.d/evil\"\n\nx\n--b--\n",
     .fates = "reply",
     .never = "../"},
};

/* ---- the desk before it ---- */

typedef struct desk {
    world *w;
    char *tag, *public, *claim, *cap; /* as above */
} desk;

static bool comes(desk *d, const char *sender, const char *to,
                  const char *login, const char *text, fate *f)
{
    GString *lines = g_string_new(text);
    GError *error = NULL;

    g_string_replace(lines, "\n", "\r\n", 0);
    g_autoptr(GBytes) raw = g_string_free_to_bytes(lines);
    const incoming in = {
        .sender = sender, .recipients = {to, NULL}, .login = login, .raw = raw};
    bool fine =
        world_receive(d->w, &in, f, &error) && world_wait(d->w, 1000, &error);
    if (!fine)
        print_error("the core failed: %s\n", error->message);
    g_clear_error(&error);
    return fine;
}

static char *filled(const desk *d, const char *text, unsigned n)
{
    GString *out = g_string_new(text);
    g_autofree char *number = g_strdup_printf("%u", n);

    g_string_replace(out, "{tag}", d->tag ? d->tag : "", 0);
    g_string_replace(out, "{public}", d->public ? d->public : "", 0);
    g_string_replace(out, "{claim}", d->claim ? d->claim : "", 0);
    g_string_replace(out, "{cap}", d->cap ? d->cap : "", 0);
    g_string_replace(out, "{n}", number, 0);
    return g_string_free(out, FALSE);
}

static const sent_mail *last_to(const desk *d, const char *who)
{
    for (unsigned i = d->w->out->len; i-- > 0;) {
        const sent_mail *m = d->w->out->pdata[i];
        if (address_equal(m->to, who))
            return m;
    }
    return NULL;
}

static void learn(desk *d)
{
    const sent_mail *m = last_to(d, "anna@example.org");
    const letter_address *to = m ? sent_letter(m)->reply_to->pdata[0] : NULL;

    g_free(d->cap);
    g_free(d->claim);
    d->cap = g_strdup(to ? to->address : NULL);
    d->claim = g_strdup(m ? sent_letter(m)->message_id : NULL);
}

static bool anna_writes(desk *d, const char *text)
{
    static const char form[] =
        "From: Anna <anna@example.org>\nTo: {cap}\nSubject: Re: {tag}\n"
        "In-Reply-To: <{claim}>\nMessage-ID: <anna{n}@example.org>\n" BODY;
    g_autofree char *head = filled(d, form, (unsigned)d->w->count);
    g_autofree char *mail = g_strconcat(head, text, NULL);
    g_autofree char *to = g_strdup(d->cap);
    fate f = {0};
    bool fine = comes(d, "anna@example.org", to, "anna", mail, &f) &&
                world_wait(d->w, UNDONE_MS, NULL);

    fate_clear(&f);
    return fine;
}

static bool kari_writes(desk *d, const char *text)
{
    static const char form[] =
        PASS("c.example") "From: Kari <kari@c.example>\n"
                          "To: support@example.org\nSubject: It does not work "
                          "{tag}\n"
                          "Message-ID: <kari{n}@c.example>\n" BODY;
    g_autofree char *head = filled(d, form, (unsigned)d->w->count);
    g_autofree char *mail = g_strconcat(head, text, NULL);
    fate f = {0};
    bool fine =
        comes(d, "kari@c.example", "support@example.org", NULL, mail, &f);

    fate_clear(&f);
    return fine;
}

static void prepare(desk *d)
{
    assert_true(world_begin(d->w, 1, START_MS, NULL));
    g_clear_pointer(&d->tag, g_free);
    assert_true(kari_writes(d, "It does not work.\n"));
    const sent_mail *m = last_to(d, "kari@c.example");
    assert_non_null(m);
    const char *tag = strstr(sent_letter(m)->subject, "[#");
    assert_non_null(tag);
    d->tag = g_strdup(tag);
    learn(d);
    assert_true(anna_writes(d, "/note\nThe secretword bank says that he is "
                               "broke.\n"));
    assert_true(anna_writes(d, "/reply\nTry once more, publicword.\n"));
    m = last_to(d, "kari@c.example");
    g_free(d->public);
    d->public = g_strdup(sent_letter(m)->message_id);
    assert_non_null(strstr(m->all, "publicword"));
}

/* ---- the refusal ---- */

static unsigned failures;

static void wrong(const incident *x, const char *format, ...)
    G_GNUC_PRINTF(2, 3);
static void wrong(const incident *x, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_autofree char *words = g_strdup_vprintf(format, args);
    va_end(args);
    print_error("%s: %s\n", x->name, words);
    failures++;
}

static bool is_one_of(const char *code, const char *list)
{
    g_auto(GStrv) all = g_strsplit(list, " ", -1);

    return g_strv_contains((const char *const *)all, code);
}

static void check_mails(const desk *d, const incident *x, unsigned from)
{
    unsigned automatic = 0;

    for (unsigned i = from; i < d->w->out->len; i++) {
        const sent_mail *m = d->w->out->pdata[i];
        if (x->nobody && address_equal(m->to, x->nobody))
            wrong(x, "%s gets mail (%s)", m->to, m->template);
        if (m->to_operator)
            continue;
        automatic += m->automatic;
        if (x->never && strstr(m->all, x->never))
            wrong(x, "\"%s\" leaves to %s", x->never, m->to);
        if (strstr(m->all, "secretword"))
            wrong(x, "the note leaves to %s", m->to);
        if (!address_equal(m->to, "kari@c.example") &&
            strstr(m->all, "publicword"))
            wrong(x, "Anna's words leave to %s", m->to);
    }
    if (automatic > WORLD_ACK_PER_HOUR)
        wrong(x, "%u automatic mails leave", automatic);
}

static void check_ticket(const desk *d, const incident *x,
                         const store_ticket *before)
{
    g_autoptr(store_ticket) now = store_ticket_get(d->w->s, 1001, NULL);
    g_autoptr(GPtrArray) people = store_participants(d->w->s, 1001, NULL);

    if (strcmp(now->customer, "kari@c.example") != 0)
        wrong(x, "the customer is %s", now->customer);
    if (people->len != 1)
        wrong(x, "%u people take part", people->len);
    if (!x->hers && !x->then &&
        (strcmp(now->status, before->status) != 0 ||
         g_strcmp0(now->holder, before->holder) != 0 ||
         strcmp(now->priority, before->priority) != 0 ||
         strcmp(now->queue, before->queue) != 0))
        wrong(x, "it changed: %s, %s, %s", now->status,
              now->holder ? now->holder : "-", now->priority);
}

static void happens(desk *d, const incident *x)
{
    prepare(d);
    unsigned from = d->w->out->len;
    g_autoptr(store_ticket) before = store_ticket_get(d->w->s, 1001, NULL);
    g_autofree char *to = filled(d, x->to, 0);

    for (unsigned i = 0; i < MAX(x->times, 1); i++) {
        g_autofree char *mail = filled(d, x->mail, i);
        fate f = {0};

        if (!comes(d, x->sender, to, x->login, mail, &f))
            wrong(x, "the core failed");
        else if (x->fates && !is_one_of(f.code, x->fates))
            wrong(x, "it became %s (%s)", f.code, f.words);
        fate_clear(&f);
    }
    check_ticket(d, x, before);
    assert_true(world_wait(d->w, UNDONE_MS, NULL));
    if (x->then != NULL)
        assert_true(*x->then == 'a' ? anna_writes(d, x->text)
                                    : kari_writes(d, x->text));
    check_mails(d, x, from);
    check_ticket(d, x, before);
}

static void test_incidents(void **state)
{
    GError *error = NULL;
    desk d = {.w = world_new(&error)};

    if (d.w == NULL) {
        print_error("%s\n", error->message);
        fail();
    }
    for (size_t i = 0; i < G_N_ELEMENTS(incidents); i++)
        happens(&d, &incidents[i]);
    world_free(d.w);
    g_free(d.tag);
    g_free(d.public);
    g_free(d.claim);
    g_free(d.cap);
    assert_int_equal(failures, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_incidents)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
