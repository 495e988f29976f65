/* fuzz_account: an answer in pieces, against a text that stands in it. */
#include "fuzz/fuzz.h"

#include "mail/charset/charset.h"
#include "quote/account.h"

static size_t count(const char *s)
{
    size_t n = 0;

    for (; *s; s = g_utf8_next_char(s))
        n += g_unichar_isalnum(g_utf8_get_char(s));
    return n;
}

/* Behind the marks of a line: "> ", "AB> ", "Kari>| ". Only those may be left out
 * of a line that stays. */
static const char *unmarked(const char *line)
{
    const char *p = line, *word = line;

    for (; *word && *word != '\n'; word = g_utf8_next_char(word)) {
        gunichar c = g_utf8_get_char(word);

        if (c == '>')
            p = word + 1;
        else if (c == ' ' && p != word &&
                 g_unichar_isalnum(*g_utf8_prev_char(word)))
            break; /* a word that no ">" follows */
    }
    return p;
}

static size_t count_unmarked(const char *s)
{
    size_t n = 0;

    while (*s) {
        const char *end = strchrnul(s, '\n');
        const char *from = unmarked(s);
        g_autofree char *line = g_strndup(from, (gsize)(end - from));

        n += count(line);
        s = *end ? end + 1 : end;
    }
    return n;
}

/* The first octet says whose the text is that begins in the middle. */
static GPtrArray *sources_of(const char *text, unsigned which)
{
    static const account_origin origins[] = {ACCOUNT_PUBLIC, ACCOUNT_NOTE,
                                             ACCOUNT_FRAME, ACCOUNT_STRANGER};
    GPtrArray *all =
        g_ptr_array_new_with_free_func((GDestroyNotify)account_source_free);
    account_source *s = account_source_new();
    const char *half = text + strlen(text) / 2;

    while (half > text && ((guchar)*half & 0xc0) == 0x80)
        half--;
    account_source_add(s, origins[which % G_N_ELEMENTS(origins)], 1, 1, half);
    account_source_add(s, ACCOUNT_FRAME, 0, 0, "Before that:");
    g_ptr_array_add(all, s);
    return all;
}

static void read_all(const uint8_t *data, size_t size)
{
    g_autofree char *text =
        charset_clean_text((const char *)data, (gssize)size);
    g_autoptr(GPtrArray) all = sources_of(text, size > 0 ? data[0] : 0);
    const account_answer answer = {.text = text, .copies = size % 2};
    g_autoptr(account) a = account_read(&answer, all);

    fuzz_text("the text", a->text);
    fuzz_text("the inside text", a->inside);
    fuzz_text("what was cut", a->removed);
    fuzz_text("the signature", a->signature);
    if (count(a->text) + count(a->removed) + count(a->signature) <
        count_unmarked(text))
        fuzz_fail("the pieces are not the whole");
    if (a->text_lines->len > a->lines->len * 2 + 1)
        fuzz_fail("there are more lines than were");
}

/* Not fuzz_linear(): one word that is repeated takes time by the square up to
 * 64 KiB, and half a second however long it is; tests/unit/quote/test_account
 * (test_one_word) looks at that. */
void fuzz_one(const uint8_t *data, size_t size)
{
    read_all(data, size);
}
