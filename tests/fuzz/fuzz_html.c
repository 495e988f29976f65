/* fuzz_html: HTML to text, with its marks. */
#include "fuzz/fuzz.h"

#include "mail/html/text.h"
#include "mail/letter.h"

#define TEXT_MAX 4096

static const char *picture(const char *content_id, bool quoted, void *context)
{
    return strlen(content_id) % 2 ? "picture.png" : NULL;
}

static void check(const char *html, size_t max)
{
    g_autoptr(GArray) marks = g_array_new(FALSE, FALSE, sizeof(letter_mark));
    g_autofree char *text =
        htmltext_with_marks(html, strlen(html), max, picture, NULL, marks);
    g_autofree char *plain =
        htmltext_for_readers(html, strlen(html), max, picture, NULL);
    size_t last = 0;

    fuzz_text("the text", text);
    if (strlen(text) > max)
        fuzz_fail("the text is longer than it may be");
    if (strcmp(text, plain) != 0)
        fuzz_fail("asking for marks changes the text");
    for (guint i = 0; i < marks->len; i++) {
        size_t at = g_array_index(marks, letter_mark, i).at;

        if (at < last || at > strlen(text))
            fuzz_fail("a mark is outside of the text");
        last = at;
    }
}

static void read_all(const uint8_t *data, size_t size)
{
    g_autofree char *html = g_utf8_make_valid((const char *)data, (gssize)size);

    check(html, 4u << 20);
}

void fuzz_one(const uint8_t *data, size_t size)
{
    g_autofree char *html = g_utf8_make_valid((const char *)data, (gssize)size);

    check(html, TEXT_MAX);
    check(html, 1 + size % 64);
    fuzz_linear(read_all, data, size);
}
