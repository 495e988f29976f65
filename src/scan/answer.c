/* scananswer: what a scanning child answered, of which nothing is trusted. */
#include "scan/wire.h"

#include "base/err.h"
#include <string.h>

void scan_answer_free(scan_answer *a)
{
    if (!a)
        return;
    letter_free(a->letter);
    verdict_free(a->verdict);
    g_clear_pointer(&a->hits, g_ptr_array_unref);
    g_clear_pointer(&a->words, g_array_unref);
    g_clear_pointer(&a->features, g_bytes_unref);
    g_clear_pointer(&a->contents, g_hash_table_unref);
    g_clear_pointer(&a->json, g_bytes_unref);
    said_free(a->said);
    g_free(a);
}

/* What stands next in an answer, or NULL if it is shorter. */
typedef struct reader {
    GBytes *all;
    gsize at;
} reader;

static GBytes *next_part(reader *r, uint64_t size)
{
    if (size > g_bytes_get_size(r->all) - r->at)
        return NULL;
    GBytes *part = g_bytes_new_from_bytes(r->all, r->at, (gsize)size);
    r->at += (gsize)size;
    return part;
}

static bool next_struct(reader *r, void *out, size_t size)
{
    g_autoptr(GBytes) part = next_part(r, size);
    if (part)
        memcpy(out, g_bytes_get_data(part, NULL), size);
    return part != NULL;
}

/* ---- attachments ---- */

static const letter_attachment *attachment_of(const letter *l,
                                              const char *sha256)
{
    for (guint i = 0; i < l->attachments->len; i++) {
        const letter_attachment *a = l->attachments->pdata[i];
        if (strcmp(a->sha256, sha256) == 0)
            return a;
    }
    return NULL;
}

static bool read_content(reader *r, scan_answer *a, uint64_t *total)
{
    scan_content c;
    if (!next_struct(r, &c, sizeof c) || c.size > SCAN_CONTENTS_MAX - *total)
        return false;
    g_autoptr(GBytes) octets = next_part(r, c.size);
    g_autofree char *said = g_strndup(c.sha256, sizeof c.sha256);
    const letter_attachment *of = attachment_of(a->letter, said);
    if (!octets || !of || of->size != c.size ||
        g_hash_table_contains(a->contents, said))
        return false;
    g_autofree char *is =
        g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, octets);
    if (strcmp(is, said) != 0)
        return false;
    *total += c.size;
    g_hash_table_insert(a->contents, g_steal_pointer(&said),
                        g_steal_pointer(&octets));
    return true;
}

static bool read_contents(reader *r, scan_answer *a, uint32_t n, GError **error)
{
    uint64_t total = 0;
    a->contents = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify)g_bytes_unref);
    for (uint32_t i = 0; i < n; i++)
        if (!read_content(r, a, &total)) {
            err_set(error, ERR_DATA, "its attachments do not match its letter");
            return false;
        }
    return true;
}

/* ---- the parts before them ---- */

typedef struct answer_parts {
    scan_head head;
    GBytes *letter, *verdict, *hits, *words, *features, *json, *said;
} answer_parts;

static void answer_parts_clear(answer_parts *p)
{
    g_clear_pointer(&p->letter, g_bytes_unref);
    g_clear_pointer(&p->verdict, g_bytes_unref);
    g_clear_pointer(&p->hits, g_bytes_unref);
    g_clear_pointer(&p->words, g_bytes_unref);
    g_clear_pointer(&p->features, g_bytes_unref);
    g_clear_pointer(&p->json, g_bytes_unref);
    g_clear_pointer(&p->said, g_bytes_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(answer_parts, answer_parts_clear)

/* Octets for all that was wanted, and for nothing else? */
static bool is_head(const scan_head *h, unsigned wants)
{
    return h->magic == SCAN_MAGIC && h->letter <= LETTER_VARIANT_MAX &&
           h->verdict <= SCAN_VERDICT_MAX && h->hits <= JUDGE_HITS_MAX &&
           h->words <= SCAN_WORDS_MAX && h->features <= MODEL_LESSON_MAX &&
           h->json <= SCAN_JSON_MAX && h->said <= SAID_BYTES_MAX &&
           h->contents <= LETTER_PARTS_MAX &&
           (h->letter > 0) == ((wants & SCAN_WANT_LETTER) != 0) &&
           (h->verdict > 0) == ((wants & SCAN_WANT_VERDICT) != 0) &&
           (h->json > 0) == ((wants & SCAN_WANT_JSON) != 0) &&
           (h->said > 0) == ((wants & SCAN_WANT_SAID) != 0) &&
           (h->hits == 0 || (wants & SCAN_WANT_HITS)) &&
           (h->words == 0 || (wants & SCAN_WANT_WORDS)) &&
           (h->features > 0) == ((wants & SCAN_WANT_WORDS) != 0) &&
           (h->contents == 0 || (wants & SCAN_WANT_CONTENTS));
}

static bool read_parts(reader *r, unsigned wants, answer_parts *p,
                       GError **error)
{
    if (!next_struct(r, &p->head, sizeof p->head) ||
        !is_head(&p->head, wants)) {
        err_set(error, ERR_DATA, "its head is wrong");
        return false;
    }
    p->letter = next_part(r, p->head.letter);
    p->verdict = next_part(r, p->head.verdict);
    p->hits = next_part(r, p->head.hits);
    p->words = next_part(r, p->head.words);
    p->features = next_part(r, p->head.features);
    p->json = next_part(r, p->head.json);
    p->said = next_part(r, p->head.said);
    if (p->letter && p->verdict && p->hits && p->words && p->features &&
        p->json && p->said)
        return true;
    err_set(error, ERR_DATA, "it is cut short");
    return false;
}

/* Each once and in order: one that came twice would be counted twice. */
static GArray *words_from_bytes(GBytes *bytes, GError **error)
{
    gsize size;
    const void *data = g_bytes_get_data(bytes, &size);
    guint n = (guint)(size / sizeof(uint64_t));
    g_autoptr(GArray) words =
        g_array_sized_new(FALSE, FALSE, sizeof(uint64_t), n);
    bool good = size % sizeof(uint64_t) == 0;
    if (n > 0)
        g_array_append_vals(words, data, n);
    for (guint i = 1; i < n; i++)
        good &= g_array_index(words, uint64_t, i) >
                g_array_index(words, uint64_t, i - 1);
    if (good)
        return g_steal_pointer(&words);
    err_set(error, ERR_DATA, "its words are out of order");
    return NULL;
}

static GBytes *features_from_bytes(GBytes *bytes, GError **error)
{
    g_autoptr(model_text) t = model_text_from_bytes(bytes);
    if (t)
        return g_bytes_ref(bytes);
    err_set(error, ERR_DATA, "its lesson is not well-formed");
    return NULL;
}

/* Valid UTF-8 on one line, for who passes it on? */
static bool is_line(GBytes *text)
{
    gsize n;
    const char *p = g_bytes_get_data(text, &n);
    guchar all = 0;
    for (gsize i = 0; i < n; i++) {
        if ((guchar)p[i] < 0x20 || p[i] == 0x7f)
            return false;
        all |= (guchar)p[i];
    }
    return all < 0x80 || g_utf8_validate_len(p, n, NULL);
}

static GBytes *json_from_bytes(GBytes *bytes, GError **error)
{
    if (is_line(bytes))
        return g_bytes_ref(bytes);
    err_set(error, ERR_DATA, "its JSON is not a line of text");
    return NULL;
}

static scan_answer *read_answer(reader *r, unsigned wants, unsigned use,
                                GError **error)
{
    g_autoptr(scan_answer) a = g_new0(scan_answer, 1);
    g_auto(answer_parts) p = {0};
    if (!read_parts(r, wants, &p, error) ||
        ((use & SCAN_WANT_LETTER) &&
         !(a->letter = letter_from_bytes(p.letter, error))) ||
        ((use & SCAN_WANT_VERDICT) &&
         !(a->verdict = verdict_from_bytes(p.verdict, error))) ||
        ((use & SCAN_WANT_HITS) &&
         !(a->hits = judge_hits_from_bytes(p.hits, error))) ||
        ((use & SCAN_WANT_WORDS) &&
         (!(a->words = words_from_bytes(p.words, error)) ||
          !(a->features = features_from_bytes(p.features, error)))) ||
        ((use & SCAN_WANT_JSON) &&
         !(a->json = json_from_bytes(p.json, error))) ||
        ((use & SCAN_WANT_SAID) &&
         !(a->said = said_from_bytes(p.said, error))) ||
        ((use & SCAN_WANT_CONTENTS) &&
         !read_contents(r, a, p.head.contents, error)))
        return NULL;
    a->ms = (double)p.head.us / 1000;
    return g_steal_pointer(&a);
}

void scan_wire_bad(const char *why, GError **error)
{
    err_set(error, ERR_DATA,
            "the answer of the process that read this message is not "
            "well-formed: %s",
            why);
}

scan_answer *scan_wire_read(GBytes *all, gsize *at, unsigned wants,
                            unsigned use, GError **error)
{
    reader r = {all, *at};
    g_autoptr(GError) why = NULL;
    scan_answer *a = read_answer(&r, wants, use, &why);
    if (!a)
        scan_wire_bad(why->message, error);
    *at = r.at;
    return a;
}

scan_answer *scan_wire_read_one(GBytes *all, unsigned wants, GError **error)
{
    gsize at = 0;
    scan_answer *a = scan_wire_read(all, &at, wants, wants, error);
    if (a && at != g_bytes_get_size(all)) {
        scan_wire_bad("something stands after its end", error);
        g_clear_pointer(&a, scan_answer_free);
    }
    return a;
}

scan_answer *scan_answer_read(GBytes *kept, GError **error)
{
    return scan_wire_read_one(kept, SCAN_WANT_MAIL, error);
}
