/* fuzz_trim: texts in pieces, alone and against an earlier one. */
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

static size_t check(const letter *l)
{
    fuzz_text("the new text", l->new_text);
    fuzz_text("the quoted text", l->quoted);
    fuzz_text("the signature", l->signature);
    return count(l->new_text) + count(l->quoted) + count(l->signature);
}

static void check_whole(const letter *l, const char *text)
{
    if (check(l) != count(text))
        fuzz_fail("the pieces are not the whole");
}

/* Words that were quoted in a line that is kept are in none of them. */
static void check_part(const letter *l, const char *text)
{
    if (check(l) > count(text))
        fuzz_fail("there are more words than before");
}

static void read_all(const uint8_t *data, size_t size)
{
    g_autofree char *text =
        charset_clean_text((const char *)data, (gssize)size);
    const char *half = text + strlen(text) / 2;
    const char *earlier[] = {g_utf8_find_next_char(half, NULL), NULL};
    g_autoptr(letter) l = letter_new();

    if (strlen(text) < 2)
        earlier[0] = text;
    g_free(l->text);
    l->text = g_strdup(text);
    trim_letter(l);
    check_whole(l, text);
    trim_letter_against(l, earlier);
    check_part(l, text);
    g_free(l->quoted);
    l->quoted = g_strdup("");
    g_free(l->signature);
    l->signature = g_strdup("");
    g_free(l->new_text);
    l->new_text = g_strdup(text);
    trim_letter_against(l, earlier);
    check_part(l, text);
}

void fuzz_one(const uint8_t *data, size_t size)
{
    read_all(data, size);
    fuzz_linear(read_all, data, size);
}
