/* fuzz_trim: texts in pieces. */
#include "fuzz/fuzz.h"

#include "mail/charset/charset.h"
#include "quote/trim.h"

/* Letters and digits: what may be added or left out are rules, blanks, signs of
 * quoting. */
static size_t count(const char *s)
{
    size_t n = 0;

    for (; *s; s = g_utf8_next_char(s))
        n += g_unichar_isalnum(g_utf8_get_char(s));
    return n;
}

static void check(const letter *l, const char *text)
{
    fuzz_text("the new text", l->new_text);
    fuzz_text("the quoted text", l->quoted);
    fuzz_text("the signature", l->signature);
    if (count(l->new_text) + count(l->quoted) + count(l->signature) !=
        count(text))
        fuzz_fail("the pieces are not the whole");
}

static void read_all(const uint8_t *data, size_t size)
{
    g_autofree char *text =
        charset_clean_text((const char *)data, (gssize)size);
    g_autoptr(letter) l = letter_new();

    g_free(l->text);
    l->text = g_strdup(text);
    trim_letter(l);
    check(l, text);
}

void fuzz_one(const uint8_t *data, size_t size)
{
    read_all(data, size);
    fuzz_linear(read_all, data, size);
}
