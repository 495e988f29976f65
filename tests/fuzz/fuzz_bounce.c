/* fuzz_bounce: delivery reports and what else programs answer, past the MIME
 * reader: the input is up to four pieces, parted by lines "%%": the head, the
 * text, the report (of delivery, or of reading if it has a Disposition), the
 * head of the returned message. */
#include "fuzz/fuzz.h"

#include "filters/autotext.h"
#include "filters/bouncetext.h"
#include "filters/filter.h"
#include "mail/charset/charset.h"
#include "mail/head.h"
#include "mail/mailbox.h"
#include "mail/words.h"

#define PIECES 4

static void split(const uint8_t *data, size_t size, GBytes *out[PIECES])
{
    static const char mark[] = "\n%%\n";
    const char *p = (const char *)data, *end = p + size;

    for (int i = 0; i < PIECES; i++) {
        const char *to = NULL;

        if (p && i + 1 < PIECES)
            to = memmem(p, (size_t)(end - p), mark, strlen(mark));
        out[i] = p ? g_bytes_new(p, (size_t)((to ? to + 1 : end) - p)) : NULL;
        p = to ? to + strlen(mark) : NULL;
    }
}

static void add_part(GPtrArray *parts, const char *type, GBytes *data)
{
    filter_part *p;

    if (!data)
        return;
    p = g_new0(filter_part, 1);
    p->part = (char *)"1";
    p->type = (char *)type;
    p->params = (char *)"";
    p->data = data;
    g_ptr_array_add(parts, p);
}

static const char *report_type(GBytes *data)
{
    gsize size = 0;
    const char *p = data ? g_bytes_get_data(data, &size) : NULL;

    return p && memmem(p, size, "Disposition:", 12)
               ? "message/disposition-notification"
               : "message/delivery-status";
}

/* As mime.c fills in what filters look at. */
static letter *make_letter(const head *h, GBytes *text)
{
    letter *l = letter_new();
    const char *subject = head_get(h, "Subject", 0);
    const char *from = head_get(h, "From", 0), *to = head_get(h, "To", 0);

    mailbox_list(from ? from : "", NULL, l->from);
    mailbox_list(to ? to : "", NULL, l->to);
    l->subject = subject ? words_decode(subject, NULL) : NULL;
    if (text) {
        gsize size;
        const char *octets = g_bytes_get_data(text, &size);

        g_free(l->text);
        l->text = charset_clean_text(octets ? octets : "", (gssize)size);
        g_free(l->new_text);
        l->new_text = g_strdup(l->text);
    }
    return l;
}

static void check(letter *l)
{
    g_autoptr(GBytes) bytes = NULL;
    g_autoptr(letter) back = NULL;
    g_autoptr(GError) error = NULL;

    for (guint i = 0; i < l->bounces->len; i++) {
        const letter_bounce *b = l->bounces->pdata[i];

        fuzz_line("a recipient", b->recipient);
        fuzz_line("an action", b->action);
        fuzz_line("a status", b->status);
        fuzz_line("a server's words", b->said);
        if (!b->action || !*b->action)
            fuzz_fail("a bounce without action");
        if (b->status && !g_regex_match_simple("^\\d\\.\\d{1,3}\\.\\d{1,3}$",
                                               b->status, 0, 0))
            fuzz_fail("'%s' is no status", b->status);
    }
    fuzz_line("the returned id", l->returned_id);
    fuzz_line("the envelope's id", l->envelope_id);
    fuzz_line("whom a receipt is about", l->receipt_for);
    fuzz_line("the reason", l->kind_reason);
    if ((l->kind == LETTER_NORMAL) != (l->kind_reason == NULL))
        fuzz_fail("a kind and its reason go together");
    bytes = letter_to_bytes(l);
    back = letter_from_bytes(bytes, &error);
    if (!back)
        fuzz_fail("a letter of ours is refused: %s", error->message);
}

static void read_all(const uint8_t *data, size_t size)
{
    static const filter *const filters[] = {
        &filter_bounce, &filter_feedback, &filter_calendar, &filter_receipt,
        &filter_auto,   &filter_list,     &filter_spamflag};
    g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(letter) l = NULL;
    GBytes *pieces[PIECES];
    gsize n;
    const void *octets;
    filter_input in = {.parts = parts, .null_sender = size % 2 == 0};

    split(data, size, pieces);
    octets = g_bytes_get_data(pieces[0], &n);
    g_autoptr(head) h = head_read(octets ? octets : "", n);
    in.head = h;
    add_part(parts, "text/plain", pieces[1]);
    add_part(parts, report_type(pieces[2]), pieces[2]);
    add_part(parts, "message/rfc822", pieces[3]);
    l = make_letter(h, pieces[1]);
    for (size_t i = 0; i < G_N_ELEMENTS(filters); i++) {
        l->kind = LETTER_NORMAL;
        g_clear_pointer(&l->kind_reason, g_free);
        filters[i]->run(&in, l);
        check(l);
    }
    for (int i = 0; i < PIECES; i++) {
        if (pieces[i])
            g_bytes_unref(pieces[i]);
    }
}

/* The texts alone, where no head says that they are worth reading. */
static void read_text(const uint8_t *data, size_t size)
{
    g_autofree char *text =
        charset_clean_text((const char *)data, (gssize)size);
    g_autoptr(letter) l = letter_new();
    g_autofree char *status = bouncetext_status(text, strlen(text));

    l->kind = LETTER_BOUNCE;
    l->kind_reason = g_strdup("fuzz");
    if (bouncetext_returned(text) > strlen(text))
        fuzz_fail("the returned message begins behind the end");
    bouncetext_is_failure(text);
    bouncetext_is_subject(text);
    bouncetext_recipients(text, l->to, "example.com", l->bounces);
    for (int i = 0; i < AUTOTEXT_KINDS; i++)
        autotext_says((autotext_kind)i, text);
    fuzz_line("a status", status);
    check(l);
}

void fuzz_one(const uint8_t *data, size_t size)
{
    read_all(data, size);
    read_text(data, size);
    fuzz_linear(read_all, data, size);
    fuzz_linear(read_text, data, size);
}
