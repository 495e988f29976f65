/* wall: the last look at a mail before it leaves the desk. */
#include "desk/wall.h"

#include "base/address.h"
#include "base/planted.h"
#include "desk/faq.h"
#include "desk/notify/shown.h"
#include "desk/partner_config.h"
#include "quote/shingle.h"
#include "write/tag.h"

#include <jansson.h>
#include <string.h>

#define WALL_SHOWN_MAX 400 /* octets of a leak's words */

/* ---- what may pass ---- */

/* What a row may pass with; NULL: nothing. Borrowed from *data. */
static const json_t *passed_of(const store_outgoing *o, json_t **data)
{
    *data = o->data ? json_loads(o->data, 0, NULL) : NULL;
    return json_object_get(*data, "passed");
}

static bool is_passed(const json_t *passed, int64_t ticket, int64_t entry)
{
    const json_t *leaks = json_object_get(passed, "leaks");

    for (size_t i = 0; i < json_array_size(leaks); i++) {
        const json_t *l = json_array_get(leaks, i);
        if (json_integer_value(json_object_get(l, "ticket")) == ticket &&
            json_integer_value(json_object_get(l, "entry")) == entry)
            return true;
    }
    return false;
}

/* ---- words ---- */

/* The words of one text of the mail. */
typedef struct wall_text {
    const char *file; /* borrowed */
    GArray *words;    /* token */
} wall_text;

static void text_free(void *data)
{
    wall_text *t = data;

    g_array_unref(t->words);
    g_free(t);
}

/* What joins words in links and names parts them, so that they are seen; NULL: the
 * text has nothing of that kind. */
static char *opened(const char *text)
{
    g_autofree char *out = NULL;
    char *to;

    if (!strpbrk(text, "%+_") && !strstr(text, "://") &&
        !strstr(text, "mailto:"))
        return NULL;
    to = out = g_malloc(strlen(text) + 1);
    for (const char *p = text; *p;) {
        int high = *p == '%' ? g_ascii_xdigit_value(p[1]) : -1;
        int low = high >= 0 ? g_ascii_xdigit_value(p[2]) : -1;
        bool escape = low >= 0 && high * 16 + low > 0;
        char c = escape ? (char)(high * 16 + low) : *p;

        *to++ = strchr(":/?&=+_", c) ? ' ' : c;
        p += escape ? 3 : 1;
    }
    *to = '\0';
    return g_utf8_make_valid(out, -1);
}

static void add_words(GPtrArray *all, const char *file, const char *text,
                      size_t *left)
{
    wall_text *t = g_new0(wall_text, 1);

    t->file = file;
    t->words = shingle_words(text, *left);
    *left -= t->words->len;
    g_ptr_array_add(all, t);
}

/* wall_text* of all texts; *over: there were too many words. */
static GPtrArray *words_of(const said_mail *s, bool *over)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(text_free);
    size_t left = WALL_WORDS_MAX;

    for (guint i = 0; i < s->texts->len; i++) {
        const said_text *t = s->texts->pdata[i];
        g_autofree char *other = opened(t->text);

        add_words(all, t->file, t->text, &left);
        if (other)
            add_words(all, t->file, other, &left);
    }
    *over = left == 0;
    return all;
}

static int by_number(const void *a, const void *b)
{
    gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;

    return x < y ? -1 : x > y;
}

/* Numbers of all shingles, rising, each once. */
static GArray *numbers_of(const GPtrArray *texts)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(gint64));
    guint kept = 0;

    for (guint i = 0; i < texts->len; i++) {
        g_autoptr(GArray) own =
            shingle_all(((const wall_text *)texts->pdata[i])->words);
        if (own->len > 0)
            g_array_append_vals(all, own->data, own->len);
    }
    g_array_sort(all, by_number);
    for (guint i = 0; i < all->len; i++) {
        gint64 now = g_array_index(all, gint64, i);
        if (kept == 0 || g_array_index(all, gint64, kept - 1) != now)
            g_array_index(all, gint64, kept++) = now;
    }
    g_array_set_size(all, kept);
    return all;
}

/* ---- marks of notes ---- */

/* Do these words hold what the mark stands for? */
static bool holds(const GArray *words, const store_wall_mark *m)
{
    for (guint i = 0; i < words->len; i++) {
        guint n = m->size > 0 ? (guint)m->size : shingle_size(words, i);

        if (n == 0 || n > words->len - i)
            return false;
        if (shingle_of(words, i, n) == m->hash)
            return true;
    }
    return false;
}

/* All numbers of a text that any of `marks` could be, each with its size. */
typedef struct number {
    gint64 size, hash;
} number;

static guint number_hash(const void *p)
{
    const number *k = p;

    return (guint)(k->hash ^ (k->hash >> 32) ^ k->size * 31);
}

static gboolean number_equal(const void *a, const void *b)
{
    const number *x = a, *y = b;

    return x->size == y->size && x->hash == y->hash;
}

static GHashTable *numbers_new(void)
{
    return g_hash_table_new_full(number_hash, number_equal, g_free, NULL);
}

static void add_number(GHashTable *all, gint64 size, gint64 hash)
{
    const number k = {size, hash};

    g_hash_table_add(all, g_memdup2(&k, sizeof k));
}

/* `sizes`: those of whole notes, as keys. */
static void add_numbers(GHashTable *all, const GArray *words, bool full,
                        const bool *sizes)
{
    for (guint i = 0; i < words->len; i++) {
        guint n = full ? shingle_size(words, i) : 0;

        if (n > 0)
            add_number(all, 0, shingle_of(words, i, n));
        for (guint k = 1; k < SHINGLE_WEIGHT && k <= words->len - i; k++)
            if (sizes[k])
                add_number(all, k, shingle_of(words, i, k));
    }
}

static void sizes_of(const GArray *marks, bool sizes[SHINGLE_WEIGHT])
{
    memset(sizes, 0, SHINGLE_WEIGHT * sizeof *sizes);
    for (guint i = 0; i < marks->len; i++) {
        int64_t size = g_array_index(marks, store_wall_mark, i).size;
        if (size > 0 && size < SHINGLE_WEIGHT)
            sizes[size] = true;
    }
}

/* Leaves those that are (`among`), or are not, in `all`. */
static void keep_marks(GArray *marks, GHashTable *all, bool among)
{
    guint kept = 0;

    for (guint i = 0; i < marks->len; i++) {
        store_wall_mark m = g_array_index(marks, store_wall_mark, i);
        const number k = {m.size, m.hash};

        if (g_hash_table_contains(all, &k) == among)
            g_array_index(marks, store_wall_mark, kept++) = m;
    }
    g_array_set_size(marks, kept);
}

/* Whole notes that stand in the mail. */
static GArray *find_short(store_wall *w, int64_t ticket, const GPtrArray *texts,
                          GError **error)
{
    GArray *marks = store_wall_short(w, ticket, error);
    bool sizes[SHINGLE_WEIGHT];
    g_autoptr(GHashTable) all = numbers_new();

    if (!marks || marks->len == 0)
        return marks;
    sizes_of(marks, sizes);
    for (guint i = 0; i < texts->len; i++)
        add_numbers(all, ((const wall_text *)texts->pdata[i])->words, false,
                    sizes);
    keep_marks(marks, all, true);
    return marks;
}

/* All that the mail has of notes, public or not. */
static GArray *find_marks(store_wall *w, int64_t ticket, const GPtrArray *texts,
                          GError **error)
{
    g_autoptr(GArray) numbers = numbers_of(texts);
    g_autoptr(GArray) marks = find_short(w, ticket, texts, error);
    g_autoptr(GArray) more =
        marks ? store_wall_find(w, ticket, numbers, error) : NULL;

    if (!more)
        return NULL;
    if (more->len > 0)
        g_array_append_vals(marks, more->data, more->len);
    return g_steal_pointer(&marks);
}

/* ---- what is no secret ---- */

static void allow(GHashTable *all, const char *text, const bool *sizes)
{
    g_autoptr(GArray) words = shingle_words(text ? text : "", WALL_WORDS_MAX);

    add_numbers(all, words, true, sizes);
}

/* Is the article known to customers without this mail? One that brings no entry
 * brings none that was not published before. */
static bool is_older(const store_entry *e, const store_outgoing *o)
{
    return e->by == STORE_BY_CUSTOMER || e->n < o->entry || o->entry == 0;
}

/* Ready answers are written for customers: a note may well name the one that is to be
 * sent. */
static void allow_ready(GHashTable *all, const config *c, const store_ticket *t,
                        const char *author, const bool *sizes)
{
    const faq_reader to = {.queue = t->queue,
                           .customer_name = t->customer_name,
                           .operator_ = author,
                           .ticket = t->id};

    for (guint i = 0; i < c->faqs->len; i++) {
        g_autoptr(GPtrArray) texts = faq_texts(c, c->faqs->pdata[i], &to);
        for (guint k = 0; k < texts->len; k++)
            allow(all, texts->pdata[k], sizes);
    }
}

/* Takes out what customers know: their own words, earlier replies, ready answers,
 * and our frame. */
static bool take_known(const config *c, const secret_key *site,
                       store_public *pub, const store_outgoing *o,
                       const char *parts, GArray *marks, GError **error)
{
    g_autoptr(GHashTable) known = numbers_new();
    g_autoptr(GPtrArray) articles =
        store_public_articles(pub, o->ticket, 0, error);
    g_autoptr(store_ticket) t =
        articles ? store_public_ticket(pub, o->ticket, error) : NULL;
    g_autofree char *frame = parts ? shown_text(parts, true) : NULL;
    bool sizes[SHINGLE_WEIGHT];
    const char *author = NULL;

    if (!t)
        return false;
    sizes_of(marks, sizes);
    for (guint i = 0; i < articles->len; i++) {
        const store_entry *e = articles->pdata[i];
        if (is_older(e, o))
            allow(known, e->text, sizes);
        if (e->n == o->entry)
            author = e->author_name;
    }
    allow_ready(known, c, t, author, sizes);
    g_autofree char *tag = tag_make(site, t->epoch, t->id);
    g_autofree char *subject = g_strdup_printf("%s %s", t->subject, tag);
    allow(known, subject, sizes);
    allow(known, t->customer_name, sizes);
    allow(known, frame, sizes);
    keep_marks(marks, known, false);
    return true;
}

/* ---- what is told ---- */

/* Which of a note's words its marks cover. */
static guint8 *covered(const GArray *words, const GArray *marks, int64_t n)
{
    guint8 *in = g_new0(guint8, words->len + 1);
    g_autoptr(GHashTable) own = numbers_new();
    const number whole = {words->len, shingle_of(words, 0, words->len)};

    for (guint i = 0; i < marks->len; i++) {
        const store_wall_mark *m = &g_array_index(marks, store_wall_mark, i);
        if (m->n == n)
            add_number(own, m->size, m->hash);
    }
    for (guint i = 0; i < words->len; i++) {
        guint run = shingle_size(words, i);
        const number k = {0, shingle_of(words, i, run)};
        if (run > 0 && g_hash_table_contains(own, &k))
            memset(in + i, 1, run);
    }
    if (g_hash_table_contains(own, &whole))
        memset(in, 1, words->len);
    return in;
}

/* The longest run of them. */
static char *words_that_leak(const char *note, const GArray *marks, int64_t n)
{
    g_autoptr(GArray) words = shingle_words(note, WALL_WORDS_MAX);
    g_autofree guint8 *in = covered(words, marks, n);
    guint best = 0, from = 0, start = 0;
    size_t size;

    for (guint i = 0; i < words->len; i++) {
        start = in[i] && (i == 0 || !in[i - 1]) ? i : start;
        if (in[i] && i + 1 - start > best) {
            best = i + 1 - start;
            from = start;
        }
    }
    if (best == 0)
        return g_strdup("");
    const token *first = &g_array_index(words, token, from);
    const token *last = &g_array_index(words, token, from + best - 1);
    size = MIN((size_t)(last->to - first->from), WALL_SHOWN_MAX);
    while (((guchar)note[first->from + size] & 0xc0) == 0x80)
        size--;
    return g_strndup(note + first->from, size);
}

/* The attached file that it stands in, if it stands in no other text. */
static const char *file_with(const GPtrArray *texts, const store_wall_mark *m)
{
    const char *file = NULL;

    for (guint i = 0; i < texts->len; i++) {
        const wall_text *t = texts->pdata[i];
        if (!holds(t->words, m))
            continue;
        if (!t->file)
            return NULL;
        file = file ? file : t->file;
    }
    return file;
}

static bool add_leak(store_wall *w, int64_t ticket, const GPtrArray *texts,
                     const GArray *marks, const store_wall_mark *m,
                     wall_hit *hit, GError **error)
{
    GError *local = NULL;
    g_autofree char *note = store_wall_note(w, ticket, m->n, &local);
    wall_leak *l;

    if (local) {
        g_propagate_error(error, local);
        return false;
    }
    l = g_new0(wall_leak, 1);
    l->ticket = ticket;
    l->entry = m->n;
    l->words = note ? words_that_leak(note, marks, m->n) : g_strdup("");
    l->file = g_strdup(file_with(texts, m));
    g_ptr_array_add(hit->leaks, l);
    return true;
}

static bool add_leaks(store_wall *w, int64_t ticket, const GPtrArray *texts,
                      const GArray *marks, wall_hit *hit, GError **error)
{
    g_autoptr(GHashTable) told = g_hash_table_new(g_int64_hash, g_int64_equal);

    for (guint i = 0; i < marks->len && hit->leaks->len < WALL_LEAKS_MAX; i++) {
        store_wall_mark *m = &g_array_index(marks, store_wall_mark, i);
        if (g_hash_table_add(told, &m->n) &&
            !add_leak(w, ticket, texts, marks, m, hit, error))
            return false;
    }
    return true;
}

static void take_passed(GArray *marks, int64_t ticket, const json_t *passed)
{
    for (guint i = marks->len; i > 0; i--) {
        int64_t n = g_array_index(marks, store_wall_mark, i - 1).n;
        if (is_passed(passed, ticket, n))
            g_array_remove_index(marks, i - 1);
    }
}

/* ---- all together ---- */

static bool look_for_notes(const config *c, const secret_key *site,
                           store_public *pub, store_wall *w,
                           const store_outgoing *o, const said_mail *s,
                           const char *parts, const json_t *passed,
                           wall_hit *hit, GError **error)
{
    bool any = false, over = false;

    if (o->ticket <= 0)
        return true;
    if (!store_wall_any(w, o->ticket, &any, error))
        return false;
    if (!any)
        return true;
    g_autoptr(GPtrArray) texts = words_of(s, &over);
    g_autoptr(GArray) marks = find_marks(w, o->ticket, texts, error);
    if (!marks)
        return false;
    take_passed(marks, o->ticket, passed);
    if (marks->len > 0 && !take_known(c, site, pub, o, parts, marks, error))
        return false;
    hit->unread = hit->unread || s->cut || over;
    return add_leaks(w, o->ticket, texts, marks, hit, error);
}

static void look_for_secrets(const config *c, const secret_key *site,
                             int64_t epoch, const store_outgoing *o,
                             const said_mail *s, wall_hit *hit)
{
    for (guint i = 0; i < s->texts->len && !hit->secret; i++) {
        const said_text *t = s->texts->pdata[i];
        hit->secret = wall_has_secret_for(c, site, epoch, o, t->text);
        if (hit->secret)
            hit->secret_file = g_strdup(t->file);
    }
}

/* ---- people whom a partner is not to see ---- */

static bool hides_people(const config *c, const store_outgoing *o)
{
    const config_partner *p = o->audience == STORE_TO_OUTSIDER
                                  ? config_partner_by_address(c, o->recipient)
                                  : NULL;

    return p && !p->customer && !PLANTED(customer_shown);
}

/* Without what splits a word for the eye of a program alone: invisible characters
 * (Unicode's Cf), and lines that are folded (RFC 5322 2.2.3, RFC 6350 3.2). */
static char *joined(const char *text)
{
    GString *out = g_string_new(NULL);

    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        if (*p == '\n' && (p[1] == ' ' || p[1] == '\t'))
            p++;
        else if (*p != '\r' &&
                 g_unichar_type(g_utf8_get_char(p)) != G_UNICODE_FORMAT)
            g_string_append_unichar(out, g_utf8_get_char(p));
    }
    return g_string_free(out, FALSE);
}

static char *folded(const char *text)
{
    g_autofree char *open = opened(text);
    g_autofree char *valid =
        g_utf8_make_valid(open && strstr(text, "%40") ? open : text, -1);
    g_autofree char *plain = g_utf8_normalize(valid, -1, G_NORMALIZE_NFKC);
    g_autofree char *whole = joined(plain ? plain : valid);

    return g_utf8_casefold(whole, -1);
}

static void look_for_person(const said_text *t, const GPtrArray *people,
                            const char *reader, wall_hit *hit)
{
    g_autofree char *text = folded(t->text);

    for (guint i = 0; i < people->len && !hit->person; i++) {
        const store_participant *p = people->pdata[i];
        g_autofree char *wanted = g_utf8_casefold(p->address, -1);
        hit->person = *wanted && !address_equal(p->address, reader) &&
                      strstr(text, wanted);
        if (hit->person)
            hit->person_file = g_strdup(t->file);
    }
}

static bool look_for_people(const config *c, store_public *pub,
                            const store_outgoing *o, const said_mail *s,
                            wall_hit *hit, GError **error)
{
    g_autoptr(GPtrArray) people = NULL;

    if (!hides_people(c, o))
        return true;
    people = store_public_participants(pub, o->ticket, error);
    for (guint i = 0; people && i < s->texts->len && !hit->person; i++)
        look_for_person(s->texts->pdata[i], people, o->recipient, hit);
    return people != NULL;
}

/* ---- looking ---- */

bool wall_look(const config *c, const secret_key *site, int64_t epoch,
               store_public *pub, store_wall *wall, const store_outgoing *o,
               const said_mail *mail, const char *parts, wall_hit **hit,
               GError **error)
{
    json_t *data;
    const json_t *passed = passed_of(o, &data);
    g_autoptr(wall_hit) h = wall_hit_new();
    bool fine;

    *hit = NULL;
    h->unread = mail->failed;
    if (!json_is_true(json_object_get(passed, "secret")) &&
        !PLANTED(secret_leaves))
        look_for_secrets(c, site, epoch, o, mail, h);
    if (!look_for_people(c, pub, o, mail, h, error))
        fine = false;
    else
        fine = PLANTED(wall_off) || PLANTED(note_quoted) ||
               look_for_notes(c, site, pub, wall, o, mail, parts, passed, h,
                              error);
    if (json_is_true(json_object_get(passed, "unread")))
        h->unread = false;
    if (data)
        json_decref(data);
    if (fine && (h->leaks->len > 0 || h->secret || h->unread || h->person))
        *hit = g_steal_pointer(&h);
    return fine;
}
