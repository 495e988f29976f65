/* test_notify: what people get, made from a real store. SHOW_MAIL=1 prints every
 * mail, to be read by a person. */
#include "lib/store_fixture.h"

#include "config/site.h"
#include "desk/notify/notify.h"
#include "desk/operator_config.h"
#include "desk/queue_config.h"
#include "desk/rating.h"
#include "desk/sla_config.h"
#include "desk/status.h"
#include "mail/flowed.h"
#include "mail/head.h"
#include "roles/sections.h"
#include "store/change.h"
#include "store/company.h"
#include "store/rating.h"
#include "store/shown.h"
#include "store/time.h"
#include "write/tag.h"
#include <gmime/gmime.h>
#include <stdlib.h>

#define T0     G_GINT64_CONSTANT(1795428134000) /* 23 Nov 2026, 10:02:14 UTC */
#define MINUTE 60000

static const char configuration[] =
    "[site]\n"
    "name = Example\n"
    "key_file = /nonexistent/key\n"
    "state = /nonexistent\n"
    "admin = root@example.org\n"
    "[smtp]\n"
    "host = localhost\n"
    "[queue support]\n"
    "address = support@example.org\n"
    "name = Example Support\n"
    "hours = Monday to Friday, 10:00 to 19:00 Moscow time\n"
    "[category account]\n"
    "title = Account & password\n"
    "[faq lost]\n"
    "title = I lost\\nmy <password>\n"
    "text = Dear{{#first_name}} {{first_name}}{{/first_name}},\\n/close it & "
    "open {{site}}.\n"
    "checklist = Is she the owner?\n"
    "offer = ack\n"
    "[ask serial]\n"
    "text = The serial number.\n"
    "[field order]\n"
    "title = Order\n"
    "public = yes\n"
    "[field cause]\n"
    "title = Cause\n"
    "title.ru = Причина\n"
    "[operator anna]\n"
    "name = Anna Larsen\n"
    "address = anna@example.org\n"
    "[operator olga]\n"
    "name = Olga Petrova\n"
    "address = olga@example.org\n"
    "lines = 2\n"
    "[operator nino]\n"
    "address = nino@example.org\n"
    "zone = Asia/Tbilisi\n"
    "lines = 9\n"
    "[operator lena]\n"
    "name = Lena Frolova\n"
    "address = lena@example.org\n"
    "roles = lead\n"
    "[operator maria]\n"
    "name = Maria Danilova\n"
    "address = maria@example.org\n"
    "roles = manager\n";

static const secret_key site = {.bytes = {7}};
static const char sha_a[] =
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
static const char sha_b[] =
    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

typedef struct desk {
    fixture *f;
    config *c;
    store_public *pub;
    int64_t ticket;
} desk;

static desk d;

static int desk_setup(void **state)
{
    GError *error = NULL;
    fixture_setup(state);
    d.f = *state;
    g_autofree char *path = g_build_filename(d.f->folder, "p.conf", NULL);
    g_file_set_contents(path, configuration, -1, &error);
    assert_fine(error);
    d.c = role_config_load(path, NULL, &error);
    assert_fine(error);
    d.ticket = put_ticket(d.f->s, "Re: Cannot log in", T0);
    store_begin_deciding(d.f->s, &error);
    const store_participant kari = {.address = (char *)"kari@example.com",
                                    .name = (char *)"Kari Nordmann",
                                    .part = STORE_CUSTOMER};
    store_participant_add(d.f->s, d.ticket, &kari, &error);
    store_commit(d.f->s, &error);
    assert_fine(error);
    d.pub = store_public_open(FILE_OF(d.f->path), &error);
    assert_fine(error);
    return 0;
}

static int desk_teardown(void **state)
{
    store_public_close(d.pub);
    config_free(d.c);
    return fixture_teardown(state);
}

static void ticket_change(void (*change)(store_ticket *t))
{
    GError *error = NULL;
    g_autoptr(store_ticket) t = store_ticket_get(d.f->s, d.ticket, &error);
    change(t);
    store_begin_deciding(d.f->s, &error);
    store_ticket_update(d.f->s, t, &error);
    store_commit(d.f->s, &error);
    assert_fine(error);
}

static void add(store_entry *e)
{
    GError *error = NULL;
    store_begin_deciding(d.f->s, &error);
    store_entry_add(d.f->s, e, &error);
    assert_fine(error);
    store_commit(d.f->s, &error);
    assert_fine(error);
}

static int64_t question(const char *text, const char *message_id)
{
    g_autoptr(store_entry) e = sample_entry(d.ticket, STORE_ARTICLE, text, T0);
    e->author_name = g_strdup("Kari Nordmann");
    e->message_id = g_strdup(message_id);
    add(e);
    return e->n;
}

static int64_t by_operator(const char *who, store_entry_kind kind,
                           const char *text, int64_t ms)
{
    g_autoptr(store_entry) e = sample_entry(d.ticket, kind, text, ms);
    e->by = STORE_BY_OPERATOR;
    g_free(e->author);
    e->author = g_strdup(who);
    e->message_id = g_strdup_printf("private%d@laptop.local", (int)ms);
    add(e);
    return e->n;
}

static void put_blob(const char *sha, const char *text)
{
    GError *error = NULL;
    g_autoptr(GBytes) data = g_bytes_new(text, strlen(text));
    store_begin_deciding(d.f->s, &error);
    store_blob_put(d.f->s, sha, data, &error);
    store_commit(d.f->s, &error);
    assert_fine(error);
}

static store_outgoing *row(store_audience audience, const char *template,
                           int64_t entry, const char *recipient)
{
    store_outgoing *o = sample_outgoing(d.ticket, entry, recipient, T0);
    o->audience = audience;
    g_free(o->template);
    o->template = g_strdup(template);
    o->id = 17;
    o->unique = g_strdup("00112233445566778899aabbccddeeff");
    if (audience == STORE_TO_OPERATOR) {
        o->operator_id = g_strdup(recipient);
        g_free(o->recipient);
        o->recipient = g_strdup_printf("%s@example.org", recipient);
    }
    return o;
}

static void set_data(store_outgoing *o, const char *data)
{
    g_free(o->data);
    o->data = g_strdup(data);
}

typedef struct seen {
    char *raw, *head, *text, *html, *return_path, *message_id;
    unsigned attachments;
} seen;

static void seen_clear(seen *s)
{
    g_free(s->raw);
    g_free(s->head);
    g_free(s->text);
    g_free(s->html);
    g_free(s->return_path);
    g_free(s->message_id);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(seen, seen_clear)

static void see_part(GMimeObject *parent, GMimeObject *part, void *context)
{
    seen *s = context;
    GMimeContentType *type = g_mime_object_get_content_type(part);
    GMimeContentDisposition *d_ = g_mime_object_get_content_disposition(part);
    if (d_) {
        s->attachments++;
    } else if (GMIME_IS_TEXT_PART(part)) {
        char *text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
        g_auto(GStrv) lines = g_strsplit(text, "\r\n", -1);
        char *joined = g_strjoinv("\n", lines);
        g_free(text);
        bool flowed =
            g_strcmp0(g_mime_content_type_get_parameter(type, "format"),
                      "flowed") == 0;
        if (g_mime_content_type_is_type(type, "text", "plain")) {
            s->text = flowed ? flowed_join(joined, false) : g_strdup(joined);
            g_free(joined);
        } else
            s->html = joined;
    }
}

static void read_mail(const notify_mail *m, seen *s)
{
    gsize size;
    const char *data = g_bytes_get_data(m->message, &size);
    s->raw = g_strndup(data, size);
    g_autofree char *top =
        g_strndup(data, (gsize)(strstr(s->raw, "\r\n\r\n") - s->raw));
    g_auto(GStrv) lines = g_strsplit(top, "\r\n", -1);
    g_autofree char *folded = g_strjoinv("\n", lines);
    g_auto(GStrv) tabs = g_strsplit(folded, "\n\t", -1);
    g_autofree char *one = g_strjoinv(" ", tabs);
    g_auto(GStrv) blanks = g_strsplit(one, "\n ", -1);
    s->head = g_strjoinv(" ", blanks);
    s->return_path = g_strdup(m->return_path);
    s->message_id = g_strdup(m->message_id);
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(data, size);
    GMimeParser *p = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(p, NULL);
    GMimeObject *body = g_mime_message_get_mime_part(message);
    if (GMIME_IS_MULTIPART(body))
        g_mime_multipart_foreach(GMIME_MULTIPART(body), see_part, s);
    else
        see_part(NULL, body, s);
    g_object_unref(message);
    g_object_unref(p);
    g_object_unref(stream);
    if (getenv("SHOW_MAIL"))
        print_message("\n%s\nReturn-Path: %s\n\n%s\n(%u attachments)\n"
                      "------------------------------------------------\n",
                      s->head, s->return_path, s->text, s->attachments);
}

/* Composed twice: the same octets. Customer mail gets no handle on the desk. */
static void compose(const store_outgoing *o, seen *s)
{
    GError *error = NULL;
    bool customer = o->audience == STORE_TO_CUSTOMER;
    notify_mail *one =
        notify_compose(d.c, &site, d.pub, customer ? NULL : d.f->s, o, &error);
    assert_fine(error);
    notify_mail *two = notify_compose(d.c, &site, customer ? d.pub : NULL,
                                      customer ? NULL : d.f->s, o, &error);
    assert_fine(error);
    assert_true(g_bytes_equal(one->message, two->message));
    read_mail(one, s);
    notify_mail_free(one);
    notify_mail_free(two);
    tag_claim claim;
    g_autofree char *detail = g_strndup(strchr(s->return_path, '+') + 1, 34);
    assert_true(tag_read_detail(&site, d.c->site->domain, "support", 1, detail,
                                &claim));
    assert_int_equal(claim.kind, TAG_BOUNCE);
    assert_int_equal(claim.number, o->id);
}

#define assert_has(text, part)                       \
    do {                                             \
        if (!strstr(text, part))                     \
            fail_msg("no [%s] in [%s]", part, text); \
    } while (0)
#define assert_lacks(text, part)                  \
    do {                                          \
        if (strstr(text, part))                   \
            fail_msg("[%s] in [%s]", part, text); \
    } while (0)

/* The claim of the last Message-ID in a header, or of our own header. */
static tag_claim claim_of_header(const seen *s, const char *name)
{
    static const char *const queues[] = {"support", NULL};
    g_autoptr(head) h = head_read(s->raw, strlen(s->raw));
    const char *value = head_get(h, name, 0), *queue;
    assert_non_null(value);
    g_autoptr(GPtrArray) ids = head_message_ids(value, 100);
    tag_claim claim;
    memset(&claim, 0, sizeof claim);
    if (ids->len > 0)
        value = ids->pdata[ids->len - 1];
    assert_true(tag_read_message_id(&site, d.c->site->domain, queues, 1, value,
                                    &claim, &queue));
    return claim;
}

static tag_claim claim_of_reply_to(const seen *s)
{
    g_autoptr(head) h = head_read(s->raw, strlen(s->raw));
    const char *value = head_get(h, "Reply-To", 0);
    assert_non_null(value);
    tag_claim claim;
    memset(&claim, 0, sizeof claim);
    g_autofree char *detail = g_strndup(strchr(value, '+') + 1, 34);
    assert_true(tag_read_detail(&site, d.c->site->domain, "support", 1, detail,
                                &claim));
    return claim;
}

static const char *tag_of_ticket(void)
{
    static char tag[40];
    GError *error = NULL;
    g_autoptr(store_ticket) t = store_ticket_get(d.f->s, d.ticket, &error);
    g_autofree char *made = tag_make(&site, t->epoch, t->id);
    g_strlcpy(tag, made, sizeof tag);
    return tag;
}

/* ---- customers ---- */

static void make_authenticated(store_ticket *t)
{
    t->authenticated = true;
}

static void ack_says_number_and_hours(void **state)
{
    ticket_change(make_authenticated);
    g_autoptr(store_outgoing) o =
        row(STORE_TO_CUSTOMER, "ack", question("I cannot.", "q1@example.com"),
            "kari@example.com");
    o->in_reply_to = g_strdup("q1@example.com");
    g_auto(seen) s = {0};
    compose(o, &s);
    g_autofree char *subject =
        g_strdup_printf("Subject: Cannot log in %s\n", tag_of_ticket());
    assert_has(s.head, "From: Example Support <support@example.org>\n");
    assert_has(s.head, "To: Kari Nordmann <kari@example.com>\n");
    assert_has(s.head, subject);
    assert_has(s.head, "In-Reply-To: <q1@example.com>\n");
    assert_has(s.head, "Auto-Submitted: auto-replied\n");
    assert_has(s.head, "X-Auto-Response-Suppress: All\n");
    assert_lacks(s.head, "Reply-To: support");
    assert_has(s.text, "Hello Kari,");
    assert_has(s.text, "Your request number is #1001.");
    assert_has(s.text,
               "We are here Monday to Friday, 10:00 to 19:00 Moscow time.");
    assert_has(s.text, "/list");
    assert_lacks(s.text, "I cannot.");
    assert_int_equal(claim_of_header(&s, "X-Postern-Claim").kind, TAG_CUSTOMER);
    assert_int_equal(claim_of_header(&s, "Message-ID").number, d.ticket);
}

static void write_norwegian(store_ticket *t)
{
    g_free(t->language);
    t->language = g_strdup("nb");
}

/* The configuration's words are English, as the queue is. */
static void ack_tells_hours_in_his_language(void **state)
{
    static const char *const rows[][3] = {
        {NULL, "Monday to Friday", "mandag"},
        {"{\"open\": \"mandag 10.00\"}", "mandag 10.00", "Monday"},
    };
    ticket_change(write_norwegian);
    int64_t asked = question("I cannot.", "q1@example.com");

    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(store_outgoing) o =
            row(STORE_TO_CUSTOMER, "ack", asked, "kari@example.com");
        set_data(o, rows[i][0]);
        g_auto(seen) s = {0};
        compose(o, &s);
        assert_has(s.text, rows[i][1]);
        assert_lacks(s.text, rows[i][2]);
    }
}

static void set_long_subject(store_ticket *t)
{
    g_free(t->subject);
    g_free(t->customer_name);
    t->subject = g_strnfill(500, 'x');
    t->customer_name = g_strdup("Buy-now-at-spam-example-com today");
}

static void ack_to_somebody_unproved_echoes_nothing(void **state)
{
    ticket_change(set_long_subject);
    g_autoptr(store_outgoing) o =
        row(STORE_TO_CUSTOMER, "ack", question("Buy this", "q1@example.com"),
            "kari@example.com");
    g_auto(seen) s = {0};
    compose(o, &s);
    g_autofree char *most = g_strnfill(101, 'x');
    assert_lacks(s.head, most);
    assert_lacks(s.raw, "Buy");
    assert_has(s.text, "Hello,");
    set_data(o, "{\"quiet\":true}");
    g_auto(seen) quiet = {0};
    compose(o, &quiet);
    assert_has(quiet.head, "Subject: Your message to Example Support [#1001-");
    assert_lacks(quiet.raw, "xxx");
}

static void reply_looks_like_a_persons_mail(void **state)
{
    question("Since this morning:\nsession expired", "q1@example.com");
    by_operator("anna", STORE_NOTE, "SECRET: he is slow", T0 + MINUTE);
    put_blob(sha_a, "PNG");
    put_blob(sha_b, "PDF");
    g_autoptr(store_entry) e =
        sample_entry(d.ticket, STORE_ARTICLE, "Hi Kari, see [screenshot.png].",
                     T0 + 2 * MINUTE);
    e->by = STORE_BY_OPERATOR;
    g_free(e->author);
    e->author = g_strdup("anna");
    e->message_id = g_strdup("private@laptop.local");
    g_ptr_array_add(e->attachments, sample_attachment("2", sha_a));
    store_attachment *pdf = sample_attachment("3", sha_b);
    g_free(pdf->name);
    g_free(pdf->type);
    pdf->name = g_strdup("manual.pdf");
    pdf->type = g_strdup("application/pdf");
    g_ptr_array_add(e->attachments, pdf);
    ((store_attachment *)e->attachments->pdata[0])->content_id =
        g_strdup("shot@laptop");
    add(e);

    g_autoptr(store_outgoing) o =
        row(STORE_TO_CUSTOMER, "reply", e->n, "kari@example.com");
    g_auto(seen) s = {0};
    compose(o, &s);
    g_autofree char *subject =
        g_strdup_printf("Subject: Re: Cannot log in %s\n", tag_of_ticket());
    assert_has(s.head, "From: Anna Larsen via Example Support "
                       "<support@example.org>\n");
    assert_has(s.head, subject);
    assert_has(s.head, "In-Reply-To: <q1@example.com>\n");
    assert_lacks(s.head, "Auto-Submitted");
    assert_lacks(s.head, "laptop");
    assert_lacks(s.head, "Reply-To: support");
    assert_has(s.text, "Hi Kari, see [screenshot.png].\n\nAnna Larsen, "
                       "Example Support\n");
    assert_has(s.text, "On 23 Nov 2026, 10:02 UTC, Kari Nordmann wrote:\n"
                       "> Since this morning:\n> session expired\n");
    assert_has(s.html, "<img src=\"cid:shot@laptop\"");
    assert_lacks(s.raw, "SECRET");
    assert_int_equal(s.attachments, 2);
}

/* She signs in her client, and the desk does it for her: once is enough. */
static void signature_stands_once(void **state)
{
    static const struct {
        const char *text, *rest;
    } rows[] = {
        {"Done.\n\nBest regards\nAnna Larsen\nExample Support",
         "Done.\n\nBest regards\n\nAnna Larsen, Example Support\n"},
        {"Done.\n\nAnna", "Done.\n\nAnna Larsen, Example Support\n"},
        {"Done.\n\nANNA LARSEN | Example Support",
         "Done.\n\nAnna Larsen, Example Support\n"},
        {"Anna Larsen", "Anna Larsen\n\nAnna Larsen, Example Support\n"},
        {"Ask Anna Larsen", "Ask Anna Larsen\n\nAnna Larsen, Example"},
    };

    question("Q", "q1@example.com");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        int64_t n =
            by_operator("anna", STORE_ARTICLE, rows[i].text, T0 + MINUTE);
        g_autoptr(store_outgoing) o =
            row(STORE_TO_CUSTOMER, "reply", n, "kari@example.com");
        g_auto(seen) s = {0};

        compose(o, &s);
        if (!g_str_has_prefix(s.text, rows[i].rest))
            fail_msg("'%s' gave '%s'", rows[i].text, s.text);
    }
}

static void everybody_gets_the_same_headers(void **state)
{
    GError *error = NULL;
    const store_participant ola = {.address = (char *)"ola@example.com",
                                   .part = STORE_CC};
    store_begin_deciding(d.f->s, &error);
    store_participant_add(d.f->s, d.ticket, &ola, &error);
    store_commit(d.f->s, &error);
    assert_fine(error);
    question("Q", "q1@example.com");
    int64_t n = by_operator("anna", STORE_ARTICLE, "A", T0 + MINUTE);
    g_autoptr(store_outgoing) one =
        row(STORE_TO_CUSTOMER, "reply", n, "kari@example.com");
    g_autoptr(store_outgoing) two =
        row(STORE_TO_CUSTOMER, "reply", n, "ola@example.com");
    two->id = 18;
    g_free(two->unique);
    two->unique = g_strdup("ffeeddccbbaa99887766554433221100");
    g_auto(seen) a = {0};
    g_auto(seen) b = {0};
    compose(one, &a);
    compose(two, &b);
    assert_string_equal(a.raw, b.raw);
    assert_string_not_equal(a.return_path, b.return_path);
    assert_has(a.head, "Cc: ola@example.com\n");
}

/* First plus last 20; ours by the ID that they went under, never by that of the
 * operator's own mail. */
static void references_are_first_and_last_20(void **state)
{
    int64_t n = 0;
    for (int i = 0; i < 30; i++) {
        g_autofree char *id = g_strdup_printf("q%d@example.com", i);
        question("Q", id);
        n = by_operator("anna", STORE_ARTICLE, "A", T0 + i);
    }
    question("odd", "has blank@example.com");
    question("later than the reply", "later@example.com");
    g_autoptr(store_outgoing) o =
        row(STORE_TO_CUSTOMER, "reply", n, "kari@example.com");
    g_auto(seen) s = {0};
    compose(o, &s);
    g_autoptr(head) h = head_read(s.raw, strlen(s.raw));
    g_autoptr(GPtrArray) ids =
        head_message_ids(head_get(h, "References", 0), 100);
    assert_int_equal(ids->len, 21);
    assert_string_equal(ids->pdata[0], "q0@example.com");
    assert_string_equal(ids->pdata[20], "q29@example.com");
    assert_lacks(s.head, "laptop");
    assert_lacks(s.head, "later@");
    unsigned ours = 0;
    for (unsigned i = 0; i < ids->len; i++)
        ours += g_str_has_prefix(ids->pdata[i], "c-");
    assert_int_equal(ours, 10);
}

static void capability_never_leaves(void **state)
{
    g_autofree char *secret =
        tag_address(&site, d.c->site->domain, "support", "support@example.org",
                    &(tag_claim){TAG_REPLY, 1, d.ticket, 1, 1});
    g_autofree char *quoted = g_strdup_printf("It says %s", secret);
    question("My client makes such Message-IDs.", secret);
    question(quoted, "q1@example.com");
    int64_t clean = by_operator("anna", STORE_ARTICLE, "Fine.", T0);
    g_autoptr(store_outgoing) one =
        row(STORE_TO_CUSTOMER, "reply", clean, "kari@example.com");
    g_auto(seen) s = {0};
    compose(one, &s); /* the quote is left out instead */
    assert_lacks(s.raw, "It says");
    assert_lacks(s.raw, secret);
    assert_has(s.head, "q1@example.com");
    /* in her own text it is for the last wall: test_wall.c */
}

static void what_is_not_public_is_not_found(void **state)
{
    question("Q", "q1@example.com");
    int64_t note = by_operator("anna", STORE_NOTE, "SECRET", T0);
    g_autoptr(store_outgoing) o =
        row(STORE_TO_CUSTOMER, "reply", note, "kari@example.com");
    GError *error = NULL;
    assert_null(notify_compose(d.c, &site, d.pub, NULL, o, &error));
    assert_class(error, ERR_NOT_FOUND);
    o->ticket = 99;
    assert_null(notify_compose(d.c, &site, d.pub, NULL, o, &error));
    assert_class(error, ERR_NOT_FOUND);
}

static void customers_answers(void **state)
{
    static const char *const names[] = {"status", "account", "help", "receipt"};
    question("My long question\nof two lines", "q1@example.com");
    by_operator("anna", STORE_NOTE, "SECRET", T0);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autoptr(store_outgoing) o =
            row(STORE_TO_CUSTOMER, names[i], 0, "kari@example.com");
        o->in_reply_to = g_strdup("q9@example.com");
        if (i == 1) {
            g_free(o->data);
            o->data =
                g_strdup("{\"ask\":[{\"what\":\"list\",\"query\":\"\"}]}");
        }
        g_auto(seen) s = {0};
        compose(o, &s);
        assert_has(s.head, "Auto-Submitted: auto-replied\n");
        assert_has(s.head, "In-Reply-To: <q9@example.com>\n");
        assert_lacks(s.raw, "SECRET");
        if (i == 0)
            assert_has(s.text, "Kari Nordmann: My long question of two lines");
        if (i == 1)
            assert_has(s.text, "- #1001 Cannot log in:\n  received");
        if (i == 2)
            assert_has(s.text, "/status");
        if (i == 3)
            assert_lacks(s.raw, "1001");
    }
}

/* A date as people write it, and no name of the configuration. */
static void coupons_are_in_words(void **state)
{
    g_autoptr(store_outgoing) o =
        row(STORE_TO_CUSTOMER, "coupons", 0, "kari@example.com");
    config_sla sla = {.id = (char *)"x-1", .title = (char *)"one hour"};
    g_auto(seen) s = {0};

    g_ptr_array_add(d.c->slas, &sla);
    o->ticket = 0;
    g_free(o->data);
    o->data = g_strdup_printf("{\"coupons\":[\"PC-1\"],\"company\":\"Acme\","
                              "\"sla\":\"x-1\",\"until_ms\":%" G_GINT64_FORMAT
                              ",\"one\":true}",
                              (int64_t)T0);
    compose(o, &s);
    g_ptr_array_set_free_func(d.c->slas, NULL);
    g_ptr_array_set_size(d.c->slas, 0);
    assert_has(s.text, "handled as one hour:");
    assert_has(s.text, "until 23 Nov 2026, ");
}

/* ---- operators ---- */

static void notification_says_first_where_the_answer_goes(void **state)
{
    GError *error = NULL;
    put_ticket(d.f->s, "Invoice of October", T0);
    put_blob(sha_a, "PNG");
    g_autoptr(store_entry) e =
        sample_entry(d.ticket, STORE_ARTICLE,
                     "Since this morning I get \"session expired\".\n\n"
                     "Screenshot attached.",
                     T0);
    e->author_name = g_strdup("Kari Nordmann");
    e->message_id = g_strdup("q1@example.com");
    g_ptr_array_add(e->attachments, sample_attachment("2", sha_a));
    store_attachment *big = sample_attachment("3", sha_b);
    g_free(big->name);
    big->name = g_strdup("film.mp4");
    big->size = 31000000;
    g_ptr_array_add(e->attachments, big);
    store_attachment *lost = sample_attachment("4", "cc");
    g_free(lost->name);
    lost->name = g_strdup("lost.bin");
    g_ptr_array_add(e->attachments, lost);
    add(e);
    g_autoptr(store_outgoing) o =
        row(STORE_TO_OPERATOR, "notify", e->n, "anna");
    set_data(o, "{\"why\":\"new\"}");
    g_auto(seen) s = {0};
    compose(o, &s);
    g_autofree char *subject =
        g_strdup_printf("Subject: #1001 Cannot log in %s\n", tag_of_ticket());
    assert_has(s.head, "From: Kari Nordmann via Example Support "
                       "<support@example.org>\n");
    assert_has(s.head, "To: Anna Larsen <anna@example.org>\n");
    assert_has(s.head, subject);
    assert_has(s.head, "Auto-Submitted: auto-generated\n");
    assert_true(g_str_has_prefix(
        s.text, "Your reply goes to kari@example.com. Start with /note to "
                "keep it internal.\n\nKari Nordmann wrote on 23 Nov 2026, "
                "10:02 UTC:\n\n"
                "    Since this morning I get \"session expired\".\n\n"
                "    Screenshot attached.\n\n"
                "    screenshot.png (4 bytes)\n"
                "    film.mp4 (31.0 MB), too large to be attached\n"
                "    lost.bin (4 bytes), which could not be kept\n"));
    assert_has(s.text, "\nStatus: New, unassigned, line 1\n");
    assert_has(s.text, "Other open requests of Kari Nordmann:\n\n- #1002 "
                       "Invoice of October (/merge #1002)\n");
    assert_int_equal(s.attachments, 1);
    tag_claim c = claim_of_reply_to(&s);
    assert_int_equal(c.kind, TAG_REPLY);
    assert_int_equal(c.number, d.ticket);
    assert_int_equal(c.entry, e->n);
    assert_int_equal(c.who, config_operator_number("anna"));
    tag_claim again = claim_of_header(&s, "References");
    assert_memory_equal(&again, &c, sizeof c);
    again = claim_of_header(&s, "X-Postern-Claim");
    assert_memory_equal(&again, &c, sizeof c);
    again = claim_of_header(&s, "Message-ID");
    assert_memory_equal(&again, &c, sizeof c);
    assert_fine(error);
}

/* What rules and learning propose stands below the text, each by itself. */
static void advice(void **state)
{
    (void)state;
    int64_t n = question("My password is lost.", "q1@example.com");
    g_autoptr(store_outgoing) o = row(STORE_TO_OPERATOR, "notify", n, "anna");
    set_data(o, "{\"why\":\"new\",\"advice\":{\"category\":{\"name\":"
                "\"account\",\"title\":\"Account & password\",\"percent\":"
                "84},\"faqs\":[\"reset\",\"login\"],\"asks\":"
                "[\"screenshot\"]}}");
    g_auto(seen) s = {0};
    compose(o, &s);
    assert_has(s.text, "    My password is lost.\n\n"
                       "The category may be Account & password (84 % sure). "
                       "If so, reply with /category account\n\n"
                       "Suggested answer: reset\n\n"
                       "Suggested answer: login\n\n"
                       "Perhaps ask for: screenshot\n\n");
    g_autoptr(store_outgoing) plain =
        row(STORE_TO_OPERATOR, "notify", n, "anna");
    set_data(plain, "{\"why\":\"new\"}");
    g_auto(seen) without = {0};
    compose(plain, &without);
    assert_lacks(without.text, "may");
}

static void set_account(store_ticket *t)
{
    t->category = g_strdup("account");
}

/* The category that it has is not taken for one that is proposed. */
static void a_category_and_what_to_ask(void **state)
{
    (void)state;
    int64_t n = question("My password is lost.", "q1@example.com");
    ticket_change(set_account);
    g_autoptr(store_outgoing) o = row(STORE_TO_OPERATOR, "notify", n, "anna");
    set_data(o, "{\"why\":\"new\",\"advice\":{\"asks\":[\"screenshot\"]}}");
    g_auto(seen) s = {0};
    compose(o, &s);
    assert_has(s.text, "    My password is lost.\n\n"
                       "Perhaps ask for: screenshot\n\n"
                       "Status: New, unassigned, line 1\nCategory: Account & "
                       "password\n");
}

static void set_value(const char *field, const char *text, bool is_public)
{
    GError *error = NULL;
    store_value v = {d.ticket, (char *)field, (char *)text, 0, is_public};
    store_begin_deciding(d.f->s, &error);
    store_value_set(d.f->s, STORE_VALUE_OF_TICKET, &v, &error);
    store_commit(d.f->s, &error);
    assert_fine(error);
}

/* To whom nobody has proved too: our words, and nothing of his. */
static void ack_has_answers_and_asks(void **state)
{
    g_autoptr(store_outgoing) o =
        row(STORE_TO_CUSTOMER, "ack", question("Buy this", "q1@example.com"),
            "kari@example.com");
    set_data(o, "{\"quiet\":true,\"faqs\":[\"lost\",\"gone\"],\"asks\":"
                "[\"serial\",\"steps\"]}");
    g_auto(seen) s = {0};
    compose(o, &s);
    assert_has(s.text, "*I lost my <password>*\n\n"
                       "Dear Kari,\n/close it & open Example.\n\n"
                       "If this answers it, reply with /close.");
    assert_has(s.text, "- The serial number.\n- Please tell us what you did");
    assert_lacks(s.text, "screen");
    assert_has(s.html, "/close it &amp; open Example.");
    assert_lacks(s.raw, "Buy");
    assert_lacks(s.raw, "Cannot log in");
    set_data(o, "{}");
    g_auto(seen) none = {0};
    compose(o, &none);
    assert_lacks(none.text, "answers it");
    assert_lacks(none.text, "sooner");
}

/* Proposals name what there is; what he was asked already is none. */
static void proposed_answers_are_named(void **state)
{
    int64_t n = question("My password is lost.", "q1@example.com");
    g_autoptr(store_outgoing) o = row(STORE_TO_OPERATOR, "notify", n, "anna");
    set_value("offered:ask", "steps", false);
    set_value("offered:faq", "lost", false);
    set_data(o, "{\"why\":\"new\",\"advice\":{\"faqs\":[\"lost\",\"gone\"],"
                "\"asks\":[\"steps\",\"log\"]}}");
    g_auto(seen) s = {0};
    compose(o, &s);
    assert_has(s.text, "Suggested answer: lost, I lost my <password> (/faq "
                       "lost)\n- Is she the owner?\n\n"
                       "Suggested answer: gone\n\n"
                       "Perhaps ask for: log\n\n");
    assert_lacks(s.text, "ask for: steps");
    assert_has(s.text, "Offered answer: lost\n"
                       "Asked for: steps\n");
}

/* Whatever her client makes of it, the draft's text is hers in her answer, and
 * what stands around it is not. */
static void a_draft_is_hers(void **state)
{
    question("My password is lost.", "q1@example.com");
    g_autoptr(store_outgoing) o = row(STORE_TO_OPERATOR, "ready", 1, "anna");
    set_data(o, "{\"name\":\"lost\"}");
    g_auto(seen) s = {0};
    compose(o, &s);
    assert_has(s.text, "Your reply goes to kari@example.com.");
    assert_has(s.text, "\n- Is she the owner?\n\n"
                       "Dear Kari,\n/close it & open Example.\n");
    set_data(o, "{\"name\":\"gone\"}");
    g_auto(seen) gone = {0};
    compose(o, &gone);
    assert_has(gone.text, "- lost: I lost my <password>\n");
    set_data(o, "{\"query\":\"passwords\"}");
    g_auto(seen) found = {0};
    compose(o, &found);
    assert_has(found.text, "Ready answers for \"passwords\":\n\n- lost: ");
}

static void customers_find_answers(void **state)
{
    static const struct {
        const char *data, *has, *lacks;
    } rows[] = {
        {"{\"query\":\"lost my passwords\"}", "*I lost my <password>*\n\nDear,",
         "passwords"},
        {"{\"query\":\"LOST\"}", "*I lost my <password>*", "no ready answer"},
        {"{\"query\":\"https://evil.example/\"}",
         "We have no ready answer to that. There are answers to these "
         "questions:\n\n- I lost my <password> (write /faq lost)",
         "evil"},
        {"{}", "- I lost my <password> (write /faq lost)", "no ready answer"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(store_outgoing) o =
            row(STORE_TO_CUSTOMER, "faq", 0, "new@example.net");
        o->ticket = 0;
        set_data(o, rows[i].data);
        g_auto(seen) s = {0};
        compose(o, &s);
        assert_has(s.head, "Auto-Submitted: auto-replied\n");
        assert_has(s.text, rows[i].has);
        assert_lacks(s.raw, rows[i].lacks);
        assert_lacks(s.head, "[#");
    }
}

static void line_2_answers_stay_inside(void **state)
{
    int64_t n = question("Q", "q1@example.com");
    g_autoptr(store_outgoing) o = row(STORE_TO_OPERATOR, "notify", n, "olga");
    set_data(o, "{\"why\":\"line\",\"words\":\"Anna Larsen hands it to line 2: "
                "too hard.\"}");
    GError *error = NULL;
    store_begin_deciding(d.f->s, &error);
    store_watcher_set(d.f->s, d.ticket, "olga", true, &error);
    store_commit(d.f->s, &error);
    assert_fine(error);
    g_auto(seen) s = {0};
    compose(o, &s);
    assert_has(s.text, "Your reply goes to");
    g_clear_pointer(&s.text, g_free);
    seen_clear(&s);
    memset(&s, 0, sizeof s);
    g_autoptr(store_ticket) t = store_ticket_get(d.f->s, d.ticket, &error);
    t->line = 2;
    t->holder = g_strdup("olga");
    t->spent_min = 85;
    g_free(t->priority);
    t->priority = g_strdup("high");
    store_begin_deciding(d.f->s, &error);
    store_ticket_update(d.f->s, t, &error);
    store_commit(d.f->s, &error);
    assert_fine(error);
    compose(o, &s);
    assert_true(g_str_has_prefix(
        s.text, "Your reply stays internal. Start with /reply to write to kari@"
                "example.com.\n\nAnna Larsen hands it to line 2"));
    assert_has(s.text, "Status: New, assigned to Olga Petrova, line 2\n"
                       "Priority: high\nSpent: 1 h 25 min\n");
}

/* What is left of the month, where the request is under such a service. */
static void prepaid_time_is_shown(void **state)
{
    static const struct {
        int64_t min;
        const char *words;
    } rows[] = {
        {40, "Prepaid: Acme has 1 h 20 min of 2 h left in November (Care)\n"},
        {80, "Prepaid: Acme has used all 2 h of November (Care)\n"},
        {90, "Prepaid: Acme has used all 2 h of November (Care); 1 h 30 min "
             "went beyond\n"},
    };
    GError *error = NULL;
    store_company k = {.name = (char *)"Acme"};
    store_contract contract = {.name = (char *)"Support"};
    store_service service = {.name = (char *)"Care", .prepaid_min = 120};
    int64_t n = question("Help", NULL);

    store_begin_deciding(d.f->s, &error);
    store_company_put(d.f->s, &k, &error);
    contract.company = k.id;
    store_contract_put(d.f->s, &contract, &error);
    service.contract = contract.id;
    store_service_put(d.f->s, &service, &error);
    g_autoptr(store_ticket) t = store_ticket_get(d.f->s, d.ticket, &error);
    t->service = service.id;
    store_ticket_update(d.f->s, t, &error);
    store_commit(d.f->s, &error);
    assert_fine(error);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        store_time one = {.ticket = d.ticket,
                          .service = service.id,
                          .who = (char *)"anna",
                          .work = (char *)"",
                          .what = (char *)"",
                          .booked_by = (char *)"anna",
                          .at_ms = T0,
                          .min = rows[i].min,
                          .bill_min = rows[i].min};
        store_begin_deciding(d.f->s, &error);
        store_time_add(d.f->s, &one, &error);
        store_commit(d.f->s, &error);
        g_autoptr(store_outgoing) o =
            row(STORE_TO_OPERATOR, "notify", n, "anna");
        set_data(o, "{\"why\":\"article\"}");
        g_auto(seen) s = {0};
        compose(o, &s);
        assert_has(s.text, rows[i].words);
    }
}

static void three_last_entries_and_the_rest_by_show(void **state)
{
    int64_t n = 0;
    for (int i = 0; i < 8; i++) {
        g_autofree char *text = g_strdup_printf("entry %d", i);
        n = i == 5 ? by_operator("olga", STORE_NOTE, text, T0 + i * MINUTE)
                   : question(text, NULL);
    }
    question("later than the row", NULL);
    g_autoptr(store_outgoing) o = row(STORE_TO_OPERATOR, "notify", n, "anna");
    set_data(o, "{\"why\":\"article\"}");
    g_auto(seen) s = {0};
    compose(o, &s);
    assert_has(s.text, "entry 7");
    assert_has(s.text,
               "Olga Petrova added an internal note on 23 Nov 2026, 10:07 UTC "
               "(hidden from the customer):\n\n    entry 5");
    assert_has(s.text, "entry 4");
    assert_lacks(s.text, "entry 3");
    assert_has(s.text, "4 earlier: /show");
    assert_lacks(s.text, "later than the row");
}

static store_entry *quoting(store_author by, const char *author)
{
    store_entry *e = sample_entry(
        d.ticket, by == STORE_BY_OPERATOR ? STORE_NOTE : STORE_ARTICLE, "Text",
        T0);
    e->by = by;
    g_free(e->author);
    e->author = g_strdup(author);
    e->removed = g_strdup("> one\n> two\n");
    add(e);
    return e;
}

/* What colleagues quote is our own mail: it is shown with /show full alone. What
 * customers quote is said where it is news. */
static void what_was_cut_is_said_of_news(void **state)
{
    static const char said[] = "(2 quoted lines cut: /show #1001 full)";
    static const struct {
        const char *template, *data;
        bool theirs, has, whole;
    } table[] = {
        {"notify", "{\"why\":\"article\"}", true, true, false},
        {"notify", "{\"why\":\"line\"}", true, true, false},
        {"notify", "{\"why\":\"note\"}", false, false, false},
        {"notify", "{\"why\":\"line\"}", false, false, false},
        {"show", "{}", true, true, false},
        {"show", "{\"full\":true}", false, false, true},
    };
    g_autoptr(store_entry) first =
        quoting(STORE_BY_CUSTOMER, "kari@example.com");
    g_autoptr(store_entry) note = quoting(STORE_BY_OPERATOR, "olga");
    for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
        int64_t n = table[i].theirs ? first->n : note->n;
        g_autoptr(store_outgoing) o =
            row(STORE_TO_OPERATOR, table[i].template, n, "anna");
        set_data(o, table[i].data);
        g_auto(seen) s = {0};
        compose(o, &s);
        print_message("row %zu\n", i);
        assert_int_equal(strstr(s.text, said) != NULL, table[i].has);
        assert_int_equal(strstr(s.text, "Olga Petrova added an internal note "
                                        "on 23 Nov 2026, 10:02 UTC (hidden "
                                        "from the customer):\n\n    "
                                        "Text\n\nCut from it") != NULL,
                         table[i].whole);
    }
}

/* Of what he quoted of our own mail only what others wrote is counted. */
static void our_frame_is_not_counted_as_cut(void **state)
{
    GError *error = NULL;
    static const char parts[] =
        "[[\"frame\",0,0,\"Thank you for your message. Your request number is "
        "#1001.\\n\"],[\"public\",1001,1,\"It is broken.\\n\"]]";
    g_autoptr(store_entry) e =
        sample_entry(d.ticket, STORE_ARTICLE, "Text", T0);
    g_autoptr(store_outgoing) ack =
        row(STORE_TO_CUSTOMER, "ack", 0, "kari@example.com");
    e->removed = g_strdup("On Monday, Example Support <support@example.org>\n"
                          "> Thank you for your\n> message. Your request\n"
                          "> It is broken.\n");
    add(e);
    ack->message_id = g_strdup("ack@example.org");
    store_begin_deciding(d.f->s, &error);
    store_outgoing_add(d.f->s, ack, &error);
    store_shown_put(d.f->s, ack, parts, &error);
    store_commit(d.f->s, &error);
    assert_fine(error);
    g_autoptr(store_outgoing) o =
        row(STORE_TO_OPERATOR, "notify", e->n, "anna");
    set_data(o, "{\"why\":\"article\"}");
    g_auto(seen) s = {0};
    compose(o, &s);
    assert_has(s.text, "(1 quoted line cut: /show #1001 full)");
}

static void events_are_told_in_the_readers_zone(void **state)
{
    int64_t n = by_operator("anna", STORE_EVENT, "assigned it to Olga Petrova",
                            T0 + MINUTE);
    g_autoptr(store_outgoing) o = row(STORE_TO_OPERATOR, "notify", n, "nino");
    set_data(o, "{\"why\":\"assigned\"}");
    g_auto(seen) s = {0};
    compose(o, &s);
    assert_has(s.text, "This request is now yours.\n\n"
                       "23 Nov 2026, 14:03 UTC+04, Anna Larsen: assigned it to "
                       "Olga Petrova\n\n");
    assert_lacks(s.text, "replied");
}

static void pending_reply_names_how_to_stop_it(void **state)
{
    question("Q", "q1@example.com");
    g_autoptr(store_entry) e = sample_entry(d.ticket, STORE_ARTICLE, "A", T0);
    e->by = STORE_BY_OPERATOR;
    e->state = STORE_PENDING;
    e->publish_ms = T0 + MINUTE;
    g_free(e->author);
    e->author = g_strdup("anna");
    add(e);
    g_autoptr(store_outgoing) o =
        row(STORE_TO_OPERATOR, "notify", e->n, "olga");
    set_data(o, "{\"why\":\"reply\"}");
    g_auto(seen) s = {0};
    compose(o, &s);
    assert_has(s.text, "not sent yet");
    assert_has(s.text, "It will be sent at 23 Nov 2026, 10:03 UTC. Then the "
                       "request is answered.\nTo stop it, reply with /undo");
    const char *at = strstr(s.text, "support+u-");
    assert_non_null(at);
    g_autofree char *detail = g_strndup(at + 8, 34);
    tag_claim c;
    assert_true(
        tag_read_detail(&site, d.c->site->domain, "support", 1, detail, &c));
    assert_int_equal(c.kind, TAG_UNDO);
    assert_int_equal(c.number, d.ticket);
    assert_int_equal(c.entry, e->n);
}

/* What is to happen then is said as well. */
static void pending_reply_says_what_follows(void **state)
{
    question("Q", "q1@example.com");
    g_autoptr(store_entry) e = sample_entry(d.ticket, STORE_ARTICLE, "A", T0);
    e->by = STORE_BY_OPERATOR;
    e->state = STORE_PENDING;
    e->publish_ms = T0 + MINUTE;
    e->commands = g_strdup("/close\n/assign olga");
    g_free(e->author);
    e->author = g_strdup("anna");
    add(e);
    g_autoptr(store_outgoing) o =
        row(STORE_TO_OPERATOR, "notify", e->n, "olga");
    set_data(o, "{\"why\":\"reply\"}");
    g_auto(seen) s = {0};
    compose(o, &s);
    assert_has(s.text, "It will be sent at 23 Nov 2026, 10:03 UTC. Then this "
                       "is done:\n\n    /close\n    /assign olga\n\nTo "
                       "stop it, reply with /undo");
}

static void history(void)
{
    GError *error = NULL;
    g_autoptr(store_ticket) t = store_ticket_get(d.f->s, d.ticket, &error);
    store_change status = {.ticket = d.ticket,
                           .field = (char *)"status",
                           .old = (char *)"new",
                           .new = (char *)"internal",
                           .kind = STORE_ACTOR_OPERATOR,
                           .actor = (char *)"anna",
                           .cause = (char *)"/line",
                           .reason = (char *)"the cable",
                           .at_ms = T0};
    store_change later = status;
    later.new = (char *)"waiting";
    later.at_ms = T0 + 90 * MINUTE;
    store_begin_deciding(d.f->s, &error);
    store_stay_next(d.f->s, t, T0 - 90 * MINUTE, 0, &error);
    g_free(t->status);
    t->status = g_strdup("internal");
    t->stage = STATUS_INTERNAL;
    store_stay_next(d.f->s, t, T0 - 30 * MINUTE, 10 * MINUTE, &error);
    store_change_add(d.f->s, &status, &error);
    store_change_add(d.f->s, &later, &error);
    store_commit(d.f->s, &error);
    assert_fine(error);
}

static void show_full_tells_the_history(void **state)
{
    question("Q", "q1@example.com");
    history();
    g_autoptr(store_outgoing) o = row(STORE_TO_OPERATOR, "show", 0, "olga");
    g_auto(seen) s = {0}, full = {0};
    compose(o, &s);
    assert_lacks(s.text, "What changed");
    set_data(o, "{\"full\":true}");
    compose(o, &full);
    assert_has(full.text, "What changed:\n\n- 23 Nov 2026, 10:02 UTC: status: "
                          "new -> with another line (Anna Larsen,"
                          "\n  /line: the cable)");
    assert_lacks(full.text,
                 "waiting for the customer"); /* later than the row */
    assert_has(full.text, "\nnew: 1 h, 10 min of it worked\n");
    assert_has(full.text, "\nwith another line: 30 min\n");
    g_autoptr(store_outgoing) why = row(STORE_TO_OPERATOR, "why", 0, "anna");
    g_auto(seen) alone = {0};
    compose(why, &alone);
    assert_has(alone.text, "What changed:\n\n- 23 Nov 2026, 10:02 UTC");
    assert_lacks(alone.text, "    Q");
    assert_int_equal(claim_of_reply_to(&alone).entry, 0);
}

static int64_t hold(store_held_kind kind, const char *reason, int64_t ticket,
                    int64_t entry_seen)
{
    GError *error = NULL;
    g_autoptr(store_held) h =
        sample_held(ticket, "Hi Kari, clear the cookies.", T0);
    h->kind = kind;
    h->seen = entry_seen;
    g_free(h->reason);
    h->reason = g_strdup(reason);
    store_begin_deciding(d.f->s, &error);
    store_held_add(d.f->s, h, &error);
    store_commit(d.f->s, &error);
    assert_fine(error);
    return h->id;
}

static void held_reply_shows_what_is_new(void **state)
{
    int64_t first = question("Q", "q1@example.com");
    question("Found it. Thanks!", "q2@example.com");
    g_autoptr(store_outgoing) o = row(STORE_TO_OPERATOR, "held", 0, "anna");
    o->held = hold(STORE_HELD_STALE, "the customer wrote", d.ticket, first);
    g_auto(seen) s = {0};
    compose(o, &s);
    assert_has(s.head,
               "Subject: #1001 on hold: Kari Nordmann wrote while you were "
               "writing [#1001-");
    assert_has(s.text, "Your reply has not been sent.");
    assert_has(s.text, "    Found it. Thanks!");
    assert_lacks(s.text, "    Q\n");
    assert_has(s.text, "    Hi Kari, clear the cookies.");
    assert_has(s.text, "/send");
    tag_claim c = claim_of_reply_to(&s);
    assert_int_equal(c.kind, TAG_HELD);
    assert_int_equal(c.number, o->held);
    assert_int_equal(c.entry, 2);
    set_data(o, "{\"remind\":2}");
    g_auto(seen) again = {0};
    compose(o, &again);
    assert_has(again.head, "Subject: #1001 still on hold: ");
    assert_has(again.text, "Anna Larsen has a reply on hold");
}

static void held_message_without_a_ticket(void **state)
{
    g_autoptr(store_outgoing) o = row(STORE_TO_OPERATOR, "held", 0, "anna");
    o->ticket = 0;
    o->held = hold(STORE_HELD_SPAM, "spam 10 of 5", 0, 0);
    g_auto(seen) s = {0};
    compose(o, &s);
    assert_has(s.head, "Subject: on hold: spam 10 of 5\n");
    assert_has(s.text, "/send to let it in");
    assert_int_equal(claim_of_reply_to(&s).kind, TAG_HELD);
}

static void digest_lists_what_is_held(void **state)
{
    g_autoptr(store_outgoing) o = row(STORE_TO_OPERATOR, "digest", 2, "anna");
    o->ticket = 0;
    o->held = hold(STORE_HELD_SPAM, "spam, 6.3", 0, 0);
    set_data(o, "{\"items\":[{\"id\":17,\"score\":6.3,\"from\":"
                "\"Per <per@example.com>\",\"subject\":\"Cheap\\nwatches\","
                "\"rules\":\"A 3.0, B 2.0\"},{\"id\":18}],\"more\":2}");
    g_auto(seen) s = {0};
    compose(o, &s);
    assert_has(s.head, "Subject: On hold as spam at ");
    assert_has(s.head, ": 4\n");
    assert_has(s.text, "    /send 17\n");
    assert_has(s.text, "17  6.3  Per <per@example.com>: Cheap watches "
                       "(A 3.0, B 2.0)\n");
    assert_has(s.text, "18  0.0  no subject\n");
    assert_has(s.text, "And 2 more");
    tag_claim c = claim_of_reply_to(&s);
    assert_int_equal(c.kind, TAG_HELD);
    assert_int_equal(c.number, o->held);
    assert_int_equal(c.entry, 2);
    set_data(o, "{\"items\":[{\"id\":17,\"score\":5}],\"more\":0}");
    g_auto(seen) one = {0};
    compose(o, &one);
    assert_has(one.text, "Reply with /send to let it in");
    assert_null(strstr(one.text, "more"));
    set_data(o, "{\"items\":[],\"more\":0,\"aside\":{\"count\":3,"
                "\"items\":[{\"id\":21,\"from\":\"News <n@example.net>\","
                "\"subject\":\"Week 48\"}],\"more\":2}}");
    g_auto(seen) aside = {0};
    compose(o, &aside);
    assert_has(aside.head, "Subject: Put aside at ");
    assert_has(aside.head, ": 3\n");
    assert_has(aside.text, "21  News <n@example.net>: Week 48\n");
    assert_has(aside.text, "And 2 more.\n");
    assert_lacks(aside.text, "spam");
}

/* Only what she would have been told of, in the span that the row names. */
static void flood_names_new_requests(void **state)
{
    g_autoptr(store_outgoing) o = row(STORE_TO_OPERATOR, "flood", 0, "anna");
    o->ticket = 0;
    o->date_ms = T0 + MINUTE;
    g_autofree char *since =
        g_strdup_printf("{\"since\":%" G_GINT64_FORMAT "}", T0);
    set_data(o, since);
    put_ticket(d.f->s, "Before", T0 - 1);
    put_ticket(d.f->s, "First one", T0);
    put_ticket(d.f->s, "Last one", T0 + MINUTE - 1);
    put_ticket(d.f->s, "After", T0 + MINUTE);
    g_auto(seen) s = {0};
    compose(o, &s);
    assert_has(s.head, " new requests at ");
    assert_has(s.text, "kari@example.com: First one\n");
    assert_has(s.text, "kari@example.com: Last one\n");
    assert_lacks(s.text, "Before");
    assert_lacks(s.text, "After");
    assert_lacks(s.head, "Reply-To");
}

/* Where he wants answers, and whom our own address stands for. */
static void notification_shows_who_may_be_meant(void **state)
{
    static const struct {
        const char *data, *words;
    } table[] = {
        {"{\"why\":\"new\",\"reply_to\":\"per@example.com\"}",
         "reply with /cc per@example.com\n"},
        {"{\"why\":\"new\",\"original\":\"per@example.com\"}",
         "says that per@example.com wrote it"},
        {"{\"why\":\"new\",\"behind\":{\"field\":\"Reply-To\"}}",
         "Nobody has proved who wrote this; Reply-To says"},
        {"{\"why\":\"new\",\"behind\":{}}", "nothing says who wrote this"},
    };
    int64_t n = question("Q", "q1@example.com");

    for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autoptr(store_outgoing) o =
            row(STORE_TO_OPERATOR, "notify", n, "anna");
        set_data(o, table[i].data);
        g_auto(seen) s = {0};
        compose(o, &s);
        assert_has(s.text, table[i].words);
    }
}

static void error_returns_the_text_with_the_line_marked(void **state)
{
    question("Q", "q1@example.com");
    g_autoptr(store_outgoing) o = row(STORE_TO_OPERATOR, "error", 1, "anna");
    set_data(o, "{\"lines\":[{\"line\":\"/assing olga\",\"fault\":"
                "\"near-command\",\"with\":[\"assign olga\"]},"
                "{\"line\":\"/gone\",\"fault\":\"alone\",\"with\":[\"gone\"]}],"
                "\"text\":\"/assing olga\\n/close\\n\\nHi Kari\"}");
    g_auto(seen) s = {0};
    compose(o, &s);
    assert_has(s.head,
               "Subject: #1001 not sent: /assing is not a command [#1001-");
    assert_has(s.head, "Auto-Submitted: auto-replied\n");
    assert_has(s.text,
               "    /assing olga         <- did you mean /assign olga ?\n"
               "    /close\n\n    Hi Kari\n");
    assert_has(s.text,
               "    /gone         <- nothing may follow /gone on its line\n\n");
    assert_int_equal(claim_of_reply_to(&s).entry, 1);
}

static void planned(store_ticket *t)
{
    t->type = g_strdup("change-request");
    t->complexity = g_strdup("high");
    t->estimate_min = 600;
    t->due_ms = T0 + 3600000;
    t->pinned = g_strdup("Call her first.");
}
static void late(store_ticket *t)
{
    t->due_ms = T0 - MINUTE;
    t->holder = g_strdup("olga");
}

static void fields_are_shown(void **state)
{
    question("Q", "q1@example.com");
    ticket_change(planned);
    set_value("order", "A-17", true);
    set_value("cause", "power cut", true); /* it was public once */
    set_value("wish:priority", "high", false);
    set_value("proposed:faq", "reset, login", false);
    g_autoptr(store_outgoing) o = row(STORE_TO_OPERATOR, "show", 0, "anna");
    g_auto(seen) s = {0};
    compose(o, &s);
    assert_has(s.text, "Pinned: Call her first.\n");
    assert_has(s.text, "Status: New, unassigned, line 1\n"
                       "Type: change request\nComplexity: high\n"
                       "Due: 23 November 2026, 11:02\nPlanned: 1 d 2 h\n");
    assert_has(s.text, "Cause: power cut\nOrder: A-17\n");
    assert_has(s.text, "Customer's wish: priority high\n");
    assert_has(s.text, "Answers that may fit: reset, login");

    g_autoptr(store_outgoing) hers =
        row(STORE_TO_CUSTOMER, "status", 0, "kari@example.com");
    g_auto(seen) c = {0};
    compose(hers, &c);
    assert_has(c.text, "- Order: A-17\n");
    assert_lacks(c.text, "power");
    assert_lacks(c.text, "high");
    assert_lacks(c.text, "Call her");
    assert_lacks(c.text, "reset");
}

static void lists_find(void **state)
{
    static const struct {
        const char *data, *subject, *text;
    } table[] = {
        {"{\"query\":\"type:change-request\",\"all\":false}",
         "Subject: 1 open, 1 overdue\n",
         "Asked for: type:change-request\n\n"
         "overdue  #1001  Cannot log in\n"
         "                Kari Nordmann  new  due 10:01  olga\n"},
        {"{\"query\":\"type:incident\",\"all\":true}", "Subject: 0 found\n",
         "There are none that you may see."},
        {"{\"query\":\"overdue holder:olga order:a-17\",\"all\":false}",
         "Subject: 1 open, 1 overdue\n", "#1001"},
        {"{\"query\":\"done\",\"all\":false}", "Subject: 0 found\n", ""},
        {"{\"query\":\"a-17\",\"all\":true}", "Subject: 1 found, 1 overdue\n",
         "#1001"},
    };
    question("Q", "q1@example.com");
    ticket_change(planned);
    ticket_change(late);
    set_value("order", "A-17", true);
    for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autoptr(store_outgoing) o = row(STORE_TO_OPERATOR, "list", 0, "anna");
        set_data(o, table[i].data);
        o->ticket = 0;
        g_auto(seen) s = {0};
        compose(o, &s);
        assert_has(s.head, table[i].subject);
        assert_has(s.text, table[i].text);
    }
}

/* A reply's mail to somebody, in the store. */
static int64_t went(int64_t entry, const char *recipient, store_out_state to,
                    const char *answer)
{
    GError *error = NULL;
    g_autoptr(store_outgoing) o =
        sample_outgoing(d.ticket, entry, recipient, T0);
    store_begin_deciding(d.f->s, &error);
    store_outgoing_add(d.f->s, o, &error);
    assert_fine(error);
    store_outgoing_result(d.f->s, o->id, to, T0 + 60000, answer, T0, &error);
    store_commit(d.f->s, &error);
    assert_fine(error);
    return o->id;
}

static void reported(int64_t id, store_report report, const char *words)
{
    GError *error = NULL;
    store_begin_deciding(d.f->s, &error);
    store_outgoing_report(d.f->s, id, report, T0, words, &error);
    store_commit(d.f->s, &error);
    assert_fine(error);
}

static void replies_show_what_became_of_them(void **state)
{
    question("Q", "q1@example.com");
    int64_t n = by_operator("olga", STORE_ARTICLE, "An answer", T0);
    went(n, "a@example.com", STORE_OUT_SENT, "250 2.0.0 Ok: queued as 4F2");
    went(n, "b@example.com", STORE_OUT_READY,
         "450 grey /close\x1b[2J support+o-"
         "gezdgnbvgy3tqojqgezdgnbvgy3tqojq@example.org");
    went(n, "c@example.com", STORE_OUT_FAILED, "550 5.1.1 no such user");
    reported(went(n, "d@example.com", STORE_OUT_SENT, "250 ok"),
             STORE_REPORT_DELIVERED, "2.0.0");
    reported(went(n, "e@example.com", STORE_OUT_SENT, "250 ok"),
             STORE_REPORT_READ, NULL);
    went(n, "f@example.com", STORE_OUT_CANCELLED, NULL);
    g_autoptr(store_outgoing) show = row(STORE_TO_OPERATOR, "show", 0, "anna");
    g_auto(seen) s = {0};
    compose(show, &s);
    assert_has(s.text, "Handed over for a@example.com on 23 Nov");
    assert_has(s.text, ": 250 2.0.0 Ok:\n    queued as 4F2\n");
    assert_has(s.text, "Not delivered yet to b@example.com, put off since");
    assert_has(s.text, "450 grey /close");
    assert_lacks(s.text, "gezdgnbv");
    assert_lacks(s.text, "\x1b");
    assert_has(s.text, "Not delivered to c@example.com, refused on 23 Nov");
    assert_has(s.text, "Delivered to d@example.com on 23 Nov");
    assert_has(s.text, "Read by e@example.com on 23 Nov");
    assert_lacks(s.text, "f@example.com");

    static const char *const tongues[][2] = {
        {"ru", "d@example.com: доставлено 23"},
        {"nb", "Levert til d@example.com 23."},
    };
    config_operator *anna =
        (config_operator *)config_operator_by_id(d.c, "anna");
    const char *was = anna->language;
    for (size_t i = 0; i < G_N_ELEMENTS(tongues); i++) {
        g_auto(seen) other = {0};
        anna->language = (char *)tongues[i][0];
        compose(show, &other);
        assert_has(other.text, tongues[i][1]);
        assert_lacks(other.text, "elivered");
    }
    anna->language = (char *)was;

    /* beside other news only what is worth a line */
    g_autoptr(store_outgoing) news =
        row(STORE_TO_OPERATOR, "notify", question("And?", "q2@b.com"), "anna");
    set_data(news, "{\"why\":\"article\"}");
    g_auto(seen) t = {0};
    compose(news, &t);
    assert_has(t.text, "Not delivered to c@example.com");
    assert_has(t.text, "Read by e@example.com");
    assert_lacks(t.text, "Handed over");
    assert_lacks(t.text, "Delivered to d@");

    g_autoptr(store_outgoing) list = row(STORE_TO_OPERATOR, "list", 0, "anna");
    list->ticket = 0;
    g_auto(seen) l = {0};
    compose(list, &l);
    assert_has(l.text, "last reply NOT DELIVERED");
    set_data(list, "{\"query\":\"undelivered\",\"all\":false}");
    g_auto(seen) u = {0};
    compose(list, &u);
    assert_has(u.head, "Subject: 1 open\n");

    /* and nothing of it to customers */
    g_autoptr(store_outgoing) his =
        row(STORE_TO_CUSTOMER, "status", 0, "kari@example.com");
    g_auto(seen) c = {0};
    compose(his, &c);
    assert_lacks(c.text, "elivered");
    assert_lacks(c.text, "550");
}

static void many_recipients_are_counted(void **state)
{
    question("Q", "q1@example.com");
    int64_t n = by_operator("olga", STORE_ARTICLE, "An answer", T0);
    for (int i = 0; i < 13; i++) {
        g_autofree char *who = g_strdup_printf("p%d@example.com", i);
        went(n, who, i == 12 ? STORE_OUT_FAILED : STORE_OUT_SENT, "words");
    }
    g_autoptr(store_outgoing) show = row(STORE_TO_OPERATOR, "show", 0, "anna");
    g_auto(seen) s = {0};
    compose(show, &s);
    assert_has(s.text, "Handed over for p9@example.com");
    assert_lacks(s.text, "p10@example.com");
    assert_has(s.text, "Not delivered to p12@example.com");
    assert_has(s.text, "And 2 more recipients");
}

static void ask_receipts(bool on)
{
    ((config_queue *)d.c->queues->pdata[0])->receipts = on;
}

static void ack_off(const char *who)
{
    GError *error = NULL;
    const store_person p = {.address = (char *)who, .ack_off = true};
    store_begin_deciding(d.f->s, &error);
    store_person_put(d.f->s, &p, &error);
    store_commit(d.f->s, &error);
    assert_fine(error);
}

static void receipts_are_asked_for(void **state)
{
    static const struct {
        const char *template, *recipient;
        bool on, asks;
    } table[] = {
        {"reply", "kari@example.com", true, true},
        {"reply", "kari@example.com", false, false},
        {"ack", "kari@example.com", true, false},
        {"status", "kari@example.com", true, false},
        {"reply", "quiet@example.com", true, false},
        {"reply", "noreply@example.com", true, false},
    };
    question("Q", "q1@example.com");
    int64_t n = by_operator("olga", STORE_ARTICLE, "An answer", T0);
    ack_off("quiet@example.com");
    for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
        bool is_ack = strcmp(table[i].template, "ack") == 0;
        g_autoptr(store_outgoing) o = row(STORE_TO_CUSTOMER, table[i].template,
                                          is_ack ? 1 : n, table[i].recipient);
        g_auto(seen) s = {0};
        ask_receipts(table[i].on);
        compose(o, &s);
        g_autofree char *field =
            g_strdup_printf("Disposition-Notification-To: %s\n", s.return_path);
        if (table[i].asks)
            assert_has(s.head, field);
        else
            assert_lacks(s.head, "Disposition-Notification-To");
    }
    /* nor of anybody inside */
    g_autoptr(store_outgoing) show = row(STORE_TO_OPERATOR, "show", 0, "anna");
    g_auto(seen) s = {0};
    ask_receipts(true);
    compose(show, &s);
    assert_lacks(s.head, "Disposition-Notification-To");
}

static void transcripts(void **state)
{
    static const struct {
        const char *name, *data, *subject, *text;
    } table[] = {
        {"show", "{}", "Subject: #1001 Cannot log in [", "    hidden words"},
        {"why", "{}", "Subject: #1001 Cannot log in [", "New, unassigned"},
        {"list", "{}", "Subject: 1 open\n", "#1001  Cannot log in\n"},
        {"commands", "{}", "commands", "/assign WHO"},
        {"bounced",
         "{\"recipient\":\"kari@example.com\",\"status\":\"550 5.1.1 no\"}",
         "Subject: #1001 not delivered to kari@example.com",
         "kari@example.com did not get our message: 550 5.1.1 no"},
        {"bounced",
         "{\"recipient\":\"kari@example.com\",\"status\":\"450 no\","
         "\"later\":true}",
         "Subject: #1001 not delivered yet to kari@example.com",
         "kari@example.com has not got our message yet; a server puts it off: "
         "450 no"},
        {"notice", "{\"title\":\"done\",\"text\":\"It is done.\"}",
         "Subject: #1001 done [", "It is done.\n"},
        {"who", "{}", "Subject: Who is there\n",
         "- nino, line 9: on duty, 0 open\n\nLeads and managers, who are given "
         "no requests: Lena Frolova, Maria Danilova.\n"},
    };
    question("Q", "q1@example.com");
    by_operator("olga", STORE_NOTE, "hidden words", T0);
    for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autoptr(store_outgoing) o =
            row(STORE_TO_OPERATOR, table[i].name,
                strcmp(table[i].name, "bounced") == 0, "anna");
        set_data(o, table[i].data);
        if (strcmp(table[i].name, "list") == 0)
            o->ticket = 0;
        g_auto(seen) s = {0};
        compose(o, &s);
        assert_has(s.head, table[i].subject);
        assert_has(s.text, table[i].text);
        assert_has(s.head, "X-Auto-Response-Suppress: All\n");
    }
}

static void alarm_goes_to_administrators(void **state)
{
    g_autoptr(store_outgoing) o =
        row(STORE_TO_ADMIN, "alarm", 0, "root@example.org");
    o->ticket = 0;
    g_free(o->queue);
    o->queue = g_strdup("");
    set_data(o, "{\"cause\":\"smarthost is away\",\"text\":\"Look at it.\"}");
    g_auto(seen) s = {0};
    compose(o, &s);
    assert_has(s.head, "From: Postern of Example <support@example.org>\n");
    assert_has(s.head, "Subject: Postern of Example: smarthost is away\n");
    assert_has(s.text, "Look at it.\n");
    assert_lacks(s.head, "Reply-To");
}

/* ---- templates ---- */

static void own_templates_come_first_and_may_be_wrong(void **state)
{
    GError *error = NULL;
    g_autofree char *en = g_build_filename(d.f->folder, "en", NULL);
    g_autofree char *path = g_build_filename(en, "ack.txt", NULL);
    assert_int_equal(g_mkdir(en, 0755), 0);
    g_free(d.c->site->templates);
    d.c->site->templates = g_strdup(d.f->folder);
    g_autoptr(store_outgoing) o =
        row(STORE_TO_CUSTOMER, "ack", question("Q", NULL), "kari@example.com");
    g_file_set_contents(path, "Subject: Ours {{tag}}\n\nOur own {{number}}.\n",
                        -1, &error);
    assert_fine(error);
    g_auto(seen) s = {0};
    compose(o, &s);
    assert_has(s.head, "Subject: Ours [#1001-");
    assert_has(s.text, "Our own 1001.\n");
    g_file_set_contents(path, "Subject: x\n\n{{#open}}\n", -1, &error);
    assert_fine(error);
    assert_null(notify_compose(d.c, &site, d.pub, NULL, o, &error));
    assert_has(error->message, "line 3");
    assert_class(error, ERR_CONFIG);
    g_unlink(path);
    g_rmdir(en);
}

static void line_ends_in_values_build_no_header(void **state)
{
    GError *error = NULL;
    g_autoptr(store_ticket) t = store_ticket_get(d.f->s, d.ticket, &error);
    g_free(t->subject);
    t->subject = g_strdup("Hi\r\nBcc: eve@example.net");
    g_free(t->customer_name);
    t->customer_name = g_strdup("Kari\nX: y");
    t->authenticated = true;
    store_begin_deciding(d.f->s, &error);
    store_ticket_update(d.f->s, t, &error);
    store_commit(d.f->s, &error);
    assert_fine(error);
    g_autoptr(store_outgoing) o =
        row(STORE_TO_CUSTOMER, "ack", question("Q", "a\r\nb@c"),
            "kari@example.com");
    g_auto(seen) s = {0};
    compose(o, &s);
    assert_lacks(s.head, "\nBcc");
    assert_lacks(s.head, "\nX: y");
}

static void ask_about(int64_t n, const char *person, int best)
{
    GError *error = NULL;
    const store_rating r = {.ticket = d.ticket,
                            .n = n,
                            .person = (char *)person,
                            .best = best,
                            .value = 1,
                            .words = (char *)"HIDDEN"};
    store_begin_deciding(d.f->s, &error);
    store_rating_put(d.f->s, &r, &error);
    store_commit(d.f->s, &error);
    assert_fine(error);
}

/* Only he who is asked; the others get the reply as it is. */
static void reply_asks_how_it_went(void **state)
{
    question("Q", "q1@example.com");
    int64_t n = by_operator("anna", STORE_ARTICLE, "A", T0 + MINUTE);
    g_autoptr(store_outgoing) o =
        row(STORE_TO_CUSTOMER, "reply", n, "kari@example.com");
    g_autoptr(store_outgoing) other =
        row(STORE_TO_CUSTOMER, "reply", n, "ola@example.com");
    g_auto(seen) before = {0};
    g_auto(seen) s = {0};
    g_auto(seen) others = {0};

    compose(o, &before);
    assert_lacks(before.text, "How did we do");
    ask_about(n, "kari@example.com", 5);
    compose(o, &s);
    assert_has(s.text, "How did we do?");
    assert_has(s.text, "from 1 (bad) to 5");
    assert_lacks(s.raw, "HIDDEN");
    tag_claim claim = claim_of_reply_to(&s);
    assert_int_equal(claim.kind, TAG_RATE);
    assert_int_equal(claim.number, d.ticket);
    assert_int_equal(claim.entry, n);
    assert_int_equal(rating_chosen(&claim), 0);
    assert_true(rating_is_for(&claim, "kari@example.com"));
    /* a link says by its address which answer it is */
    for (int value = 1; value <= 5; value++) {
        g_autofree char *label = g_strdup_printf(">%d</a>", value);
        const char *end = strstr(s.html, label), *link = NULL;
        assert_non_null(end);
        for (const char *p = s.html;
             (p = strstr(p, "mailto:support+r-")) && p < end; p++)
            link = p;
        assert_non_null(link);
        g_autofree char *detail =
            g_strndup(link + strlen("mailto:support+"), 34);
        assert_true(tag_read_detail(&site, d.c->site->domain, "support", 1,
                                    detail, &claim));
        assert_int_equal(rating_chosen(&claim), value);
        assert_int_equal(claim.entry, n);
    }
    assert_lacks(s.text, "mailto");
    compose(other, &others);
    assert_lacks(others.text, "How did we do");
    assert_lacks(others.raw, "+r-");
    assert_string_equal(s.message_id, others.message_id);
}

static void two_answers_are_words(void **state)
{
    int64_t n = by_operator("anna", STORE_ARTICLE, "A", T0 + MINUTE);
    g_autoptr(store_outgoing) o =
        row(STORE_TO_CUSTOMER, "reply", n, "kari@example.com");
    g_auto(seen) s = {0};

    ask_about(n, "kari@example.com", 2);
    compose(o, &s);
    assert_has(s.text, "with \"good\" or \"bad\"");
}

/* What ends without a further reply asks about the last one. */
static void the_end_asks_about_the_last_reply(void **state)
{
    question("Q", "q1@example.com");
    int64_t n = by_operator("anna", STORE_ARTICLE, "A", T0 + MINUTE);
    g_autoptr(store_outgoing) o =
        row(STORE_TO_CUSTOMER, "unanswered", 0, "kari@example.com");
    g_autoptr(store_outgoing) reminder =
        row(STORE_TO_CUSTOMER, "remind_customer", 0, "kari@example.com");
    g_auto(seen) s = {0};
    g_auto(seen) r = {0};

    ask_about(n, "kari@example.com", 5);
    compose(o, &s);
    assert_has(s.text, "How did we do?");
    tag_claim claim = claim_of_reply_to(&s);
    assert_int_equal(claim.entry, n);
    compose(reminder, &r);
    assert_lacks(r.text, "How did we do");
}

/* The lead of a bad one answers as she always does; of a review she answers with
 * a score, whichever way her client goes. */
static void leads_read_all_of_it(void **state)
{
    question("Q of Kari", "q1@example.com");
    by_operator("anna", STORE_NOTE, "she is in a hurry", T0 + MINUTE);
    int64_t n = by_operator("anna", STORE_ARTICLE, "A of Anna", T0 + MINUTE);
    g_autoptr(store_outgoing) rated =
        row(STORE_TO_OPERATOR, "rated", n, "anna");
    g_autoptr(store_outgoing) review =
        row(STORE_TO_OPERATOR, "review", n, "anna");
    g_auto(seen) a = {0};
    g_auto(seen) b = {0};

    set_data(rated, "{\"words\":\"Kari rated it: 1 of 5.\"}");
    compose(rated, &a);
    assert_has(a.head, " bad rating: Cannot log in");
    assert_has(a.text, "Kari rated it: 1 of 5.");
    assert_has(a.text, "Q of Kari");
    assert_has(a.text, "she is in a hurry");
    assert_has(a.text, "A of Anna");
    assert_int_equal(claim_of_reply_to(&a).kind, TAG_REPLY);
    set_data(review, "{\"why\":\"breach\",\"best\":5}");
    compose(review, &b);
    assert_has(b.text, "Reply with a number from 1 (bad) to 5 (very good)");
    assert_has(b.text, "Its SLA was broken");
    assert_has(b.text, "Q of Kari");
    assert_int_equal(claim_of_reply_to(&b).kind, TAG_REVIEW);
    assert_int_equal(claim_of_header(&b, "Message-ID").kind, TAG_REVIEW);
    assert_int_equal(claim_of_header(&b, "References").kind, TAG_REVIEW);
}

#define DESK_TEST(f) \
    cmocka_unit_test_setup_teardown(f, desk_setup, desk_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_TEST(ack_says_number_and_hours),
        DESK_TEST(ack_tells_hours_in_his_language),
        DESK_TEST(ack_to_somebody_unproved_echoes_nothing),
        DESK_TEST(reply_looks_like_a_persons_mail),
        DESK_TEST(signature_stands_once),
        DESK_TEST(everybody_gets_the_same_headers),
        DESK_TEST(references_are_first_and_last_20),
        DESK_TEST(capability_never_leaves),
        DESK_TEST(what_is_not_public_is_not_found),
        DESK_TEST(customers_answers),
        DESK_TEST(coupons_are_in_words),
        DESK_TEST(notification_says_first_where_the_answer_goes),
        DESK_TEST(advice),
        DESK_TEST(ack_has_answers_and_asks),
        DESK_TEST(proposed_answers_are_named),
        DESK_TEST(a_draft_is_hers),
        DESK_TEST(customers_find_answers),
        DESK_TEST(a_category_and_what_to_ask),
        DESK_TEST(line_2_answers_stay_inside),
        DESK_TEST(prepaid_time_is_shown),
        DESK_TEST(three_last_entries_and_the_rest_by_show),
        DESK_TEST(what_was_cut_is_said_of_news),
        DESK_TEST(our_frame_is_not_counted_as_cut),
        DESK_TEST(events_are_told_in_the_readers_zone),
        DESK_TEST(pending_reply_names_how_to_stop_it),
        DESK_TEST(pending_reply_says_what_follows),
        DESK_TEST(show_full_tells_the_history),
        DESK_TEST(held_reply_shows_what_is_new),
        DESK_TEST(held_message_without_a_ticket),
        DESK_TEST(digest_lists_what_is_held),
        DESK_TEST(flood_names_new_requests),
        DESK_TEST(notification_shows_who_may_be_meant),
        DESK_TEST(error_returns_the_text_with_the_line_marked),
        DESK_TEST(fields_are_shown),
        DESK_TEST(lists_find),
        DESK_TEST(transcripts),
        DESK_TEST(replies_show_what_became_of_them),
        DESK_TEST(many_recipients_are_counted),
        DESK_TEST(receipts_are_asked_for),
        DESK_TEST(alarm_goes_to_administrators),
        DESK_TEST(own_templates_come_first_and_may_be_wrong),
        DESK_TEST(line_ends_in_values_build_no_header),
        DESK_TEST(reply_asks_how_it_went),
        DESK_TEST(two_answers_are_words),
        DESK_TEST(the_end_asks_about_the_last_reply),
        DESK_TEST(leads_read_all_of_it),
    };
    g_mime_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
