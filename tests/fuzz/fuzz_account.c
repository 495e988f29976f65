/* fuzz_account: an answer in pieces, against a text that stands in it. */
#include "fuzz/fuzz.h"

#include "mail/charset/charset.h"
#include "quote/account.h"

#define MARK_LETTERS 6 /* of initials before a line, "AB> ", which may go */

static size_t count(const char *s)
{
    size_t n = 0;

    for (; *s; s = g_utf8_next_char(s))
        n += g_unichar_isalnum(g_utf8_get_char(s));
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
    if (count(a->text) + count(a->removed) + count(a->signature) +
            MARK_LETTERS * a->lines->len <
        count(text))
        fuzz_fail("the pieces are not the whole");
    if (a->text_lines->len > a->lines->len * 2 + 1)
        fuzz_fail("there are more lines than were");
}

void fuzz_one(const uint8_t *data, size_t size)
{
    read_all(data, size);
    fuzz_linear(read_all, data, size);
}
