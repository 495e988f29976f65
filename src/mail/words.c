/* words: encoded words and raw 8-bit in header fields. */
#include "mail/words.h"

#include <stdlib.h>
#include <string.h>

#include "mail/charset/charset.h"
#include "mail/transfer.h"

#define WORDS_CHARSET_MAX 60 /* octets of a charset's name in an encoded word */

/* An encoded word: =?charset?Q?text?= */
typedef struct word {
    char charset[WORDS_CHARSET_MAX + 1];
    char encoding; /* 'B' or 'Q' */
    const char *text, *text_end, *end;
} word;

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Reads the word at p. Blanks inside and a missing "?=" at the end of the field
 * are forgiven. `last`: the last "?=" of the value, or NULL. */
static bool word_read(const char *p, const char *last, word *w)
{
    const char *q, *stop;
    size_t n;

    if (p[0] != '=' || p[1] != '?')
        return false;
    q = p + 2;
    n = strcspn(q, "?* \t");
    if (n > WORDS_CHARSET_MAX)
        return false;
    memcpy(w->charset, q, n);
    w->charset[n] = '\0';
    q += n;
    if (*q == '*')
        q += strcspn(q, "? \t");
    if (q[0] != '?' || !q[1] || q[2] != '?')
        return false;
    w->encoding = g_ascii_toupper(q[1]);
    if (w->encoding != 'B' && w->encoding != 'Q')
        return false;
    w->text = q + 3;
    stop = last && w->text <= last ? strstr(w->text, "?=") : NULL;
    /* "=?utf-8?Q??= x": the text may itself begin with "=" */
    if (stop && w->encoding == 'Q' && stop == w->text && stop[2] &&
        g_ascii_isxdigit(stop[2]) && g_ascii_isxdigit(stop[3]) &&
        strstr(stop + 2, "?="))
        stop = strstr(stop + 2, "?=");
    if (!stop) {
        q = strpbrk(w->text, w->encoding == 'B' ? " \t?" : "?");
        if (q && (*q != '?' || q[1]))
            return false;
        w->end = w->text + strlen(w->text);
        w->text_end = q ? q : w->end; /* "=" or "?=" is missing */
        return w->text_end > w->text;
    }
    w->text_end = stop;
    w->end = stop + 2;
    return true;
}

/* A run of words of one charset and encoding: octets are joined before they
 * become characters, because many senders split inside a character. */
typedef struct run {
    GByteArray *octets;
    GString *base64; /* text of 'B' words whose group is not complete */
    char charset[WORDS_CHARSET_MAX + 1];
    bool open;
} run;

static void run_flush_base64(run *r)
{
    GByteArray *part;

    if (r->base64->len == 0)
        return;
    part = transfer_base64(r->base64->str, r->base64->len, NULL);
    g_byte_array_append(r->octets, part->data, part->len);
    g_byte_array_unref(part);
    g_string_truncate(r->base64, 0);
}

static void run_end(run *r, GString *out, bool *repaired)
{
    charset_state state;
    g_autofree char *text = NULL;

    if (!r->open)
        return;
    run_flush_base64(r);
    text = charset_to_utf8((const char *)r->octets->data, r->octets->len,
                           r->charset, &state, NULL);
    g_string_append(out, text);
    if (repaired && state != CHARSET_RIGHT)
        *repaired = true;
    g_byte_array_set_size(r->octets, 0);
    r->open = false;
}

static void run_add(run *r, const word *w, GString *out, bool *repaired)
{
    if (r->open && g_ascii_strcasecmp(r->charset, w->charset) != 0)
        run_end(r, out, repaired);
    if (!r->open)
        memcpy(r->charset, w->charset, sizeof r->charset);
    r->open = true;
    if (w->encoding == 'B') {
        g_string_append_len(r->base64, w->text, w->text_end - w->text);
        if (memchr(w->text, '=', (size_t)(w->text_end - w->text)) ||
            r->base64->len % 4 == 0)
            run_flush_base64(r);
    } else {
        GByteArray *part;

        run_flush_base64(r);
        part = transfer_quoted(w->text, (size_t)(w->text_end - w->text), true,
                               NULL);
        g_byte_array_append(r->octets, part->data, part->len);
        g_byte_array_unref(part);
    }
}

/* Where encoded words begin in raw 8-bit text. */
static size_t raw_size(const char *p, const char *last)
{
    const char *q = p + 1;
    word w;

    while (*q && !(q[0] == '=' && word_read(q, last, &w)))
        q++;
    return (size_t)(q - p);
}

static void append_raw(GString *out, const char *p, size_t n,
                       const char *fallback, bool *repaired)
{
    charset_state state;
    g_autofree char *text = NULL;

    if (fallback && !g_utf8_validate_len(p, n, NULL)) {
        text = charset_to_utf8(p, n, fallback, &state, NULL);
        if (state != CHARSET_RIGHT)
            g_clear_pointer(&text, g_free);
        else
            state = CHARSET_DETECTED;
    }
    if (!text)
        text = charset_to_utf8(p, n, "UTF-8", &state, NULL);
    if (state != CHARSET_RIGHT && repaired)
        *repaired = true;
    g_string_append(out, text);
}

char *words_decode(const char *value, bool *repaired)
{
    return words_decode_as(value, NULL, repaired);
}

char *words_decode_as(const char *value, const char *fallback, bool *repaired)
{
    g_autoptr(GString) out = g_string_new(NULL);
    run r = {.octets = g_byte_array_new(), .base64 = g_string_new(NULL)};
    const char *p = value, *last = g_strrstr(value, "?=");

    while (*p) {
        const char *blank = p;
        word w;
        size_t n;

        while (is_blank(*blank))
            blank++;
        if (word_read(blank, last, &w) && (r.open || blank == p)) {
            run_add(&r, &w, out, repaired); /* blanks between words go */
            p = w.end;
            continue;
        }
        run_end(&r, out, repaired);
        n = raw_size(p, last); /* at once, or its charset cannot be guessed */
        append_raw(out, p, n, fallback, repaired);
        p += n;
    }
    run_end(&r, out, repaired);
    g_byte_array_unref(r.octets);
    g_string_free(r.base64, TRUE);
    return charset_clean_line(out->str, (gssize)out->len);
}
