/* test_wall: what the last wall sees in mail that was composed from a real store:
 * words of notes, and our secret addresses, in every form; and what becomes of
 * it. */
#include "lib/desk_fixture.h"
#include "lib/store_fixture.h"

#include "base/steady.h"
#include "config/site.h"
#include "desk/notify/notify.h"
#include "desk/notify/shown.h"
#include "desk/wall.h"
#include "write/tag.h"
#include <stdio.h>
#include <stdlib.h>

#define NAME_MAX_SENT 140 /* octets of a file's name */
#define T0            FIXTURE_NOW
#define SECRET        "her account was moved by hand last night"
#define NOTE          "Careful: " SECRET ". Ask Tom before you promise anything."

static const secret_key site = {.bytes = {7}};

typedef struct desk {
    fixture *f;
    config *c;
    store_public *pub;
    store_wall *wall;
    int64_t ticket, question;
} desk;

static desk d;

static int64_t add(store_entry_kind kind, store_author by, const char *text,
                   GPtrArray *attachments)
{
    GError *error = NULL;
    g_autoptr(store_entry) e = sample_entry(d.ticket, kind, text, T0);
    e->by = by;
    g_free(e->author);
    e->author = g_strdup(by == STORE_BY_CUSTOMER ? "kari@example.com" : "anna");
    if (attachments) {
        g_ptr_array_unref(e->attachments);
        e->attachments = g_ptr_array_ref(attachments);
    }
    store_begin_deciding(d.f->s, &error);
    store_entry_add(d.f->s, e, &error);
    store_commit(d.f->s, &error);
    assert_fine(error);
    return e->n;
}

static int setup(void **state)
{
    GError *error = NULL;
    fixture_setup(state);
    d.f = *state;
    d.c = fixture_config(FALSE);
    d.ticket = put_ticket(d.f->s,
                          "Cannot log in since this morning with my "
                          "new green telephone",
                          T0);
    const store_participant kari = {.address = (char *)"kari@example.com",
                                    .name = (char *)"Kari Nordmann",
                                    .part = STORE_CUSTOMER};
    store_begin_deciding(d.f->s, &error);
    store_participant_add(d.f->s, d.ticket, &kari, &error);
    store_commit(d.f->s, &error);
    assert_fine(error);
    d.question = add(STORE_ARTICLE, STORE_BY_CUSTOMER,
                     "Since this morning I get the words session expired right "
                     "after logging in.",
                     NULL);
    d.pub = store_public_open(FILE_OF(d.f->path), &error);
    d.wall = store_wall_open(FILE_OF(d.f->path), &error);
    assert_fine(error);
    return 0;
}

static int teardown(void **state)
{
    store_wall_close(d.wall);
    store_public_close(d.pub);
    config_free(d.c);
    return fixture_teardown(state);
}

/* ---- a reply ---- */

static GPtrArray *file(const char *name, const char *type, const char *data,
                       size_t size)
{
    GError *error = NULL;
    g_autoptr(GBytes) bytes = g_bytes_new(data, size);
    g_autofree char *sha =
        g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
    store_attachment *a = sample_attachment("2", sha);
    GPtrArray *all =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_attachment_free);
    g_free(a->name);
    g_free(a->type);
    a->name = g_strdup(name);
    a->type = g_strdup(type);
    a->size = (int64_t)size;
    g_ptr_array_add(all, a);
    store_begin_deciding(d.f->s, &error);
    store_blob_put(d.f->s, sha, bytes, &error);
    store_commit(d.f->s, &error);
    assert_fine(error);
    return all;
}

static store_outgoing *row_of(const char *template, int64_t entry)
{
    store_outgoing *o =
        sample_outgoing(d.ticket, entry, "kari@example.com", T0);
    g_free(o->template);
    o->template = g_strdup(template);
    o->id = 17;
    o->unique = g_strdup("00112233445566778899aabbccddeeff");
    return o;
}

static wall_hit *look(const store_outgoing *o)
{
    GError *error = NULL;
    notify_mail *m = notify_compose(d.c, &site, d.pub, NULL, o, &error);
    assert_fine(error);
    gsize size;
    const void *data = g_bytes_get_data(m->message, &size);
    g_autoptr(said_mail) s = said_read(data, size);
    wall_hit *hit = NULL;
    assert_true(
        wall_look(d.c, &site, 1, d.pub, d.wall, o, s, m->parts, &hit, &error));
    assert_fine(error);
    notify_mail_free(m);
    return hit;
}

static wall_hit *look_at_reply(const char *text, GPtrArray *files)
{
    int64_t n = add(STORE_ARTICLE, STORE_BY_OPERATOR, text, files);
    g_autoptr(store_outgoing) o = row_of("reply", n);
    wall_hit *hit = look(o);
    GError *error = NULL;
    /* it never leaves: what comes later shall not take it for known */
    store_begin_deciding(d.f->s, &error);
    store_entry_set_state(d.f->s, d.ticket, n, STORE_WITHDRAWN, &error);
    store_commit(d.f->s, &error);
    assert_fine(error);
    return hit;
}

/* ---- words of notes ---- */

typedef struct note_row {
    const char *name;
    const char *text;             /* of the reply */
    const char *file, *type, *in; /* NULL: no file */
    bool hit;
    bool in_file; /* and in nothing else */
} note_row;

#define FINE "Dear Kari, please try again."
#define HTML "text/html"
#define BASE64 \
    "aGVyIGFjY291bnQgd2FzIG1vdmVkIGJ5IGhhbmQgbGFzdCBuaWdodA==" /* SECRET */

static const note_row notes[] = {
    {"nothing of it", FINE, NULL, NULL, NULL, false, false},
    {"its words", "As you know " SECRET ", so try.", NULL, NULL, NULL, true,
     false},
    {"re-wrapped", "her account\nwas moved by\n\nhand last\nnight", NULL, NULL,
     NULL, true, false},
    {"in capitals", "HER ACCOUNT WAS MOVED BY HAND LAST NIGHT", NULL, NULL,
     NULL, true, false},
    {"quoted, with other signs",
     "> her account, was\n> moved -- by (hand)\n"
     "> *last* night!",
     NULL, NULL, NULL, true, false},
    {"signs that nobody sees",
     "h\xe2\x80\x8b"
     "er acc\xc2\xadount was moved by hand last nig\xef\xbb\xbfht",
     NULL, NULL, NULL, true, false},
    {"bold, as HTML", "*her* account *was moved* by hand last night", NULL,
     NULL, NULL, true, false},
    {"in a link",
     "https://x.example/?q=her%20account+was_moved+by+hand+last"
     "%20night",
     NULL, NULL, NULL, true, false},
    {"other words", "Your account was moved by us last night.", NULL, NULL,
     NULL, false, false},
    {"a text file", FINE, "log.txt", "text/plain", "12:00 " SECRET "\n", true,
     true},
    {"a text file in UTF-16", FINE, "log.txt", "text/plain", "UTF-16", true,
     true},
    {"a file's name", FINE, "her_account-was moved by.hand last night.bin",
     "application/octet-stream", "\1\2", true, true},
    {"HTML", FINE, "page.html", HTML,
     "<p>her <b>account</b> was<br>moved by "
     "hand last&nbsp;night",
     true, true},
    {"an attribute", FINE, "page.html", HTML,
     "<img src=x alt='her account was moved by hand last night'>", true, true},
    {"an address of a link", FINE, "page.html", HTML,
     "<a href=\"mailto:x@y?body=her%20account%20was%20moved%20by%20hand%20last"
     "%20night\">write</a>",
     true, true},
    {"a comment", FINE, "page.html", HTML,
     "<p>Hi<!-- her account was moved by hand last night -->", true, true},
    {"hidden", FINE, "page.html", HTML,
     "<div style='display:none'>her account <i>was</i> moved by hand last "
     "night</div>",
     true, true},
    {"a style", FINE, "page.html", HTML,
     "<style>p::after{content:'her account was moved by hand last night'}"
     "</style>",
     true, true},
    {"character references", FINE, "page.html", HTML,
     "<i title='her&#32;account&#x20;was moved by hand last night'>", true,
     true},
    {"Rich Text", FINE, "a.rtf", "application/rtf",
     "{\\rtf1 her {\\b account} was moved by hand last night}", true, true},
    {"a message", FINE, "old.eml", "message/rfc822",
     "From: a@b.example\nSubject: x\n\nher account was moved by hand last\n"
     "night\n",
     true, true},
    {"its subject", FINE, "old.eml", "message/rfc822",
     "From: a@b.example\nSubject: her account was moved\n by hand last night\n"
     "\nx\n",
     true, true},
    {"a name in it", FINE, "old.eml", "application/octet-stream",
     "From: her account was moved by hand last night <a@b.example>\n"
     "Subject: x\n\nx\n",
     true, true},
    {"base64 in a message in a message", FINE, "old.eml", "message/rfc822",
     "From: a@b.example\nSubject: x\nContent-Type: message/rfc822\n\n"
     "From: c@d.example\nSubject: y\nContent-Transfer-Encoding: "
     "base64\n\n" BASE64 "\n",
     true, true},
    {"base64 in a message that is called a file", FINE, "old.eml",
     "application/octet-stream",
     "From: c@d.example\nSubject: y\nContent-Transfer-Encoding: "
     "base64\n\n" BASE64 "\n",
     true, true},
    {"base64 in a file that is a message", FINE, "old.txt", "text/plain",
     "From: c@d.example\nMIME-Version: 1.0\nContent-Transfer-Encoding: "
     "base64\n\n" BASE64 "\n",
     true, true},
    {"a file in a message", FINE, "old.eml", "message/rfc822",
     "From: a@b.example\nSubject: x\nContent-Type: application/octet-stream\n"
     "Content-Disposition: attachment; filename=\"x.dat\"\n"
     "Content-Transfer-Encoding: base64\n\n" BASE64 "\n",
     true, true},
    {"a file in a message in a file", FINE, "old.dat",
     "application/octet-stream",
     "From: a@b.example\nSubject: x\nContent-Type: application/octet-stream\n"
     "Content-Transfer-Encoding: base64\n\n" BASE64 "\n",
     true, true},
    {"a name of a file in a message", FINE, "old.eml", "message/rfc822",
     "From: a@b.example\nSubject: x\nContent-Type: application/pdf;\n"
     " name=\"her account was moved by hand last night.pdf\"\n\nx\n",
     true, true},
    {"a file with other words", FINE, "log.txt", "text/plain",
     "account moved by hand, last night\n", false, false},
    {"a name that is broken over parameters", FINE,
     "\xc3\xa6\xc3\xa6\xc3\xa6\xc3\xa6\xc3\xa6 "
     "\xc3\xa6\xc3\xa6\xc3\xa6\xc3\xa6 her "
     "account was moved by hand last night "
     "\xc3\xa6\xc3\xa6\xc3\xa6\xc3\xa6\xc3\xa6\xc3\xa6.bin",
     "application/octet-stream", "\1\2", true, true},
    {"a zip is not opened", FINE, "a.zip", "application/zip", "PK\3\4\0\0",
     false, false},
};

static GPtrArray *file_of(const note_row *r)
{
    if (strcmp(r->in, "UTF-16") != 0)
        return file(r->file, r->type, r->in, strlen(r->in));
    gsize size;
    g_autofree char *wide =
        g_convert(SECRET, -1, "UTF-16", "UTF-8", NULL, &size, NULL);
    return file(r->file, r->type, wide, size);
}

static void test_notes(void **state)
{
    int64_t note = add(STORE_NOTE, STORE_BY_OPERATOR, NOTE, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(notes); i++) {
        const note_row *r = &notes[i];
        g_autoptr(GPtrArray) files = r->file ? file_of(r) : NULL;
        g_autoptr(wall_hit) h = look_at_reply(r->text, files);
        if ((h != NULL) != r->hit)
            fail_msg("%s: %s", r->name, h ? "a hit" : "no hit");
        if (!h)
            continue;
        const wall_leak *l = h->leaks->pdata[0];
        if (h->leaks->len != 1 || l->entry != note || l->ticket != d.ticket ||
            strcmp(l->words, SECRET) != 0 ||
            g_strcmp0(l->file, r->in_file ? r->file : NULL) != 0)
            fail_msg("%s: \"%s\" in %s", r->name, l->words, l->file);
        assert_string_equal(wall_reason(h),
                            "it contains words of an internal note");
    }
}

/* A note of few words, if one of them is rare. */
static void test_short_notes(void **state)
{
    add(STORE_NOTE, STORE_BY_OPERATOR, "I will check.", NULL);
    add(STORE_NOTE, STORE_BY_OPERATOR, "Suspect of fraud!", NULL);
    static const struct {
        const char *text, *words;
    } rows[] = {
        {"I will check.", NULL},
        {"You are a SUSPECT\nof fraud, are you?", "Suspect of fraud"},
        {"You are suspect, and this is fraud.", NULL},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(wall_hit) h = look_at_reply(rows[i].text, NULL);
        if (!rows[i].words) {
            assert_null(h);
            continue;
        }
        assert_non_null(h);
        assert_string_equal(((wall_leak *)h->leaks->pdata[0])->words,
                            rows[i].words);
    }
}

/* What customers know is no secret: what they and earlier replies said, the subject,
 * and what we write around it. */
static void test_known(void **state)
{
    static const char *const all[] = {
        "She says: since this morning I get the words session expired right "
        "after logging in",
        "Cannot log in since this morning with my new green telephone",
        "Reply with /list to see all your requests. Anna Larsen, Example",
    };
    add(STORE_ARTICLE, STORE_BY_OPERATOR,
        "Please clear the cookies of portal.example.org and try again today.",
        NULL);
    add(STORE_NOTE, STORE_BY_OPERATOR,
        "I wrote: please clear the cookies of portal.example.org and try again "
        "today.",
        NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        add(STORE_NOTE, STORE_BY_OPERATOR, all[i], NULL);
    g_autoptr(wall_hit) h = look_at_reply(
        "You get the words session expired right after logging in; since this "
        "morning I get the words session expired right too. Please clear the "
        "cookies of portal.example.org and try again today.",
        NULL);
    if (h)
        fail_msg("%s", ((wall_leak *)h->leaks->pdata[0])->words);
}

/* He may also have said it after the reply was written. */
static void test_said_since(void **state)
{
    add(STORE_NOTE, STORE_BY_OPERATOR, NOTE, NULL);
    int64_t n = add(STORE_ARTICLE, STORE_BY_OPERATOR, SECRET, NULL);
    g_autoptr(store_outgoing) o = row_of("reply", n);
    g_autoptr(wall_hit) before = look(o);
    assert_non_null(before);
    add(STORE_ARTICLE, STORE_BY_OPERATOR, SECRET, NULL);
    g_autoptr(wall_hit) still = look(o);
    assert_non_null(still);
    add(STORE_ARTICLE, STORE_BY_CUSTOMER, "I know that " SECRET, NULL);
    g_autoptr(wall_hit) after = look(o);
    assert_null(after);
}

/* Nor is what stands in our templates; and a mail about what a customer wrote may
 * say it again. */
static void test_frame(void **state)
{
    g_autoptr(store_outgoing) o = row_of("ack", d.question);
    GError *error = NULL;
    notify_mail *m = notify_compose(d.c, &site, d.pub, NULL, o, &error);
    g_autofree char *text = shown_text(m->parts, false);
    g_autofree char *note = g_strdup_printf("We told her: %s", text);
    add(STORE_NOTE, STORE_BY_OPERATOR, note, NULL);
    g_autoptr(wall_hit) h = look(o);
    if (h)
        fail_msg("%s", ((wall_leak *)h->leaks->pdata[0])->words);
    notify_mail_free(m);
}

/* Findings may be told. */
static void test_finding(void **state)
{
    GError *error = NULL;
    g_autoptr(store_entry) e = sample_entry(d.ticket, STORE_NOTE, NOTE, T0);
    e->finding = true;
    store_begin_deciding(d.f->s, &error);
    store_entry_add(d.f->s, e, &error);
    store_commit(d.f->s, &error);
    g_autoptr(wall_hit) h = look_at_reply(SECRET, NULL);
    assert_null(h);
}

/* ---- a mail to a partner ---- */

static store_outgoing *forward(const char *asks)
{
    store_outgoing *o = row_of("forward", 40);

    o->audience = STORE_TO_OUTSIDER;
    g_free(o->recipient);
    o->recipient = g_strdup("help@integrator.example");
    g_free(o->data);
    o->data = g_strdup_printf("{\"partner\":\"integrator\",\"by\":\"anna\","
                              "\"asks\":\"%s\",\"upto\":30}",
                              asks);
    return o;
}

/* He is not to see who asks, and no note goes to him; the address that he is to
 * answer to is no secret of another's. */
static void test_partner(void **state)
{
    static const char named[] =
        "Write to KARI@Example.com, it is about kari%40example.com.";
    static const struct {
        const char *name, *asks, *file;
        bool customer, leaks, person, in_file;
    } rows[] = {
        {"nothing", "Is it down?", "fine", false, false, false, false},
        {"words of a note", SECRET ", why?", "fine", false, true, false, false},
        {"her address in the question", "Is kari@example.com known?", "fine",
         false, false, true, false},
        {"escaped in a file", "Is it down?", named, false, false, true, true},
        {"folded in a file", "Is it down?",
         "BEGIN:VCARD\r\nEMAIL:kari@exam\r\n ple.com\r\n", false, false, true,
         true},
        {"with a zero width space", "Is kari@exam\u200bple.com known?", "fine",
         false, false, true, false},
        {"with a wide sign", "Is kari\uff20example.com known?", "fine", false,
         false, true, false},
        {"one who may see her", "Is kari@example.com known?", named, true,
         false, false, false},
    };
    config_partner *p = d.c->partners->pdata[0];

    add(STORE_NOTE, STORE_BY_OPERATOR, NOTE, NULL);
    add(STORE_ARTICLE, STORE_BY_CUSTOMER,
        "I am Kari Nordmann.\nkari@example.com writes.", NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) files =
            file("log.txt", "text/plain", rows[i].file, strlen(rows[i].file));
        int64_t n = add(STORE_ARTICLE, STORE_BY_OPERATOR, FINE, files);
        g_autoptr(store_outgoing) o = forward(rows[i].asks);
        GError *error = NULL;
        p->customer = rows[i].customer;
        g_autoptr(wall_hit) h = look(o);
        print_message("%s\n", rows[i].name);
        assert_int_equal(h != NULL, rows[i].leaks || rows[i].person);
        assert_int_equal(h && h->leaks->len > 0, rows[i].leaks);
        assert_int_equal(h && h->person, rows[i].person);
        assert_int_equal(h && h->person_file != NULL, rows[i].in_file);
        assert_false(h && h->secret);
        store_begin_deciding(d.f->s, &error);
        store_entry_set_state(d.f->s, d.ticket, n, STORE_WITHDRAWN, &error);
        store_commit(d.f->s, &error);
    }
}

/* What a row may pass with, and nothing else. */
static void test_passed(void **state)
{
    int64_t one = add(STORE_NOTE, STORE_BY_OPERATOR, NOTE, NULL);
    int64_t two = add(STORE_NOTE, STORE_BY_OPERATOR,
                      "Nobody has paid the invoice of that company since the "
                      "spring",
                      NULL);
    int64_t n = add(STORE_ARTICLE, STORE_BY_OPERATOR,
                    SECRET ", and nobody has paid the invoice of that company "
                           "since the spring.",
                    NULL);
    g_autoptr(store_outgoing) o = row_of("reply", n);
    g_autoptr(wall_hit) both = look(o);
    assert_int_equal(both->leaks->len, 2);
    g_free(o->data);
    o->data = g_strdup_printf(
        "{\"passed\":{\"leaks\":[{\"ticket\":%d,\"entry\":%d}]}}",
        (int)d.ticket, (int)one);
    g_autoptr(wall_hit) h = look(o);
    assert_int_equal(h->leaks->len, 1);
    assert_int_equal(((wall_leak *)h->leaks->pdata[0])->entry, two);
    g_autofree char *json = wall_hit_json(both);
    g_free(o->data);
    o->data = g_strdup_printf("{\"passed\":%s}", json);
    g_autoptr(wall_hit) none = look(o);
    assert_null(none);
}

/* ---- secret addresses ---- */

static char *token(tag_kind kind)
{
    return tag_token(&site, d.c->site->domain, "support",
                     &(tag_claim){kind, 1, d.ticket, 1, 1});
}

/* Each %s is a token; two of them: its halves. */
static const struct {
    const char *name, *form;
    bool hit;
} forms[] = {
    {"as it is", "write to support+o-%s@example.org please", true},
    {"escaped", "mailto:support%%2Bo-%s@example.org", true},
    {"escaped twice", "mailto:support%%252Bo-%s@example.org", true},
    {"quoted-printable", "support=2Bo-%s@example.org", true},
    {"character reference", "support&#43;o-%s@example.org", true},
    {"hexadecimal one", "support&#x2b;o-%s@example.org", true},
    {"a Message-ID", "<o-%s.0a1b2c@example.org>", true},
    {"our header", "X-Postern-Claim: o-%s", true},
    {"without its plus", "supporto-%s@example.org", true},
    {"without anything", "%s", true},
    {"in words", "thetokenis%sandnothingelse", true},
    {"over lines", "support+o-%s\n%s@example.org", true},
    {"over quoted lines", "> support+o-%s\n> > %s@example.org", true},
    {"over lines of quoted-printable", "support+o-%s=\n%s@example.org", true},
    {"zero width", "support+o-%s\xe2\x80\x8b%s@example.org", true},
    {"soft hyphen", "support+o-%s\xc2\xad%s@example.org", true},
    {"no-break", "support+o-%s\xe2\x81\xa0%s@example.org", true},
    {"blanks", "support+o-%s %s@example.org", true},
};

static char *filled(const char *form, const char *full)
{
    g_autofree char *half = g_strndup(full, 15);
    g_auto(GStrv) parts = g_strsplit(form, "%s", -1);
    g_autofree char *text =
        parts[2]
            ? g_strconcat(parts[0], half, parts[1], full + 15, parts[2], NULL)
            : g_strconcat(parts[0], full, parts[1], NULL);
    g_auto(GStrv) percent = g_strsplit(text, "%%", -1);
    return g_strjoinv("%", percent);
}

static char *wide(const char *text)
{
    GString *out = g_string_new(NULL);
    for (; *text; text++)
        g_string_append_unichar(out, 0xff00 + (gunichar)(*text - ' '));
    return g_string_free(out, FALSE);
}

/* Each letter as "%61", or "&#97;". */
static char *escaped(const char *text, const char *form)
{
    GString *out = g_string_new(NULL);
    for (; *text; text++) {
        g_auto(GStrv) parts = g_strsplit(form, "?", 2);
        g_string_append_printf(out, *form == '&' ? "%s%d%s" : "%s%02x%s",
                               parts[0], *text, parts[1]);
    }
    return g_string_free(out, FALSE);
}

/* In the text, in a file, in HTML, in a name: each form. */
static void try_form(const char *name, const char *text, bool hit)
{
    g_autofree char *html = g_strdup_printf("<a href='%s' title=x>y</a>", text);
    g_autoptr(GPtrArray) plain =
        file("a.txt", "text/plain", text, strlen(text));
    g_autoptr(GPtrArray) page = file("a.html", HTML, html, strlen(html));
    g_autoptr(GPtrArray) named = file(text, "image/png", "x", 1);
    g_autoptr(wall_hit) a = look_at_reply(text, NULL);
    g_autoptr(wall_hit) b = look_at_reply(FINE, plain);
    g_autoptr(wall_hit) c = look_at_reply(FINE, page);
    g_autoptr(wall_hit) e = look_at_reply(FINE, named);
    const wall_hit *const all[] = {a, b, c, e};
    size_t n = strlen(text) <= NAME_MAX_SENT ? 4 : 3; /* longer ones are cut */
    for (size_t i = 0; i < n; i++)
        if ((all[i] && all[i]->secret) != hit)
            fail_msg("%s, %zu: %s: %s", name, i, text,
                     hit ? "not seen" : "seen");
    if (hit) {
        assert_null(a->secret_file);
        assert_string_equal(b->secret_file, "a.txt");
    }
}

static void test_secrets(void **state)
{
    g_autofree char *ours = token(TAG_REPLY);
    g_autofree char *upper = g_ascii_strup(ours, -1);
    g_autofree char *dressed = wide(ours);
    g_autofree char *wrong = g_strdup(ours);
    wrong[31] = wrong[31] == 'a' ? 'b' : 'a';
    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
        g_autofree char *one = filled(forms[i].form, ours);
        g_autofree char *two = filled(forms[i].form, upper);
        g_autofree char *none = filled(forms[i].form, wrong);
        try_form(forms[i].name, one, forms[i].hit);
        try_form("upper case", two, forms[i].hit);
        try_form("not ours", none, false);
    }
    try_form("full width", dressed, true);
    static const char *const escapes[] = {"%?", "=?", "&#?;", "%25?"};
    for (size_t i = 0; i < G_N_ELEMENTS(escapes); i++) {
        g_autofree char *one = escaped(ours, escapes[i]);
        g_autofree char *none = escaped(wrong, escapes[i]);
        try_form(escapes[i], one, true);
        try_form(escapes[i], none, false);
    }
}

/* By which somebody acts, and others. */
static void test_kinds(void **state)
{
    static const struct {
        tag_kind kind;
        bool hit;
    } kinds[] = {
        {TAG_REPLY, true}, {TAG_NOTE, true},    {TAG_HELD, true},
        {TAG_UNDO, true},  {TAG_BOUNCE, false}, {TAG_CUSTOMER, false},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        g_autofree char *t = token(kinds[i].kind);
        g_autofree char *text =
            g_strdup_printf("support+%c-%s@example.org", kinds[i].kind, t);
        assert_int_equal(wall_has_secret(d.c, &site, 1, text), kinds[i].hit);
    }
    g_autofree char *sales =
        tag_address(&site, d.c->site->domain, "sales", "sales@example.org",
                    &(tag_claim){TAG_REPLY, 1, d.ticket, 1, 1});
    assert_true(wall_has_secret(d.c, &site, 1, sales));
}

/* Neither ends what a customer gets: what he wrote that looks like one, and one that
 * he was given, in the quote of his question. */
static void test_of_customers(void **state)
{
    g_autofree char *ours = token(TAG_REPLY);
    g_autofree char *wrong = g_strdup(ours);
    wrong[31] = wrong[31] == 'a' ? 'b' : 'a';
    const char *const both[] = {ours, wrong};
    for (size_t i = 0; i < G_N_ELEMENTS(both); i++) {
        g_autofree char *text = g_strdup_printf(
            "I got this from support=2Bo-%s@example.org", both[i]);
        int64_t n = add(STORE_ARTICLE, STORE_BY_CUSTOMER, text, NULL);
        static const char *const automatic[] = {"ack", "status"};
        for (size_t k = 0; k < G_N_ELEMENTS(automatic); k++) {
            g_autoptr(store_outgoing) o = row_of(automatic[k], n);
            g_autoptr(wall_hit) h = look(o);
            assert_null(h);
        }
        g_autoptr(wall_hit) h = look_at_reply(FINE, NULL);
        assert_null(h);
    }
}

/* What went in spite of a note, because an operator said so, is shown again to who
 * asks for the request; a note is not. */
static void test_shown_again(void **state)
{
    g_autoptr(store_outgoing) o = row_of("account", 0);

    g_free(o->data);
    o->data = g_strdup_printf("{\"ask\":[{\"what\":\"show\",\"ticket\":"
                              "%" G_GINT64_FORMAT "}]}",
                              d.ticket);
    add(STORE_NOTE, STORE_BY_OPERATOR, NOTE, NULL);
    add(STORE_ARTICLE, STORE_BY_OPERATOR, "Yes, " SECRET ".", NULL);
    g_autoptr(wall_hit) h = look(o);
    assert_null(h);
}

/* ---- doubt ---- */

static void test_unread(void **state)
{
    g_autofree char *big = g_malloc(SAID_MAX + 100);
    memset(big, 'a', SAID_MAX + 99);
    big[SAID_MAX + 99] = '\0';
    g_autoptr(GPtrArray) files = file("a.txt", "text/plain", big, strlen(big));
    g_autoptr(wall_hit) without = look_at_reply(FINE, files);
    assert_null(without); /* there is no note */
    add(STORE_NOTE, STORE_BY_OPERATOR, NOTE, NULL);
    g_autoptr(wall_hit) with = look_at_reply(FINE, files);
    assert_true(with->unread);
    assert_int_equal(with->leaks->len, 0);
    assert_non_null(strstr(wall_reason(with), "not all of it"));
    /* what could not be read at all is doubt without notes */
    GError *error = NULL;
    g_autoptr(said_mail) failed = said_new();
    g_autoptr(store_outgoing) o = row_of("help", 0);
    o->ticket = 0;
    failed->failed = true;
    wall_hit *hit = NULL;
    assert_true(
        wall_look(d.c, &site, 1, d.pub, d.wall, o, failed, NULL, &hit, &error));
    assert_true(hit->unread);
    wall_hit_free(hit);
}

/* ---- on its way ---- */

static void test_bytes(void **state)
{
    GError *error = NULL;
    g_autoptr(said_mail) s = said_new();
    said_add(s, NULL, "text");
    said_add(s, "a.txt", "more");
    s->cut = true;
    g_autoptr(GBytes) bytes = said_to_bytes(s);
    g_autoptr(said_mail) again = said_from_bytes(bytes, &error);
    assert_fine(error);
    assert_true(again->cut);
    assert_int_equal(again->texts->len, 2);
    const said_text *t = again->texts->pdata[0], *u = again->texts->pdata[1];
    assert_null(t->file);
    assert_string_equal(t->text, "text");
    assert_string_equal(u->file, "a.txt");
    g_autoptr(GBytes) bad = g_bytes_new_static("\377\376\375\1\2\3", 6);
    assert_null(said_from_bytes(bad, &error));
    assert_class(error, ERR_DATA);
}

/* ---- what becomes of it ---- */

typedef struct fate_row {
    const char *name, *template;
    store_audience audience;
    bool ticket, article, gone;
    const char *plan;
} fate_row;

static const fate_row fates[] = {
    {"a reply is held, and its author told", "reply", STORE_TO_CUSTOMER, true,
     true, false,
     "withdraw2 event[reply of anna put on hold: it contains words of an "
     "internal note] "
     "hold:wall held>anna"},
    {"others have it", "reply", STORE_TO_CUSTOMER, true, true, true,
     "event[mail to kari@example.com goes on, though it contains words of an "
     "internal note: others have it already]"},
    {"an acknowledgement", "ack", STORE_TO_CUSTOMER, true, true, false,
     "bounced17 event[mail \"ack\" to kari@example.com was not sent: it "
     "contains words of an internal note] alarm"},
    {"about no ticket", "help", STORE_TO_CUSTOMER, false, false, false,
     "bounced17 alarm"},
    {"an administrator's", "alarm", STORE_TO_ADMIN, false, false, false,
     "bounced17 alarm"},
    {"a reply whose article is gone", "reply", STORE_TO_CUSTOMER, true, false,
     false,
     "bounced17 event[mail \"reply\" to kari@example.com was not sent: it "
     "contains words of an internal note] alarm"},
};

static void test_fates(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(fates); i++) {
        const fate_row *r = &fates[i];
        world *w = world_new("kari@example.com", "x");
        store_entry *e = world_pending(w->st, "anna", SECRET);
        g_autoptr(wall_hit) h = wall_hit_new();
        wall_leak *l = g_new0(wall_leak, 1);
        *l = (wall_leak){1001, 1, g_strdup(SECRET), g_strdup("a.txt")};
        g_ptr_array_add(h->leaks, l);
        store_outgoing o = {.id = 17,
                            .audience = r->audience,
                            .template = (char *)r->template,
                            .queue = (char *)"support",
                            .ticket = r->ticket ? 1001 : 0,
                            .entry = e ? 2 : 0,
                            .recipient = (char *)"kari@example.com"};
        g_autoptr(plan) p =
            decide_walled(w->c, r->ticket ? w->st : NULL, r->article ? e : NULL,
                          &o, h, r->gone, FIXTURE_NOW);
        g_autofree char *is = plan_summary(p);
        print_message("%s\n", r->name);
        assert_string_equal(is, r->plan);
        const plan_step *hold = plan_find(p, PLAN_HOLD);
        const plan_step *alarm = plan_find(p, PLAN_ALARM);
        if (hold)
            assert_non_null(strstr(hold->hold->data, SECRET));
        if (alarm) /* which may go anywhere */
            assert_null(strstr(alarm->alarm.text, SECRET));
        world_free(w);
    }
}

/* It had been sent, as far as the desk knew: what its status became is taken back,
 * and done again with the text; whose it is stays. */
static void test_taken_back(void **state)
{
    world *w = world_new("kari@example.com", "x");
    store_entry *e = world_pending(w->st, "anna", SECRET);
    g_autoptr(wall_hit) h = wall_hit_new();
    store_outgoing o = {.id = 17,
                        .audience = STORE_TO_CUSTOMER,
                        .template = (char *)"reply",
                        .queue = (char *)"support",
                        .ticket = 1001,
                        .entry = 2,
                        .recipient = (char *)"kari@example.com"};
    wall_leak *l = g_new0(wall_leak, 1);

    *l = (wall_leak){1001, 1, g_strdup(SECRET), g_strdup("a.txt")};
    g_ptr_array_add(h->leaks, l);
    e->state = STORE_PUBLISHED;
    e->commands = g_strdup("/close\n/assign anna");
    world_status(w, "resolved");
    w->st->t->holder = g_strdup("anna");
    g_autoptr(plan) p =
        decide_walled(w->c, w->st, e, &o, h, false, FIXTURE_NOW);
    g_autofree char *is = plan_summary(p);
    assert_string_equal(
        is, "withdraw2 status=in-progress event[status resolved -> "
            "in-progress] event[reply of anna put on hold: it contains words "
            "of an internal note] hold:wall held>anna");
    assert_non_null(strstr(plan_find(p, PLAN_HOLD)->hold->data,
                           "\"commands\":[\"/close\"]"));
    world_free(w);
}

/* ---- what it costs ---- */

/* COST=1: a mail about a ticket of a thousand notes. */
static void test_cost(void **state)
{
    if (!getenv("COST"))
        skip();
    GError *error = NULL;
    store_begin_deciding(d.f->s, &error);
    int64_t begin = steady_us();
    for (int i = 0; i < 1000; i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        for (int k = 0; k < 100; k++)
            g_string_append_printf(text, "word%d ",
                                   (i * 7919 + k * 31) % 20000);
        g_autoptr(store_entry) e =
            sample_entry(d.ticket, STORE_NOTE, text->str, T0);
        store_entry_add(d.f->s, e, &error);
    }
    int64_t middle = steady_us();
    store_commit(d.f->s, &error);
    assert_fine(error);
    printf("a note of 100 words: %.3f ms\n", (middle - begin) / 1e6);
    g_autoptr(GString) text = g_string_new(NULL);
    for (int k = 0; k < 300; k++)
        g_string_append_printf(text, "other%d ", k * 37);
    int64_t n = add(STORE_ARTICLE, STORE_BY_OPERATOR, text->str, NULL);
    g_autoptr(store_outgoing) o = row_of("reply", n);
    notify_mail *m = notify_compose(d.c, &site, d.pub, NULL, o, &error);
    gsize size;
    const void *data = g_bytes_get_data(m->message, &size);
    for (int round = 0; round < 3; round++) {
        int64_t a = steady_us();
        g_autoptr(said_mail) s = said_read(data, size);
        int64_t b = steady_us();
        wall_hit *hit = NULL;
        wall_look(d.c, &site, 1, d.pub, d.wall, o, s, m->parts, &hit, &error);
        int64_t c = steady_us();
        assert_null(hit);
        printf("a mail of 300 words: read in %.3f ms, looked at in %.3f ms\n",
               (b - a) / 1e3, (c - b) / 1e3);
    }
    notify_mail_free(m);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_notes),
        TEST(test_short_notes),
        TEST(test_known),
        TEST(test_said_since),
        TEST(test_frame),
        TEST(test_finding),
        TEST(test_partner),
        TEST(test_passed),
        TEST(test_secrets),
        TEST(test_kinds),
        TEST(test_of_customers),
        TEST(test_shown_again),
        TEST(test_unread),
        cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_fates),
        cmocka_unit_test(test_taken_back),
        TEST(test_cost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
